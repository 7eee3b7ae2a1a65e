import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { catalogueUrns } from "./azure/catalogue";
import type { Home } from "./home";

/** What a program beside the sandbox needs to use its engine and its catalogue. Holds no secret. */
interface Manifest {
    /** The engine: a path, or a name on PATH. */
    readonly engine: string;
    /** The environment that the engine needs to find state, plugins and the passphrase's file. */
    readonly environment: Readonly<Record<string, string>>;
    /** The folder to run the engine in, by `<project>/<stack>`. */
    readonly stacks: Readonly<Record<string, string>>;
    /** The images of the emulated Azure as `publisher:offer:sku:version`. */
    readonly images: readonly string[];
}

/** Writes `sandbox.json`, for the command line of the library: it knows the home by that file alone. */
export function writeManifest(home: Home, engine: string, project: string, stack: string): void {
    const manifest: Manifest = {
        engine,
        environment: home.environment(),
        stacks: { ...formerStacks(home), [`${project}/${stack}`]: home.workspace(project, stack) },
        images: catalogueUrns(),
    };
    // Beside its place and moved there: nobody reads half of it.
    const draft = `${home.manifest}.${process.pid}`;
    writeFileSync(draft, JSON.stringify(manifest, null, 4), { mode: 0o600 });
    renameSync(draft, home.manifest);
}

/** The stacks that are there still. */
function formerStacks(home: Home): Manifest["stacks"] {
    if (!existsSync(home.manifest)) {
        return {};
    }
    const { stacks } = JSON.parse(readFileSync(home.manifest, "utf8")) as Manifest;
    return Object.fromEntries(Object.entries(stacks).filter(([, folder]) => existsSync(folder)));
}
