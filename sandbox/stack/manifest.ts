import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { parsedJson } from "../../shared/json";
import { sandboxManifest } from "../../shared/toolCache";
import { catalogueUrns } from "../azure/catalogue";
import { CHECKOUT } from "../../shared/checkout";
import type { Home } from "./home";
import type { Project } from "./project";
import { replaceFile } from "../../shared/atomicFile";

/** What a program beside the sandbox needs to use its Pulumi and its catalogue. Holds no secret. */
interface Manifest {
    /** Pulumi: a path, or a name on PATH. */
    readonly engine: string;
    /** The environment that Pulumi needs to find state, plugins and the passphrase's file. */
    readonly environment: Readonly<Record<string, string>>;
    /** The folder to run Pulumi in, by `<project>/<stack>`. */
    readonly stacks: Readonly<Record<string, string>>;
    /** The project's own folder, by `<project>/<stack>`, where that is not this checkout. */
    readonly projects: Readonly<Record<string, string>>;
    /** Those of the stacks whose last operation removed all that they had. */
    readonly destroyed: readonly string[];
    /** The images of the emulated Azure as `publisher:offer:sku:version`. */
    readonly images: readonly string[];
}

/** Writes down what the library's command line needs: it knows a home by that alone. The home must be there. */
export function writeManifest(
    home: Home,
    engine: string,
    { name, directory }: Pick<Project, "name" | "directory">,
    stack: string,
): void {
    const file = sandboxManifest(home.directory);
    const stacks = { ...formerStacks(file), [`${name}/${stack}`]: home.workspace(name, stack) };
    const projects = { ...read(file)?.projects, [`${name}/${stack}`]: directory };
    const isElsewhere = (key: string): boolean => key in stacks && projects[key] !== CHECKOUT;
    const manifest: Manifest = {
        engine,
        environment: home.environment(),
        stacks,
        projects: Object.fromEntries(Object.entries(projects).filter(([key]) => isElsewhere(key))),
        destroyed: (read(file)?.destroyed ?? []).filter((key) => key in stacks && key !== `${name}/${stack}`),
        images: catalogueUrns(),
    };
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    replaceFile(file, JSON.stringify(manifest, null, 4), 0o600);
    forgetHomes(dirname(file));
}

/** Writes down that a stack was destroyed, so that it is not the one that is meant when no stack is named. */
export function noteDestroyed(home: Home, { name }: Pick<Project, "name">, stack: string): void {
    const file = sandboxManifest(home.directory);
    const destroyed = [...(read(file)?.destroyed ?? []), `${name}/${stack}`];
    replaceFile(file, JSON.stringify({ ...read(file), destroyed }, null, 4), 0o600);
}

/** Forgets a home that is about to be removed. */
export function forgetHome(home: Home): void {
    rmSync(sandboxManifest(home.directory), { force: true });
}

/** The stacks that are there still. */
function formerStacks(file: string): Manifest["stacks"] {
    return Object.fromEntries(Object.entries(read(file)?.stacks ?? {}).filter(([, folder]) => existsSync(folder)));
}

function read(file: string): Partial<Manifest> | undefined {
    return parsedJson(existsSync(file) ? readFileSync(file, "utf8") : "") as Partial<Manifest> | undefined;
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
