import { describe, expect, test } from "@jest/globals";
import { breakingChanges, type Export, surfaceOfSchema } from "../../../../scripts/release/compatibility";

const change = (kind: Export["kind"], before: Export["members"], after: Export["members"]): string[] =>
    breakingChanges({ A: { kind, members: before } }, { A: { kind, members: after } });

describe("A change can break programs:", () => {
    test.each<[string, Export["kind"], Export["members"], Export["members"], string]>([
        ["an argument is removed", "arguments", { "a?": "string" }, {}, "`A.a` is removed"],
        ["an output is removed", "class", { a: "string" }, {}, "`A.a` is removed"],
        ["a value is removed", "values", { Fast: '"fast"' }, {}, "`A.Fast` is removed"],
        [
            "an argument has another type",
            "arguments",
            { a: "string" },
            { a: "number" },
            "`A.a` was `string` and is `number`",
        ],
        [
            "a value is another",
            "values",
            { Fast: '"fast"' },
            { Fast: '"quick"' },
            '`A.Fast` was `"fast"` and is `"quick"`',
        ],
        ["an argument is demanded", "arguments", { "a?": "string" }, { a: "string" }, "`A.a` is required now"],
        ["a new argument is demanded", "arguments", {}, { a: "string" }, "`A.a` is new and required"],
        ["a new property of a type is demanded", "type", {}, { a: "string" }, "`A.a` is new and required"],
        ["an output may be missing", "class", { a: "string" }, { "a?": "string" }, "`A.a` may be missing now"],
        [
            "a property of a type may be missing",
            "type",
            { a: "string" },
            { "a?": "string" },
            "`A.a` may be missing now",
        ],
    ])("%s", (_what, ...[kind, before, after, sentence]) => {
        expect(change(kind, before, after)).toEqual([sentence]);
    });

    test("an export is removed", () => {
        expect(breakingChanges({ A: { kind: "class", members: { a: "string" } } }, {})).toEqual(["`A` is removed"]);
    });
});

test.each<[string, Export["kind"], Export["members"], Export["members"]]>([
    ["an optional argument", "arguments", {}, { "a?": "string" }],
    ["an argument that is no longer demanded", "arguments", { a: "string" }, { "a?": "string" }],
    ["an output", "class", {}, { a: "string" }],
    ["an output that is always there now", "class", { "a?": "string" }, { a: "string" }],
    ["a value", "values", {}, { Fast: '"fast"' }],
    ["an optional property of a type", "type", {}, { "a?": "string" }],
])("%s breaks nothing", (_what, kind, before, after) => {
    expect(change(kind, before, after)).toEqual([]);
});

test("A new export breaks nothing", () => {
    expect(breakingChanges({}, { A: { kind: "arguments", members: { a: "string" } } })).toEqual([]);
});

test("A schema is read with the names that TypeScript has", () => {
    const schema = {
        resources: {
            "docker-host-vm:index:Host": {
                inputProperties: {
                    size: { type: "string", plain: true, optional: true },
                    daemon: { $ref: "#/types/docker-host-vm:index:Daemon" },
                },
                requiredInputs: ["daemon"],
                properties: { names: { type: "array", items: { type: "string" } }, id: { type: "string" } },
                required: ["names"],
            },
        },
        types: {
            "docker-host-vm:index:Daemon": {
                properties: { labels: { type: "object", additionalProperties: { type: "string" } } },
                required: ["labels"],
            },
            "docker-host-vm:index:Source": { enum: [{ name: "Docker", value: "docker" }] },
        },
    };
    expect(surfaceOfSchema(schema)).toEqual({
        Host: { kind: "class", members: { names: "array of string", "id?": "string" } },
        HostArgs: { kind: "arguments", members: { "size?": "plain string", daemon: "Daemon" } },
        Daemon: { kind: "type", members: { labels: "object of string" } },
        Source: { kind: "values", members: { Docker: '"docker"' } },
    });
});
