import { describe, expect, it } from "@jest/globals";
import { AzureDriver, changed, INPUTS } from "../support";

describe("the handler of an extension", () => {
    it.each([
        ["DockerExtension", "1.0"],
        ["DockerExtension", "1.1"],
        ["DockerExtension", "1.2"],
        ["CustomScript", "2.0"],
        ["CustomScript", "2.1"],
    ])("may be the %s %s", async (type, typeHandlerVersion) => {
        const azure = await new AzureDriver().up("VirtualMachineExtension");
        const inputs = { ...INPUTS.VirtualMachineExtension, type, typeHandlerVersion };
        expect(await azure.accepts("VirtualMachineExtension", inputs)).toBe(true);
    });

    it.each<[string, string, { status: number; code: string }, string]>([
        [
            "type",
            "NoExtension",
            { status: 400, code: "ArtifactNotFound" },
            "The VM extension with publisher 'Microsoft.Azure.Extensions' and type 'NoExtension' could not be found in location 'westus'.",
        ],
        [
            "typeHandlerVersion",
            "1.2.2",
            { status: 404, code: "ArtifactVersionNotFound" },
            "No version found in the artifact repository that satisfies the requested version '1.2.2' for VM extension with publisher 'Microsoft.Azure.Extensions' and type 'DockerExtension'.",
        ],
    ])("is rejected with the %s %s", async (path, value, error, message) => {
        const azure = await new AzureDriver().up("VirtualMachineExtension");
        const refused = azure.create("VirtualMachineExtension", changed("VirtualMachineExtension", path, value));
        await expect(refused).rejects.toMatchObject({ ...error, message: `Code="${error.code}" Message="${message}"` });
        expect(azure.machines.orders).toEqual([]);
    });

    it("is rejected beside another one of the same type, whose name does not matter", async () => {
        const azure = await new AzureDriver().up();
        const second = changed("VirtualMachineExtension", "vmExtensionName", "second");
        await expect(azure.create("VirtualMachineExtension", second)).rejects.toMatchObject({
            status: 400,
            message: `Code="BadRequest" Message="Multiple VMExtensions per handler not supported for OS type 'Linux'. VMExtension 'second' with handler 'Microsoft.Azure.Extensions.DockerExtension' already added or specified in input."`,
        });
        const other = { ...second, publisher: "Microsoft.OSTCExtensions", type: "VMAccessForLinux" };
        const inputs = { ...other, typeHandlerVersion: "1.5" };
        expect(await azure.accepts("VirtualMachineExtension", inputs)).toBe(true);
    });
});
