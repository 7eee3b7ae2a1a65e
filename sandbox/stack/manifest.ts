import { existsSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { readManifest, sandboxManifest, type SandboxManifest } from "../../shared/sandboxHome";
import { catalogueUrns } from "../azure/catalogue";
import type { Home } from "./home";
import type { Project } from "./project";
import { replaceFile } from "../../shared/atomicFile";

/** Writes down what the library's command line needs: it knows a home by that alone. The home must be there. */
export function writeManifest(
    home: Home,
    engine: string,
    { name, directory }: Pick<Project, "name" | "directory">,
    stack: string,
): void {
    const file = sandboxManifest(home.directory);
    const former = readManifest(file);
    const own = `${name}/${stack}`;
    const stacks = { ...formerStacks(file), [own]: home.workspace(name, stack) };
    const projects = Object.entries({ ...former?.projects, [own]: directory });
    write(file, {
        engine,
        environment: home.environment(),
        stacks,
        projects: Object.fromEntries(projects.filter(([key]) => key in stacks)),
        destroyed: (former?.destroyed ?? []).filter((key) => key in stacks && key !== own),
        images: catalogueUrns(),
    });
    forgetHomes(dirname(file));
}

/** Writes down that a stack was destroyed, so that it is not the one that is meant when no stack is named. */
export function noteDestroyed(home: Home, { name }: Pick<Project, "name">, stack: string): void {
    const file = sandboxManifest(home.directory);
    const former = readManifest(file);
    if (former !== undefined) {
        write(file, { ...former, destroyed: [...former.destroyed, `${name}/${stack}`] });
    }
}

function write(file: string, manifest: SandboxManifest): void {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    replaceFile(file, JSON.stringify(manifest, null, 4), 0o600);
}

/** Forgets a home that is about to be removed. */
export function forgetHome(home: Home): void {
    rmSync(sandboxManifest(home.directory), { force: true });
}

/** The stacks that still exist. */
function formerStacks(file: string): SandboxManifest["stacks"] {
    return Object.fromEntries(
        Object.entries(readManifest(file)?.stacks ?? {}).filter(([, folder]) => existsSync(folder)),
    );
}

/** Forgets the homes that no longer exist. What another version wrote in another form is left to it. */
function forgetHomes(folder: string): void {
    readdirSync(folder)
        .map((name) => join(folder, name))
        .filter((file) => file.endsWith(".json") && readManifest(file) !== undefined)
        .filter((file) => Object.keys(formerStacks(file)).length === 0)
        .forEach((file) => {
            rmSync(file, { force: true });
        });
}
