import { DEFAULT_CLIENT } from "../components/defaults";
import type { ClientFiles } from "./clientFiles";
import { CliError, USAGE } from "../shared/errors";
import type { OpenHost } from "./openHost";
import { upCommand } from "./source";

/**
 * A client's certificate and key from a state with decrypted secrets.
 *
 * @param name the client's name. Default: `default`
 * @throws CliError that lists the names if there is no such client, or tells why its key is missing.
 */
export function clientIdentity({ host, source }: OpenHost, name: string = DEFAULT_CLIENT): ClientFiles {
    const names = Object.keys(host.clients).sort();
    const client = Object.hasOwn(host.clients, name) ? host.clients[name] : undefined;
    if (client === undefined) {
        throw new CliError(`--client: expected one of ${names.join(", ")}, got ${name}. Choose one of them.`, USAGE);
    }
    const [ca, cert, key] = [host.authority?.pem, client.certPem, client.keyPem];
    if (ca === undefined || cert === undefined || key === undefined) {
        throw new CliError(
            `The state has no certificate and key for the client ${name} of ${host.name} yet. Bring the stack up first: ${upCommand(source)}`,
        );
    }
    return { ca, cert, key };
}

/**
 * The administrator's private SSH key from a state with decrypted secrets.
 *
 * @throws CliError if neither the host nor its stack created one.
 */
export function sshPrivateKey({ host }: OpenHost): string {
    if (host.sshPrivateKey === undefined) {
        throw new CliError(
            `--ssh-key: expected a host whose SSH key the stack created, but the state has none for ${host.name}. If you set sshPublicKeys, use the private key of one of them. If the VM does not exist yet, bring the stack up first.`,
        );
    }
    return host.sshPrivateKey;
}
