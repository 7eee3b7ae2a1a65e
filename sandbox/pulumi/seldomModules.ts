import Module from "node:module";

/**
 * Has two packages loaded only once they are used. Pulumi's SDK needs them to serialize functions, as for dynamic providers,
 * and takes half of its time to load for them. To be imported before the SDK.
 */
const SELDOM: ReadonlySet<string> = new Set(["typescript", "@npmcli/arborist"]);

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
    if (!SELDOM.has(request) || parent?.filename.includes("/@pulumi/pulumi/") !== true) {
        return load(request, parent, isMain);
    }
    // With that mark of a module it is not copied, and so not read, by whoever imports it.
    return new Proxy({}, { get: (_, name) => name === "__esModule" || load(request, parent, isMain)[name] });
};
