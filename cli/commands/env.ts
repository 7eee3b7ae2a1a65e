import { type FilesSelection, findClientFiles } from "../clientFiles";
import { endpointOf, openHost } from "../openHost";
import type { Report } from "../report";
import { currentShell, environmentLines, quoteFor, type Shell } from "../shells";
import { ownCommand } from "../source";

/** The options of `env`. */
export interface EnvOptions extends FilesSelection {
    /** @defaultValue - the user's, see `currentShell` */
    readonly shell?: Shell;
    /** Remove the variables; needs no stack. @defaultValue `false` */
    readonly unset?: boolean;
}

/** The lines that point the Docker client in a shell to the host, or no longer. */
export async function env(options: EnvOptions): Promise<Report> {
    const shell = options.shell ?? currentShell(process.env, process.platform);
    const variables = options.unset === true ? unset() : await settings(options);
    const quote = (word: string): string => quoteFor(shell, word);
    const own = [
        "env",
        ...(options.shell === undefined ? [] : [`--shell ${shell}`]),
        ...(options.unset === true ? ["--unset"] : []),
        ...(options.dir === undefined ? [] : [`--dir ${quote(options.dir)}`]),
    ].join(" ");
    const lines = environmentLines(shell, variables, ownCommand(own, options, quote));
    const document = Object.fromEntries(Object.entries(variables).map(([name, value]) => [name, value ?? null]));
    return { document, text: lines.join("\n") };
}

async function settings(options: EnvOptions): Promise<Readonly<Record<string, string>>> {
    const opened = await openHost(options);
    const dockerHost = endpointOf(opened);
    const { directory } = findClientFiles(opened.state, opened.host, options);
    return { DOCKER_HOST: dockerHost, DOCKER_CERT_PATH: directory, DOCKER_TLS_VERIFY: "1" };
}

function unset(): Readonly<Record<string, undefined>> {
    return { DOCKER_HOST: undefined, DOCKER_CERT_PATH: undefined, DOCKER_TLS_VERIFY: undefined };
}
