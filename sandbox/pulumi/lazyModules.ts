import Module from "node:module";

/**
 * Loads two packages only once they are used. Pulumi's SDK needs them to serialize functions, as dynamic providers do, and
 * they take half of the time that it takes to load. Import this before the SDK.
 */
const LAZY: ReadonlySet<string> = new Set(["typescript", "@npmcli/arborist"]);

interface Loader {
    _load: (
        request: string,
        parent: { readonly filename: string } | undefined,
        isMain: boolean,
    ) => Readonly<Record<PropertyKey, unknown>>;
}

const loader = Module as unknown as Loader;
const load = loader._load;
loader._load = (request, parent, isMain) => {
    if (!LAZY.has(request) || parent?.filename.includes("/@pulumi/pulumi/") !== true) {
        return load(request, parent, isMain);
    }
    // An importer copies, and so reads, the members of a module that has not this mark.
    return new Proxy({}, { get: (_, name) => name === "__esModule" || load(request, parent, isMain)[name] });
};
