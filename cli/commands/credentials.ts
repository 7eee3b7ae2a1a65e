import { sshCommand } from "../../components/client/shellCommands";
import { pathsIn, sshKeyIn } from "../clientFiles";
import { clientIdentity, sshPrivateKey } from "../identity";
import { loginOf, type OpenHost, openStack } from "../openHost";
import type { Report } from "../report";
import { writeClientFiles } from "../writeClientFiles";
import type { Selection } from "../source";
import { readVault } from "../vault";
import { currentShell, environmentLines } from "../../shared/shells";
import { selectClients, selectHost } from "../stackState";

/** The options of `credentials`. */
export interface CredentialsOptions extends Selection {
    /** The folder for the files. */
    readonly dir: string;
    /** The client's name. @defaultValue - `default` if there is such a client, otherwise the first in alphabetical order */
    readonly client?: string;
    /** Write the administrator's private SSH key too. @defaultValue `false` */
    readonly sshKey?: boolean;
    /** The vault to read the client's files from. @defaultValue - none: they come from the stack's state */
    readonly vault?: string;
}

/** Writes a client's files, from its vault or from the stack's state, whose secrets include the client's key. */
export async function credentials(options: CredentialsOptions): Promise<Report> {
    if (options.vault !== undefined) {
        return await credentialsFromVault(options.vault, options);
    }
    const opened = await openStack(options, true);
    const access = selectClients(opened.state, options.host);
    const host = options.sshKey === true ? selectHost(opened.state, options.host) : undefined;
    const key = host && sshPrivateKey(host);
    const directory = writeClientFiles(options.dir, clientIdentity(opened, access, options), key);
    const paths = pathsIn(directory);
    const ssh = host && { sshKey: sshKeyIn(directory), sshCommand: loginCommand({ ...opened, host }, directory) };
    return {
        document: { directory, ...paths, ...ssh },
        text: [
            ...written([...Object.values(paths), ...(ssh === undefined ? [] : [ssh.sshKey])]),
            ...(ssh?.sshCommand === undefined ? [] : [`Log in: ${ssh.sshCommand}`]),
        ].join("\n"),
    };
}

/** The same from a vault. It needs no stack, so it also says what points the Docker client to the hosts. */
async function credentialsFromVault(vault: string, options: CredentialsOptions): Promise<Report> {
    const { client, ca, cert, key, dockerHosts } = await readVault(vault, options);
    const directory = writeClientFiles(options.dir, { ca, cert, key });
    const paths = pathsIn(directory);
    const shell = currentShell(process.env, process.platform) ?? "bash";
    const use = dockerHosts.flatMap((dockerHost) => {
        const variables = { DOCKER_HOST: dockerHost, DOCKER_CERT_PATH: directory, DOCKER_TLS_VERIFY: "1" };
        return ["", ...environmentLines(shell, variables, {})];
    });
    return {
        document: { client, directory, ...paths, dockerHosts },
        text: [...written(Object.values(paths)), ...use].join("\n"),
    };
}

function written(paths: readonly string[]): string[] {
    return [
        ...paths.map((path) => `Wrote ${path}`),
        "Anyone with key.pem has root access to every host of that authority.",
    ];
}

/** The command that opens a shell on the host with the key in a folder; undefined if the host's address or user is unknown. */
function loginCommand(opened: OpenHost, directory: string): string | undefined {
    const login = loginOf(opened);
    return login && sshCommand(login.user, login.address, sshKeyIn(directory));
}
