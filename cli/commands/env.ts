import { type FilesSelection, findClientFiles } from "../clientFiles";
import { CliError, USAGE } from "../../shared/errors";
import { endpointOf, openHost } from "../openHost";
import type { Report } from "../report";
import { bypassing } from "../proxy";
import { currentShell, environmentLines, failingLine, quoteFor, type Shell, SHELLS } from "../../shared/shells";
import { ownCommand } from "../source";

/** The options of `env`. */
export interface EnvOptions extends FilesSelection {
    /** @defaultValue - the user's shell, see `currentShell` */
    readonly shell?: Shell;
    /** Remove the variables. Needs no stack. @defaultValue `false` */
    readonly unset?: boolean;
    /** `false` makes the client bypass a proxy. @defaultValue `true` */
    readonly proxy?: boolean;
}

/** Variables to set, with notes for the user. */
interface Settings {
    readonly variables: Readonly<Record<string, string | undefined>>;
    readonly notes: readonly string[];
}

const UNSET: Settings = {
    variables: { DOCKER_HOST: undefined, DOCKER_CERT_PATH: undefined, DOCKER_TLS_VERIFY: undefined },
    notes: [],
};

/** Prints the commands that point the Docker client in a shell at the host, or remove that again. */
export async function env(options: EnvOptions): Promise<Report> {
    const shell = options.shell ?? usersShell();
    const { variables, notes } = options.unset === true ? UNSET : await settings(options);
    const quote = (word: string): string => quoteFor(shell, word);
    const own = [
        "env",
        ...(options.shell === undefined ? [] : [`--shell ${shell}`]),
        ...(options.unset === true ? ["--unset"] : []),
        ...(options.proxy === false ? ["--no-proxy"] : []),
        ...(options.client === undefined ? [] : [`--client ${quote(options.client)}`]),
        ...(options.dir === undefined ? [] : [`--dir ${quote(options.dir)}`]),
    ].join(" ");
    const lines = environmentLines(shell, variables, { notes, command: ownCommand(own, options, quote) });
    const document = Object.fromEntries(Object.entries(variables).map(([name, value]) => [name, value ?? null]));
    return { document, text: lines.join("\n") };
}

/** The line to print when this command fails, for the shell that evaluates its output; empty for an unknown shell. */
export function failure(shell: Shell | undefined): string {
    const evaluating = shell ?? currentShell(process.env, process.platform);
    return evaluating === undefined ? "" : `${failingLine(evaluating)}\n`;
}

function usersShell(): Shell {
    const shell = currentShell(process.env, process.platform);
    if (shell === undefined) {
        throw new CliError(
            `--shell: expected one of ${SHELLS.join(", ")}, but $SHELL is ${String(process.env["SHELL"])}. Choose one whose syntax your shell understands.`,
            USAGE,
        );
    }
    return shell;
}

async function settings(options: EnvOptions): Promise<Settings> {
    const opened = await openHost(options);
    const { dockerHost, note } = endpointOf(opened, options);
    const { directory } = findClientFiles(opened.state, opened.host, options);
    const variables = { DOCKER_HOST: dockerHost, DOCKER_CERT_PATH: directory, DOCKER_TLS_VERIFY: "1" };
    const direct = options.proxy === false ? bypassing(new URL(dockerHost).hostname, process.env) : {};
    return { variables: { ...variables, ...direct }, notes: note === undefined ? [] : [note] };
}
