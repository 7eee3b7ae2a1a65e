import Module from "node:module";

/**
 * Loads two packages only when they are used. Pulumi's SDK needs them only to serialize functions, for example for dynamic
 * providers, and they account for half of its load time. Import this before the SDK.
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
    // Without this mark an importer copies the module's members, and would load it to read them.
    return new Proxy({}, { get: (_, name) => name === "__esModule" || load(request, parent, isMain)[name] });
};
