import { expect, test } from "@jest/globals";
import { caution, danger, findingLine, merged } from "../../../../preview/findings/finding";
import { prose } from "../../../../preview/markdown/markdown";
import { planned } from "../support";

const resource = (name: string) => planned("azure-native:compute:VirtualMachine", name);

test("Findings that say the same of several resources are one, which names them all and is about them all", () => {
    const [one, other, third] = ["one", "other", "third"].map(resource) as [
        ReturnType<typeof resource>,
        ReturnType<typeof resource>,
        ReturnType<typeof resource>,
    ];
    const findings = [
        danger("replace", "VM replaced", [one], prose`because of ${"a"}.`),
        danger("replace", "VM replaced", [other], prose`because of ${"b"}.`),
        danger("replace", "VM replaced", [third], prose`because of ${"a"}.`),
        caution("replace", "VM replaced", [other], prose`because of ${"a"}.`),
    ];
    const all = merged(findings);
    expect(all.map((finding) => findingLine(finding).source)).toEqual([
        "**VM replaced** (`one`, `third`): because of `a`.",
        "**VM replaced** (`other`): because of `b`.",
        "**VM replaced** (`other`): because of `a`.",
    ]);
    expect(all[0]?.about).toEqual([one.urn, third.urn]);
});

test("A finding names so many of its resources, and says how many more there are", () => {
    const many = Array.from({ length: 10 }, (_unused, index) => resource(`vm-${index}`));
    const line = findingLine(danger("replace", "VM deleted", many, prose`gone.`)).source;
    expect(line).toContain("`vm-7` and 2 more): gone.");
});
