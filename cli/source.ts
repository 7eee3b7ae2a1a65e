import { existsSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { CliError, USAGE } from "../shared/errors";
import {
    cwdOption,
    DEFAULT_HOME,
    isSandboxHome,
    readSandboxHome,
    type SandboxHome,
    sandboxUp,
    stackOption,
} from "../shared/sandboxHome";
import { readIfThere } from "../shared/jsonFile";

/** The user's options for finding a host. */
export interface Selection {
    /** A folder of a Pulumi project. */
    readonly cwd?: string;
    /** The stack's name; for a sandbox also `<project>/<stack>`. */
    readonly stack?: string;
    /** A sandbox's home; `false` to ignore the one in the project's folder. */
    readonly home?: string | false;
    /** The resource name of a `DockerHostVm` or a `DockerEngine`. */
    readonly host?: string;
}

/** The stack whose state to read, and the Pulumi to read it with. */
export interface Source {
    /** Absolute path of the project's folder. */
    readonly cwd: string;
    /** The stack. @defaultValue - the project's selected stack */
    readonly stack?: string;
    /** The sandbox that the stack is in. @defaultValue - none: the user's own Pulumi */
    readonly sandbox?: SandboxHome;
    /** The project's folder, if commands need to specify it. @defaultValue - the current folder */
    readonly project?: string;
}

const DEFAULT_STACK = "dev";

/**
 * Finds a stack of a sandbox or of the user's own Pulumi.
 *
 * @throws CliError if an option names something that does not exist.
 */
export function findSource(selection: Selection): Source {
    const { cwd, stack } = selection;
    const folder = resolve(cwd ?? ".");
    const sandbox = findSandbox(selection);
    if (sandbox !== undefined) {
        return sandboxSource(sandbox, stack, folder);
    }
    // Pulumi finds <organization>/<project>/<stack> from any folder.
    const isFindable = isInProject(folder) || stack?.split("/").length === 3;
    if (!isFindable || statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true) {
        throw new CliError(
            `--cwd: expected a folder with a Pulumi.yaml, got ${folder}. Name the folder of a Pulumi project, or a sandbox's folder with --home.`,
            USAGE,
        );
    }
    const isHere = folder === resolve(".");
    return { cwd: folder, ...(stack === undefined ? {} : { stack }), ...(isHere ? {} : { project: folder }) };
}

/**
 * The sandbox in `--home`, or `.sandbox` in the project's folder if a stack is up there that `--stack` can mean; undefined for
 * the user's own Pulumi. `--no-home` ignores sandboxes.
 */
export function findSandbox({ cwd = ".", stack, home }: Selection): SandboxHome | undefined {
    const usual = join(cwd, DEFAULT_HOME);
    if (home === false || (home === undefined && !isSandboxHome(usual))) {
        return undefined;
    }
    const sandbox = readSandboxHome(home ?? usual);
    const meant = stack === undefined ? Object.keys(sandbox.stacks) : stacksCalled(stack, sandbox, resolve(cwd));
    return home !== undefined || meant.some((name) => isUp(name, sandbox)) ? sandbox : undefined;
}

function isUp(name: string, { destroyed }: SandboxHome): boolean {
    return !destroyed.includes(name);
}

function sandboxSource(sandbox: SandboxHome, wanted: string | undefined, folder: string): Source {
    const names = Object.keys(sandbox.stacks);
    const up = names.filter((name) => isUp(name, sandbox));
    const only = [up, names].find(({ length }) => length === 1);
    const called =
        wanted === undefined && only !== undefined ? only : stacksCalled(wanted ?? DEFAULT_STACK, sandbox, folder);
    const [name, another] = called;
    const cwd = name === undefined ? undefined : sandbox.stacks[name];
    if (name === undefined || cwd === undefined || another !== undefined) {
        throw new CliError(
            `--stack: expected one of the stacks in ${sandbox.directory} (${names.join(", ")}), got ${wanted ?? "none"}. Choose one of them, or bring it up: ${sandboxUp(sandbox.directory)}`,
            USAGE,
        );
    }
    const project = sandbox.projects[name];
    return { cwd, stack: name.slice(name.indexOf("/") + 1), sandbox, ...(project === undefined ? {} : { project }) };
}

/**
 * The sandbox's stacks with a name, which may include the project, and its organization as in a stack reference. If there are
 * several, the folder's project decides.
 */
function stacksCalled(fullName: string, { stacks }: SandboxHome, folder: string): string[] {
    const name = fullName.replace(/^organization\/(?=[^/]+\/)/, "");
    const called = Object.keys(stacks).filter((each) => each === name || each.endsWith(`/${name}`));
    const own = called.filter((each) => each === `${projectIn(folder) ?? ""}/${name}`);
    return own.length === 1 ? own : called;
}

/** Whether a folder or one above it has a project's file, as Pulumi looks for it. */
function isInProject(folder: string): boolean {
    const hasFile = ["yaml", "yml", "json"].some((ending) => existsSync(join(folder, `Pulumi.${ending}`)));
    return hasFile || (dirname(folder) !== folder && isInProject(dirname(folder)));
}

/** The name of the project in a folder, if there is one. */
function projectIn(folder: string): string | undefined {
    const text = readIfThere(join(folder, "Pulumi.yaml")) ?? "";
    return /^name:\s*["']?([\w.-]+)/m.exec(text)?.[1];
}

/** The command that brings a stack up, for messages. */
export function upCommand({ stack, sandbox, project }: Source): string {
    return sandbox === undefined
        ? `pulumi up${cwdOption(project)}${stackOption(stack)}`
        : sandboxUp(sandbox.directory, stack, project);
}

/** A command of this program with the user's own options, for messages. @param quote quotes for the user's shell */
export function ownCommand(command: string, selection: Selection, quote: (word: string) => string): string {
    const { cwd, stack, home, host } = selection;
    const options = Object.entries({ cwd, stack, home, host }).flatMap(([name, value]) =>
        value === undefined ? [] : [value === false ? `--no-${name}` : `--${name} ${quote(value)}`],
    );
    return ["npx docker-host-vm", command, ...options].join(" ");
}
