import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "@jest/globals";
import { CHECKOUT } from "../support/checkout";
import { callCli } from "../unit/cli/program";
import { textOf } from "./markdown";

/** Compares the table of docs/features.md with the components' schema, the command line and the tests. */

interface Property {
    readonly $ref?: string;
    readonly items?: Property;
    readonly additionalProperties?: Property;
}

interface Schema {
    readonly types: Readonly<Record<string, { readonly properties?: Readonly<Record<string, Property>> }>>;
    readonly resources: Readonly<Record<string, { readonly inputProperties: Readonly<Record<string, Property>> }>>;
}

const schema = JSON.parse(textOf("schema.json")) as Schema;
const ARGUMENTS = schema.resources["docker-host-vm:index:DockerHostVm"]?.inputProperties ?? {};

/** Whether a path such as `machine.spot.maxPrice` names an argument of a host. */
function isArgument(path: string): boolean {
    let properties: Readonly<Record<string, Property>> = ARGUMENTS;
    return path.split(".").every((name) => {
        const property = Object.hasOwn(properties, name) ? properties[name] : undefined;
        const reference = property?.$ref ?? property?.items?.$ref ?? property?.additionalProperties?.$ref;
        properties = schema.types[reference?.replace("#/types/", "") ?? ""]?.properties ?? {};
        return property !== undefined;
    });
}

const COMPONENTS = Object.keys(schema.resources).map((token) => token.split(":").at(-1) ?? "");

/** Names of Pulumi's own, of a version, and of a unit on the host. */
const OTHERS = ["protect", "azure-native:environment", "latest", "docker-host-vm-wireserver"];

const rows = textOf("docs/features.md")
    .split("\n")
    .filter((line) => line.startsWith("| ") && !/^\| (-|Feature )/.test(line))
    .map((line) => line.split("|").map((cell) => cell.trim()))
    .map(([, feature = "", here = "", ...others]) => ({ feature, here, others, test: others[3] ?? "" }));

/** The names in a cell. */
const namesIn = (cell: string): string[] => [...cell.matchAll(/`([^`]+)`/g)].map(([, name = ""]) => name);

let commands: string[];
beforeAll(async () => {
    const { stdout } = await callCli(["--help"]);
    commands = [...stdout.matchAll(/^ {2}([a-z]+) /gm)].map(([, name = ""]) => `docker-host-vm ${name}`);
});

describe("The table of features", () => {
    test("answers each row, beside the three other systems", () => {
        expect(rows.length).toBeGreaterThan(60);
        const unclear = rows.filter(
            ({ here, others }) => !/^(yes|no): \S/.test(here) || others.slice(0, 3).some((cell) => cell === ""),
        );
        expect(unclear).toEqual([]);
    });

    test("names every argument of a host", () => {
        const named = new Set(rows.flatMap(({ here }) => namesIn(here)).map((name) => name.split(".")[0]));
        expect(Object.keys(ARGUMENTS).filter((name) => !named.has(name))).toEqual([]);
    });

    test.each(rows.filter(({ here }) => here.startsWith("yes")))("is right about: $feature", ({ here, test: file }) => {
        const names = namesIn(here);
        const known = (name: string): boolean =>
            [...commands, ...COMPONENTS, ...OTHERS].includes(name) || isArgument(name);
        expect(names.filter((name) => !known(name))).toEqual([]);
        expect([names.length > 0, existsSync(join(CHECKOUT, file))]).toEqual([true, true]);
        const text = readFileSync(join(CHECKOUT, file), "utf8");
        expect(names.filter((name) => !text.includes(name.split(/[. ]/).at(-1) ?? ""))).toEqual([]);
    });

    test("names no test where there is no feature", () => {
        expect(rows.filter(({ here, test: file }) => here.startsWith("no") && file !== "")).toEqual([]);
    });
});
