import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Analyzer } from "@pulumi/pulumi/provider/experimental/analyzer";
import { generateSchema } from "@pulumi/pulumi/provider/experimental/schema";
import { parseDocument } from "yaml";
import { configKeys, type Key } from "../configKeys";
import packageJson from "../package.json";
import { readApi } from "./api";
import { CONTRADICTIONS, type Contradiction } from "../tests/unit/components/contradictions";
import { CHECKOUT } from "./checkout";

/**
 * Generates files from the sources: the components' schema and API, the configuration keys in docs/configuration.md and
 * Pulumi.yaml, and docs/contradictions.md from the tests' table. With `--check` it writes nothing and fails if a file is out of date.
 */

const COMPONENTS = new Set([
    "CertificateAuthority",
    "ClientFiles",
    "ClientVaults",
    "DockerEngine",
    "DockerHostVm",
    "HostNetwork",
]);
const MARKER = "<!-- The table below is written by `npm run generate` from configKeys.ts. -->";

/** The generated files, each with a function from its current contents to its new contents. */
const FILES: Readonly<Record<string, (before: string) => string>> = {
    "schema.json": schema,
    "tests/api.json": api,
    "docs/configuration.md": withTable,
    "Pulumi.yaml": withKeys,
    "docs/contradictions.md": withContradictions,
};

/** The metadata that Pulumi's registry shows, which `pulumi package add` does not need. */
const REGISTRY = {
    displayName: "Docker Host VM",
    publisher: "docker-host-vm",
    homepage: packageJson.homepage,
    repository: "https://github.com/docker-host-vm/docker-host-vm",
    license: packageJson.license,
    keywords: ["category/infrastructure", "kind/component", ...packageJson.keywords],
};

/** The components' schema for other languages, inferred as `pulumi package add` does. */
function schema(): string {
    const { name, version, description } = packageJson;
    const { components, typeDefinitions, dependencies } = new Analyzer(
        CHECKOUT,
        name,
        packageJson,
        COMPONENTS,
    ).analyze();
    const inferred = generateSchema(name, version, description, components, typeDefinitions, dependencies);
    return `${JSON.stringify({ ...inferred, ...REGISTRY }, undefined, 4)}\n`;
}

/** What programs in TypeScript see of them. */
function api(): string {
    return `${JSON.stringify(readApi(join(CHECKOUT, "components/index.ts")), undefined, 4)}\n`;
}

const keys: readonly (readonly [string, Key])[] = Object.entries(configKeys);

function withTable(before: string): string {
    const rows = keys.map(([name, { type, default: value, otherwise = `\`${String(value)}\``, description }]) =>
        ["", `\`${name}\``, type, otherwise, description, ""].join(" | ").trim(),
    );
    const table = ["| key | type | default | description |", "| --- | --- | --- | --- |", ...rows].join("\n");
    return `${before.slice(0, before.indexOf(MARKER))}${MARKER}\n\n${table}\n`;
}

/** The tables below the page's introduction, by topic. */
function withContradictions(before: string): string {
    const introduction = before.slice(0, before.indexOf("\n## ")).trimEnd();
    const head = ["| arguments | message | reason | source |", "| --- | --- | --- | --- |"];
    const sections = Object.entries(CONTRADICTIONS).map(([topic, rows]) =>
        [`\n## ${topic}\n`, ...head, ...rows.map(contradictionRow)].join("\n"),
    );
    return `${[introduction, ...sections].join("\n")}\n`;
}

function contradictionRow({ given, argument, expected, why, source }: Contradiction): string {
    const name = source.startsWith("https://") ? new URL(source).hostname : source.replace(/^.*?([\w-]+)\.md.*$/, "$1");
    return ["", `\`${given}\``, `\`${argument}: expected ${expected}\``, why, `[${name}](${source})`, ""]
        .join(" | ")
        .trim();
}

/** Updates the declared keys: in Pulumi.yaml, only keys with a fixed default can be declared. */
function withKeys(before: string): string {
    const document = parseDocument(before);
    const declared = keys
        .filter(([, key]) => key.default !== undefined)
        .map(([name, { type, description, default: value }]) => [name, { type, description, default: value }] as const);
    document.set("config", Object.fromEntries(declared));
    return document.toString({ indent: 4, lineWidth: 0 });
}

for (const [name, content] of Object.entries(FILES)) {
    const file = join(CHECKOUT, name);
    const before = existsSync(file) ? readFileSync(file, "utf8") : "";
    const after = content(before);
    if (before === after) {
        continue;
    }
    if (process.argv.includes("--check")) {
        process.stderr.write(`${name} is out of date. Run npm run generate\n`);
        process.exitCode = 1;
    } else {
        writeFileSync(file, after);
    }
}
