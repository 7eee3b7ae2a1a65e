import { existsSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { CliError, USAGE } from "../../shared/errors";
import { isSandboxHome, readManifest, sandboxManifest, type SandboxManifest } from "../../shared/sandboxHome";
import { catalogueUrns } from "../azure/catalogue";
import type { Home } from "./home";
import type { Project } from "./project";
import { ownProgram } from "../../shared/ownProgram";
import { replaceFile } from "../../shared/atomicFile";
import { shellQuote } from "../../shared/shellQuote";

/**
 * Makes sure that a home is this user's. One that came with a clone or an archive must not be used: its VMs and its state name
 * programs, which would run.
 *
 * @throws CliError if somebody else, or another machine, made it.
 */
export function throwIfForeign({ directory, machines, pulumiHome, backend }: Home): void {
    const isUsed = [machines, pulumiHome, backend].some((each) => existsSync(each) && readdirSync(each).length > 0);
    if (isUsed && !isSandboxHome(directory)) {
        throw new CliError(
            `--home: expected a sandbox that you brought up on this machine, got ${directory}, which has VMs or state from elsewhere. If you do not need it, delete it: rm -rf ${shellQuote(directory)}`,
            USAGE,
        );
    }
}

/** Writes the manifest, from which the library's command line learns of a home and its stacks. The home must exist. */
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
        azureCli: [...ownProgram(join(__dirname, "az")), home.directory],
        environment: home.environment(),
        stacks,
        projects: Object.fromEntries(projects.filter(([key]) => key in stacks)),
        destroyed: (former?.destroyed ?? []).filter((key) => key in stacks && key !== own),
        images: catalogueUrns(),
    });
    forgetHomes(dirname(file));
}

/** Notes in the manifest that a stack has no resources, so that the command line does not mean it when no stack is named. */
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

/** Removes the manifest of a home that is about to be deleted. */
export function forgetHome(home: Home): void {
    rmSync(sandboxManifest(home.directory), { force: true });
}

/** The stacks in the manifest that still exist. */
function formerStacks(file: string): SandboxManifest["stacks"] {
    return Object.fromEntries(
        Object.entries(readManifest(file)?.stacks ?? {}).filter(([, folder]) => existsSync(folder)),
    );
}

/** Removes the manifests of homes that no longer exist. Manifests that another version wrote in another format stay. */
function forgetHomes(folder: string): void {
    readdirSync(folder)
        .map((name) => join(folder, name))
        .filter((file) => file.endsWith(".json") && readManifest(file) !== undefined)
        .filter((file) => Object.keys(formerStacks(file)).length === 0)
        .forEach((file) => {
            rmSync(file, { force: true });
        });
}
