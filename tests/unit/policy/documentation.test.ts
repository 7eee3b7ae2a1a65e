import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { policies } from "../../../policy/policies";
import { documentedConfiguration } from "./support";
import { CHECKOUT } from "../../support/checkout";

const PAGE = readFileSync(join(CHECKOUT, "docs/policy.md"), "utf8");

/** The first two cells of the table's rows, and the names and values in the last one. */
const ROWS = [...PAGE.matchAll(/^\| `([\w-]+)` +\| (\w+) .*\| ([^|]*?) *\|$/gm)].map(
    ([, name, level, settings = ""]) => ({
        name,
        level,
        settings: settings.trim(),
    }),
);

describe("docs/policy.md", () => {
    test("lists every policy with its level and its settings", () => {
        const expected = policies.map(({ name, enforcementLevel, configSchema }) => ({
            name,
            level: enforcementLevel,
            settings: Object.entries(configSchema?.properties ?? {})
                .filter(([setting]) => setting !== "exempt")
                .map(([setting, { default: otherwise }]) => {
                    const value = JSON.stringify(otherwise).replaceAll(",", ", ");
                    return `\`${setting}\`, ${Array.isArray(otherwise) ? `\`${value}\`` : value}`;
                })
                .join("; "),
        }));
        expect(ROWS).toEqual(expected);
    });

    test("configures policies that there are, by settings that they have", () => {
        const known = Object.fromEntries(
            policies.map(({ name, configSchema }) => [name, Object.keys(configSchema?.properties ?? {})]),
        );
        const configured = Object.entries(JSON.parse(documentedConfiguration()) as Record<string, unknown>);
        expect(configured).toHaveLength(4);
        for (const [name, settings] of configured) {
            expect(Object.keys(known)).toContain(name);
            const keys = typeof settings === "string" ? [] : Object.keys(settings as object);
            expect([...(known[name] ?? []), "enforcementLevel"]).toEqual(expect.arrayContaining(keys));
        }
    });
});
