import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { CliError } from "../../shared/errors";
import { resultOf } from "../../shared/processes";
import { sshKeyIn } from "../clientFiles";
import { sshPrivateKey } from "../identity";
import { type OpenHost, openHost, requiredLogin } from "../openHost";
import type { Selection } from "../source";
import { withTemporaryFolder } from "../temporaryFolder";

/** The options of `ssh`. */
export interface SshOptions extends Selection {
    /** Store the host's key at the first connection without asking. @defaultValue - what the user's SSH client does: ask */
    readonly acceptNewHostKey?: boolean;
}

/**
 * Runs the SSH client with the key that the stack created, or with the user's own keys if it created none.
 *
 * @param command the command to run on the host. Empty: a shell
 * @returns the client's exit code, which is that of the command, or 255 if there was no connection
 * @throws CliError if there is no host to log in to, or no SSH client.
 */
export async function ssh(command: readonly string[], options: SshOptions): Promise<number> {
    const opened = await openHost(options);
    const args = argumentsFor(opened, options);
    if (!opened.host.hasSshPrivateKey) {
        return await runSsh(args, command);
    }
    const key = sshPrivateKey((await openHost(options, true)).host);
    return await withTemporaryFolder(async (directory) => {
        const file = sshKeyIn(directory);
        writeFileSync(file, key, { mode: 0o600 });
        // Otherwise the client first offers all keys of the user's agent.
        return await runSsh(["-i", file, "-o", "IdentitiesOnly=yes", ...args], command);
    });
}

/**
 * The client's options about the host's key, and the login. The key is stored under the GUID of the VM: a VM that replaces it
 * has another one, so the client warns of a changed key only if the VM is the same, which is never harmless.
 */
function argumentsFor(opened: OpenHost, { acceptNewHostKey }: SshOptions): string[] {
    const login = requiredLogin(opened);
    const guid = /^[0-9a-f-]{36}$/i.exec(opened.host.vmGuid ?? "")?.[0];
    return [
        ...(guid === undefined ? [] : ["-o", `HostKeyAlias=docker-host-vm-${guid.toLowerCase()}`]),
        ...(acceptNewHostKey === true ? ["-o", "StrictHostKeyChecking=accept-new"] : []),
        "--",
        `${login.user}@${login.address}`,
    ];
}

async function runSsh(args: readonly string[], command: readonly string[]): Promise<number> {
    const child = spawn("ssh", [...args, ...command], { stdio: "inherit", env: { ...process.env } });
    const stop = (): void => void child.kill();
    process.once("exit", stop);
    const { code, missing } = await resultOf(child);
    process.off("exit", stop);
    if (missing) {
        throw new CliError("ssh was not found on PATH. Install the OpenSSH client.");
    }
    return code;
}
