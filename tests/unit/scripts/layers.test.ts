import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { Linter } from "eslint";
import { parser } from "typescript-eslint";
import layers from "../../../scripts/layers.js";
import { CHECKOUT } from "../../../scripts/checkout";

/** The messages about one statement in a file of the checkout. */
function lint(file: string, statement: string): string[] {
    const config: Linter.Config = {
        files: ["**/*.ts"],
        languageOptions: { parser },
        plugins: { layers },
        rules: { "layers/imports": "error" },
    };
    const linter = new Linter({ configType: "flat", cwd: CHECKOUT });
    return linter.verify(statement, config, join(CHECKOUT, file)).map(({ message }) => message);
}

describe("an import from a folder above or aside", () => {
    test.each([
        ["shared/json.ts", 'import { a } from "../components/options";'],
        ["shared/azure/internet.ts", 'import type { A } from "../../components/options";'],
        ["components/dockerHostVm.ts", 'import "../cli/main";'],
        ["components/client/readiness.ts", 'import { type A } from "../dockerHostVm";'],
        ["components/client/readiness.ts", 'export * from "..";'],
        ["components/engine/engineExtension.ts", 'export type { A } from "../index";'],
        ["components/options.ts", 'import { a } from "./warnings";'],
        ["cli/main.ts", 'import { a } from "../sandbox/stack/home";'],
        ["policy/index.ts", 'const a = await import("../cli/main");'],
        ["sandbox/machine/disk.ts", 'let a: import("../stack/home").Home;'],
        ["sandbox/azure/rules/network.ts", 'import { a } from "../../stack/home";'],
        ["sandbox/azure/store.ts", 'import { a } from "../../sandbox/stack/home";'],
        ["sandbox/azure/firewall.ts", 'import { a } from "../../shared/azure/inboundRule";'],
        ["sandbox/providers/diff.ts", 'import { a } from "../azure/armType";'],
        ["preview/main.ts", 'import { a } from "../policy";'],
        ["config.ts", 'import { a } from "./sandbox/cli/options";'],
    ])("is reported in %s: %s", (file, statement) => {
        expect(lint(file, statement)).toEqual([expect.stringMatching(/ may import .*scripts\/layers\.js/)]);
    });

    test("is reported with what the folder may import", () => {
        expect(lint("sandbox/machine/disk.ts", 'import { a } from "../stack/home";')).toEqual([
            "sandbox/machine may import shared, components, not sandbox/stack/home: scripts/layers.js.",
        ]);
    });
});

test.each([
    ["components/client/readiness.ts", 'import { a } from "../engine/engineExtension";'],
    ["components/client/readiness.ts", 'import { a } from "./nodeCommand";'],
    ["sandbox/azure/rules/network.ts", 'import { a } from "../armType";'],
    ["sandbox/cli/main.ts", 'import { a } from "../stack/home"; import { Command } from "commander";'],
    ["preview/comparison.ts", 'import { a } from "../sandbox/stack/home";'],
    ["tests/unit/config.test.ts", 'import { a } from "../../config";'],
])("an import from a folder below is none of this rule's: %s", (file, statement) => {
    expect(lint(file, statement)).toEqual([]);
});

describe("the source files", () => {
    const files = new Set(
        ["shared", "components", "cli", "policy", "sandbox", "preview"].flatMap((folder) =>
            readdirSync(join(CHECKOUT, folder), { recursive: true, encoding: "utf8" })
                .filter((name) => name.endsWith(".ts"))
                .map((name) => join(folder, name)),
        ),
    );
    const imports = new Map(
        [...files].map((file) => [
            file,
            [...readFileSync(join(CHECKOUT, file), "utf8").matchAll(/(?:from|import) "(\.[^"]*)"/g)]
                .map(([, source = ""]) => join(dirname(file), source))
                .map((path) => [`${path}.ts`, `${path}/index.ts`].find((each) => files.has(each)))
                .filter((each) => each !== undefined),
        ]),
    );

    /** Takes away, again and again, the files that import none of the others: a circle remains. */
    function circles(): string[] {
        const left = new Set(files);
        for (let size = -1; size !== left.size;) {
            size = left.size;
            [...left]
                .filter((file) => imports.get(file)?.every((other) => !left.has(other)))
                .forEach((file) => left.delete(file));
        }
        return [...left];
    }

    test("import one another", () => {
        expect(imports.get("sandbox/cli/start.ts")).toContain("sandbox/stack/home.ts");
    });

    test("do not import themselves by way of others", () => {
        expect(circles()).toEqual([]);
    });
});
