import { isRecord } from "../../shared/json";

/** The name of the one secret in a client's vault. */
export const VAULT_SECRET = "docker-client";

/** The secret's value, as JSON: a client's files, and where they are accepted. */
export interface VaultDocument {
    /** The client's name. */
    readonly client: string;
    /** The contents of `ca.pem`. */
    readonly ca: string;
    /** The contents of `cert.pem`. */
    readonly cert: string;
    /** The contents of `key.pem`. */
    readonly key: string;
    /** The endpoints of the hosts, each `tcp://<name>:<port>`. */
    readonly dockerHosts: readonly string[];
}

/** Whether a value is such a document. */
export function isVaultDocument(value: unknown): value is VaultDocument {
    const isText = (one: unknown): boolean => typeof one === "string";
    const hosts = isRecord(value) ? value["dockerHosts"] : undefined;
    return (
        isRecord(value) &&
        ["client", "ca", "cert", "key"].every((name) => isText(value[name])) &&
        Array.isArray(hosts) &&
        // A user's script may write it into an environment file.
        hosts.every((one) => typeof one === "string" && /^tcp:\/\/[\w.-]+:\d+$/.test(one))
    );
}
