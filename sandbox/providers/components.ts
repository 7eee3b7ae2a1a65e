import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { type ComponentResource, type ComponentResourceOptions, type Inputs, provider } from "@pulumi/pulumi";

/**
 * Serves the components to programs in other languages. Pulumi's own host infers the schema from the sources, which takes
 * several seconds each time and which a package does not have; this one reads it. Pulumi starts this program with these
 * arguments: the package's folder, Pulumi's address.
 */

type Component = new (name: string, args: Inputs, options: ComponentResourceOptions) => ComponentResource;

const [directory = "", ...args] = process.argv.slice(2);
const text = readFileSync(join(directory, "schema.json"), "utf8");
const schema = JSON.parse(text) as {
    readonly version: string;
    readonly resources: Readonly<Record<string, { readonly properties: object }>>;
};
const components = createRequire(join(directory, "package.json"))(directory) as Readonly<Record<string, Component>>;

function construct(
    name: string,
    type: string,
    inputs: Inputs,
    options: ComponentResourceOptions,
): Promise<provider.ConstructResult> {
    const [Component, resource] = [components[type.split(":").at(-1) ?? ""], schema.resources[type]];
    if (Component === undefined || resource === undefined) {
        throw new Error(`${type} is not a component of ${directory}`);
    }
    const instance = new Component(name, inputs, options);
    const outputs = Object.entries(instance).filter(([output]) => output in resource.properties);
    return Promise.resolve({ urn: instance.urn, state: Object.fromEntries(outputs) });
}

void provider.main({ version: schema.version, getSchema: () => Promise.resolve(text), construct }, args);
