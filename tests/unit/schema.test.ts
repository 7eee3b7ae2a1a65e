import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { Analyzer } from "@pulumi/pulumi/provider/experimental/analyzer";
import { generateSchema } from "@pulumi/pulumi/provider/experimental/schema";
import packageJson from "../../package.json";
import { CHECKOUT } from "../support/checkout";

const COMMITTED = join(CHECKOUT, "tests/schema.json");
const COMPONENTS = new Set(["CertificateAuthority", "ClientFiles", "DockerHostVm", "HostNetwork"]);

/** What other languages see of the components, as `pulumi package add` will infer it. */
function inferredSchema(): string {
    const analyzer = new Analyzer(CHECKOUT, packageJson.name, packageJson, COMPONENTS);
    const { components, typeDefinitions, dependencies } = analyzer.analyze();
    const { name, version, description } = packageJson;
    const schema = generateSchema(name, version, description, components, typeDefinitions, dependencies);
    return `${JSON.stringify(schema, undefined, 4)}\n`;
}

test("The components' schema is the committed one; UPDATE_SCHEMA=1 npx jest tests/schema accepts a change", () => {
    const inferred = inferredSchema();
    if (process.env["UPDATE_SCHEMA"] === "1") {
        writeFileSync(COMMITTED, inferred);
    }
    expect(inferred).toBe(readFileSync(COMMITTED, "utf8"));
}, 30_000);
