import { chosenClient } from "../components/certificates/chosenClient";
import type { Access } from "./authorityState";
import { type ClientFiles, credentialsCommand, type FilesSelection } from "./clientFiles";
import { CliError, USAGE } from "../shared/errors";
import type { OpenStack } from "./openHost";
import { upCommand } from "./source";
import type { HostState } from "./stackState";

/**
 * A client's certificate and key from a state with decrypted secrets.
 *
 * @param selection the client. Default: `default` if there is such a client, otherwise the first in alphabetical order
 * @throws CliError that lists the names if there is no such client, or tells why its key is missing.
 */
export function clientIdentity(opened: OpenStack, access: Access, selection: FilesSelection): ClientFiles {
    const names = Object.keys(access.clients).sort();
    const name = chosenClient(names, selection.client);
    if (name === undefined) {
        throw new CliError(
            `The state has no key of a client of ${access.name}. ${whereKeysAre(access, opened, selection)}`,
        );
    }
    const client = Object.hasOwn(access.clients, name) ? access.clients[name] : undefined;
    if (client === undefined) {
        const isBrought = Object.hasOwn(access.clientIssuers, name);
        const reason = isBrought ? ", whose issuer was brought, so that the key is not in the state" : "";
        throw new CliError(
            `--client: expected one of ${names.join(", ")}, got ${name}${reason}. Choose one of them: a client that was removed is shut out.`,
            USAGE,
        );
    }
    const [ca, cert, key] = [access.caCertPem, client.certificate?.pem, client.keyPem];
    if (ca === undefined || cert === undefined || key === undefined) {
        throw new CliError(
            `The state has no certificate and key for the client ${name} of ${access.name} yet. Bring the stack up first: ${upCommand(opened.source)}`,
        );
    }
    return { ca, cert, key };
}

function whereKeysAre(access: Access, { state }: OpenStack, selection: FilesSelection): string {
    const [stack] = access.authorityStacks;
    return stack === undefined
        ? "Its authority is in another stack, or the issuers of all its clients were brought. Fetch the files from there."
        : `Its authority is in the stack ${stack}. Fetch the files there: ${credentialsCommand(state, access, selection)}`;
}

/**
 * The administrator's private SSH key from a state with decrypted secrets.
 *
 * @throws CliError if neither the host nor its stack created one.
 */
export function sshPrivateKey({ sshPrivateKey: key, name }: Pick<HostState, "sshPrivateKey" | "name">): string {
    if (key === undefined) {
        throw new CliError(
            `--ssh-key: expected a host whose SSH key the stack created, but the state has none for ${name}. If you set sshPublicKeys, use the private key of one of them. If the VM does not exist yet, bring the stack up first.`,
        );
    }
    return key;
}
