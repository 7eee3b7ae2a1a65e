import { describe, expect, it } from "@jest/globals";
import type { Values } from "../../../../../sandbox/providers/values";
import { AzureDriver, INPUTS } from "../support";

const tagged = (tags: Values): Values => ({ ...INPUTS.ResourceGroup, tags });
const numbered = (count: number): Values =>
    Object.fromEntries(Array.from({ length: count }, (_, index) => [`tag${index}`, "x"]));

describe("the tags of a resource", () => {
    it.each([{}, { team: "a/b", "cost center": "" }, { ["n".repeat(512)]: "x".repeat(256) }, numbered(50)])(
        "may be %j, and Azure returns them",
        async (tags) => {
            const { outputs } = await new AzureDriver().create("ResourceGroup", tagged(tags));
            expect(outputs["tags"]).toEqual(tags);
        },
    );

    it.each<[string, Values]>([
        ["InvalidTagNameCharacters", { "a/b": "x" }],
        ["InvalidTagNameCharacters", { "": "x" }],
        ["InvalidTagName", { ["n".repeat(513)]: "x" }],
        ["InvalidTagValueLength", { team: "x".repeat(257) }],
        ["ReservedTagName", { AzureTeam: "x" }],
        ["TooManyTags", numbered(51)],
        ["DuplicateTagName", { team: "a", Team: "b" }],
    ])("are rejected with %s: %j", async (code, tags) => {
        const azure = new AzureDriver();
        await expect(azure.create("ResourceGroup", tagged(tags))).rejects.toMatchObject({ status: 400, code });
    });

    it("change in place", async () => {
        const azure = await new AzureDriver().up();
        const changed = { ...INPUTS.VirtualMachine, tags: { team: "b" } };
        await expect(azure.update("VirtualMachine", changed)).resolves.toMatchObject({ tags: { team: "b" } });
        expect(await azure.diff("VirtualMachine", changed)).toEqual([{ path: "tags", kind: "add", replace: false }]);
    });
});
