import { DEFAULT_CLIENT } from "../components/defaults";
import type { ClientFiles } from "./clientFiles";
import { CliError, USAGE } from "../shared/errors";
import type { OpenHost } from "./openHost";
import { upCommand } from "./source";

/**
 * A client's certificate and key out of the state, whose secrets must have been decrypted.
 *
 * @param name the client's name. Default: `default`
 * @throws CliError that lists the names when there is no such client, or says why its key is not there.
 */
export function clientIdentity({ host, source }: OpenHost, name: string = DEFAULT_CLIENT): ClientFiles {
    const names = Object.keys(host.clients).sort();
    const client = Object.hasOwn(host.clients, name) ? host.clients[name] : undefined;
    if (client === undefined) {
        throw new CliError(`--client: expected one of ${names.join(", ")}, got ${name}. Name one of them.`, USAGE);
    }
    const [ca, cert, key] = [host.authority?.pem, client.certPem, client.keyPem];
    if (ca === undefined || cert === undefined || key === undefined) {
        throw new CliError(
            `The state holds no certificate and key of the client ${name} of ${host.name} yet. Bring the stack up first: ${upCommand(source)}`,
        );
    }
    return { ca, cert, key };
}

/**
 * The administrator's private SSH key out of the state, whose secrets must have been decrypted.
 *
 * @throws CliError when neither the host nor its stack made one.
 */
export function sshPrivateKey({ host }: OpenHost): string {
    if (host.sshPrivateKey === undefined) {
        throw new CliError(
            `--ssh-key: expected a host whose SSH key was made with it, and the state holds none for ${host.name}. If it was given sshPublicKeys, use the private key of one of those; if its VM has not been made yet, bring the stack up first.`,
        );
    }
    return host.sshPrivateKey;
}
