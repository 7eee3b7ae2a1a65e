import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "@jest/globals";
import { readApi } from "../../../scripts/api";
import { scratchFolder } from "../../support/scratch";

const root = scratchFolder();

function api(index: string, source: string): ReturnType<typeof readApi> {
    const files = { "index.ts": index, "hosts/host.ts": source };
    for (const [name, text] of Object.entries(files)) {
        mkdirSync(dirname(join(root, name)), { recursive: true });
        writeFileSync(join(root, name), text);
    }
    return readApi(join(root, "index.ts"));
}

test("The exports are read with their members, and nothing else", () => {
    const index = `
        export { Host, Size } from "./hosts/host";
        export type { HostArgs, Limit } from "./hosts/host";
    `;
    const source = `
        export interface HostArgs {
            /** Its size. */
            size?: Size;
            names: pulumi.Input<
                string[] // comment
            >;
        }
        export interface Limit extends Base { readonly soft: number }
        export const Size = { /** Small. */ Small: "small", Large: "large" } as const;
        export type Size = (typeof Size)[keyof typeof Size];
        export class Host extends pulumi.ComponentResource {
            declare readonly id?: pulumi.Output<string>;
            private readonly hidden: string;
            constructor(name: string, args: HostArgs = {}) { super(name); }
        }
        export interface Hidden { a: string }
    `;
    expect(api(index, source)).toEqual({
        Host: {
            kind: "class",
            members: {
                extends: "pulumi.ComponentResource",
                "id?": "pulumi.Output<string>",
                constructor: "(name: string, args: HostArgs = {})",
            },
        },
        HostArgs: { kind: "arguments", members: { "size?": "Size", names: "pulumi.Input<string[]>" } },
        Limit: { kind: "type", members: { extends: "Base", soft: "number" } },
        Size: { kind: "values", members: { Small: '"small"', Large: '"large"' } },
    });
});

test.each([
    ['export * from "./hosts/host";', "", 'expected export { … } from "…" only'],
    [
        'export { make } from "./hosts/host";',
        "export function make() {}",
        "expected make to be an interface, a class or",
    ],
    [
        'export { A } from "./hosts/host";',
        "export class A { a = 1 }",
        "expected a constructor or a property with its type",
    ],
])("A form that is not known is an error: %s %s", (index, source, message) => {
    expect(() => api(index, source)).toThrow(message);
});
