import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { parse } from "yaml";
import { DEFAULT_ENGINE_VERSION } from "../../components/defaults";
import renovate from "../../renovate.json";
import sandbox from "../../sandbox/package.json";
import { files } from "../docs/markdown";
import { CHECKOUT } from "../support/checkout";

const read = (file: string): string => readFileSync(join(CHECKOUT, file), "utf8");
const [engine, pulumi] = renovate.customManagers;
const rule = renovate.packageRules[1];

describe.each(renovate.customManagers)("$description:", ({ managerFilePatterns, matchStrings, depNameTemplate }) => {
    const wanted = { "moby/moby": DEFAULT_ENGINE_VERSION, pulumi: sandbox.dependencies.pulumi }[depNameTemplate];

    test.each(managerFilePatterns)("%s is one file, which has the version once", (pattern) => {
        const found = files().filter((file) => new RegExp(pattern.slice(1, -1)).test(file));
        expect(found).toHaveLength(1);
        const versions = matchStrings.flatMap((each) =>
            [...read(found[0] ?? "").matchAll(new RegExp(each, "g"))].map(({ groups }) => groups?.["currentValue"]),
        );
        expect(versions).toEqual([wanted]);
    });
});

test("The engine's releases are found by their tags", () => {
    const { groups } = new RegExp(engine?.extractVersionTemplate ?? "").exec(`docker-v${DEFAULT_ENGINE_VERSION}`) ?? {};
    expect(groups?.["version"]).toBe(DEFAULT_ENGINE_VERSION);
});

test("Renovate raises Pulumi wherever it is pinned, and nothing else that npm and Go have", () => {
    const module = "sandbox/pulumi/pulumi-module/go.mod";
    expect(rule?.matchFileNames).toEqual(
        ["sandbox/package.json", module].concat(
            ["azure-preview", "renew", "gitlab-renew"].map((name) => `examples/ci/${name}.yml`),
        ),
    );
    expect(
        rule?.matchPackageNames?.filter((name) => name.includes("/") && !read(module).includes(`${name} v`)),
    ).toEqual([]);
    expect(rule?.matchPackageNames).toContain(pulumi?.depNameTemplate);
    expect(renovate.packageRules[0]).toEqual({ matchManagers: ["npm", "gomod"], enabled: false });
    expect(read(module)).toContain(`github.com/pulumi/pulumi/pkg/v3 v${sandbox.dependencies.pulumi} `);
});

test("Dependabot leaves alone what Renovate raises", () => {
    const { updates } = parse(read(".github/dependabot.yml")) as {
        updates: readonly { "package-ecosystem": string; directory: string; ignore?: readonly object[] }[];
    };
    const of = (ecosystem: string) => updates.filter((each) => each["package-ecosystem"] === ecosystem);
    expect(of("npm").map(({ ignore }) => ignore)).toEqual([[{ "dependency-name": "pulumi" }]]);
    expect(of("gomod").map(({ directory }) => directory)).toEqual(["/scripts/actionlint-module"]);
});
