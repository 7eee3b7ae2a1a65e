import { sshCommand } from "../../components/client/shellCommands";
import { pathsIn, sshKeyIn, writeClientFiles } from "../clientFiles";
import { clientIdentity, sshPrivateKey } from "../identity";
import { calledFromHere, type OpenHost, openHost } from "../openHost";
import type { Report } from "../report";
import type { Selection } from "../source";

/** The options of `credentials`. */
export interface CredentialsOptions extends Selection {
    /** The folder for the files. */
    readonly dir: string;
    /** The client's name. @defaultValue `default` */
    readonly client?: string;
    /** Write the administrator's private SSH key too. @defaultValue `false` */
    readonly sshKey?: boolean;
}

/** Writes a client's files from the stack's state, whose secrets include the client's key. */
export async function credentials(options: CredentialsOptions): Promise<Report> {
    const opened = await openHost(options, true);
    const key = options.sshKey === true ? sshPrivateKey(opened) : undefined;
    const directory = writeClientFiles(options.dir, clientIdentity(opened, options.client), key);
    const paths = pathsIn(directory);
    const ssh = key === undefined ? {} : { sshKey: sshKeyIn(directory), sshCommand: loginCommand(opened, directory) };
    return {
        document: { directory, ...paths, ...ssh },
        text: [
            ...[...Object.values(paths), ...(ssh.sshKey === undefined ? [] : [ssh.sshKey])].map(
                (path) => `Wrote ${path}`,
            ),
            "Anyone with key.pem has root access to every host of that authority.",
            ...(ssh.sshCommand === undefined ? [] : [`Log in: ${ssh.sshCommand}`]),
        ].join("\n"),
    };
}

/** The command that opens a shell on the host with the key in a folder; undefined if the host's address or user is unknown. */
function loginCommand(opened: OpenHost, directory: string): string | undefined {
    const { host } = opened;
    const where =
        host.dockerHost === undefined
            ? host.fqdn
            : new URL(calledFromHere(host.dockerHost, opened).dockerHost).hostname;
    return where === undefined || host.adminUsername === undefined
        ? undefined
        : sshCommand(host.adminUsername, where, sshKeyIn(directory));
}
