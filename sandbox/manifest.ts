import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { parsedJson } from "../components/internal/records";
import { sandboxManifest } from "../components/internal/toolCache";
import { catalogueUrns } from "./azure/catalogue";
import type { Home } from "./home";
import { replaceFile } from "./machine/files";

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

/** Writes down what the library's command line needs: it knows a home by that alone. The home must be there. */
export function writeManifest(home: Home, engine: string, project: string, stack: string): void {
    const file = sandboxManifest(home.directory);
    const manifest: Manifest = {
        engine,
        environment: home.environment(),
        stacks: { ...formerStacks(file), [`${project}/${stack}`]: home.workspace(project, stack) },
        images: catalogueUrns(),
    };
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    replaceFile(file, JSON.stringify(manifest, null, 4), 0o600);
    forgetHomes(dirname(file));
}

/** The stacks that are there still. */
function formerStacks(file: string): Manifest["stacks"] {
    const manifest = parsedJson(existsSync(file) ? readFileSync(file, "utf8") : "") as Manifest | undefined;
    return Object.fromEntries(Object.entries(manifest?.stacks ?? {}).filter(([, folder]) => existsSync(folder)));
}

/** Forgets the homes that were removed meanwhile. */
function forgetHomes(folder: string): void {
    readdirSync(folder)
        .map((name) => join(folder, name))
        .filter((file) => file.endsWith(".json") && Object.keys(formerStacks(file)).length === 0)
        .forEach((file) => {
            rmSync(file, { force: true });
        });
}
