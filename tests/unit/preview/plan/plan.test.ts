import { describe, expect, test } from "@jest/globals";
import { SECRET_MARK, UNKNOWN } from "../../../../shared/pulumiValues";
import fc from "fast-check";
import { readPlan } from "../../../../preview/plan/plan";

const urn =
    "urn:pulumi:dev::docker-host-vm::docker-host-vm:index:DockerHostVm$azure-native:compute:VirtualMachine::docker-host-vm";
const parent = "urn:pulumi:dev::docker-host-vm::docker-host-vm:index:DockerHostVm::docker-host";
const state = (inputs: object, outputs: object = {}): object => ({ inputs, outputs, parent });
const SECRET = { ...SECRET_MARK, ciphertext: "[secret]" };

/** The changes that a single update has. */
function changesOf(before: object, after: object, rest: object): unknown {
    const step = { op: "update", urn, oldState: state(before), newState: state(after), ...rest };
    return readPlan({ steps: [step] }).resources[0]?.changes;
}

describe("the plan of a preview", () => {
    test("takes the three steps of a replacement for one, with its reasons", () => {
        const [oldState, newState] = [state({ sku: "14" }), state({ sku: "16" })];
        const detailedDiff = { sku: { diffKind: "update-replace", inputDiff: true } };
        const steps = [
            { op: "delete-replaced", urn, oldState, detailedDiff: null },
            { op: "replace", urn, oldState, newState, detailedDiff },
            { op: "create-replacement", urn, oldState, newState, detailedDiff },
        ];
        expect(readPlan({ steps }).resources).toEqual([
            {
                urn,
                type: "azure-native:compute:VirtualMachine",
                name: "docker-host-vm",
                id: "",
                parent,
                operation: "replace",
                isProtected: { before: false, after: false },
                before: { sku: "14" },
                after: { sku: "16" },
                outputs: { before: {}, after: {} },
                changes: [{ path: "sku", before: "14", after: "16", replaces: true }],
            },
        ]);
    });

    test("names the reason of a replacement that has no details", () => {
        expect(
            changesOf({ vmName: "a" }, { vmName: UNKNOWN }, { replaceReasons: ["vmName"], detailedDiff: null }),
        ).toEqual([{ path: "vmName", before: "a", after: "(known after up)", replaces: true }]);
    });

    test("puts what replaces before what does not", () => {
        const detailedDiff = { a: { diffKind: "update" }, "b.c[0]": { diffKind: "add-replace" } };
        expect(changesOf({ a: 1, b: { c: [] } }, { a: 2, b: { c: ["x"] } }, { detailedDiff })).toEqual([
            { path: "b.c[0]", before: undefined, after: "x", replaces: true },
            { path: "a", before: 1, after: 2, replaces: false },
        ]);
    });

    test("shows secrets as such, also what is within one", () => {
        const detailedDiff = { "a.b": { diffKind: "update" }, c: { diffKind: "update" } };
        expect(changesOf({ a: SECRET, c: "x" }, { a: SECRET, c: [SECRET] }, { detailedDiff })).toEqual([
            { path: "a.b", before: "[secret]", after: "[secret]", replaces: false },
            { path: "c", before: "x", after: ["[secret]"], replaces: false },
        ]);
    });

    test("has what replaces first, and before all of it the image", () => {
        const kinds = {
            a: "update",
            securityProfile: "update-replace",
            "storageProfile.imageReference.sku": "update-replace",
        };
        const detailedDiff = Object.fromEntries(
            Object.entries(kinds).map(([path, diffKind]) => [path, { diffKind, inputDiff: true }]),
        );
        expect(changesOf({}, {}, { detailedDiff })).toMatchObject([
            { path: "storageProfile.imageReference.sku" },
            { path: "securityProfile" },
            { path: "a" },
        ]);
    });

    test("finds a property whose name has a dot in it", () => {
        const detailedDiff = { 'tags["a.b"]': { diffKind: "delete" } };
        expect(changesOf({ tags: { "a.b": "x" } }, { tags: {} }, { detailedDiff })).toEqual([
            { path: 'tags["a.b"]', before: "x", after: undefined, replaces: false },
        ]);
    });

    test("compares with what the provider said where the inputs are the same", () => {
        const step = { op: "update", urn, oldState: state({}, { ip: "1" }), newState: state({ ip: "2" }) };
        const detailedDiff = { ip: { diffKind: "update", inputDiff: false } };
        expect(readPlan({ steps: [{ ...step, detailedDiff }] }).resources[0]?.changes).toMatchObject([
            { before: "1", after: "2" },
        ]);
    });

    test.each([
        ["create", undefined, { a: 1 }],
        ["delete", { a: 1 }, undefined],
    ] as const)("has nothing on the other side of a %s", (op, before, after) => {
        const step = { op, urn, oldState: state({ a: 1 }), newState: state({ a: 1 }) };
        expect(readPlan({ steps: [step] }).resources[0]).toMatchObject({ operation: op, before, after, changes: [] });
    });

    test("is of a new stack when it has nothing before", () => {
        const other = urn.replace("VirtualMachine", "Disk");
        const created = { op: "create", urn, newState: state({ a: 1 }) };
        const kept = { op: "same", urn: other, oldState: state({}), newState: state({}) };
        expect(readPlan({ steps: [created] }).isNew).toBe(true);
        expect(readPlan({ steps: [created, kept] }).isNew).toBe(false);
    });

    test("keeps remarks with the name of what they are about", () => {
        const diagnostics = [
            { severity: "warning", message: "m", urn: parent },
            { severity: "info#err", message: "n" },
        ];
        expect(readPlan({ diagnostics }).remarks).toEqual([
            { severity: "warning", message: "m", about: "docker-host" },
            { severity: "info", message: "n", about: "" },
        ]);
    });

    test("is read whatever the program wrote into it", () => {
        const odd = fc.oneof(fc.anything(), fc.constantFrom(urn, null, [], {}, "update", "__proto__"));
        const keys = ["op", "urn", "oldState", "newState", "detailedDiff", "diffReasons", "replaceReasons"];
        const step = fc.dictionary(fc.constantFrom(...keys), odd);
        const documents = fc.oneof(
            odd,
            fc.record({ steps: fc.oneof(odd, fc.array(step)), diagnostics: fc.oneof(odd, fc.array(odd)) }),
        );
        fc.assert(
            fc.property(documents, (document) => {
                expect(Array.isArray(readPlan(document).resources)).toBe(true);
            }),
        );
    });
});
