import * as pulumi from "@pulumi/pulumi";
import type { CertificateAuthorityReference, ClientCertificate } from "../certificateAuthority";
import { clientFaults } from "./arguments";
import { DEFAULT_CLIENT } from "./defaults";
import { gated, isLate } from "./faults";
import { entry } from "./records";

/**
 * The members of a reference, each by itself. Those of a plain object stay as they are, so that each has its own
 * dependencies, is known in a preview as soon as it can be, and is secret or not. What is known only later gives outputs,
 * which are known and secret only all together.
 */
export function memberwise<T extends object>(reference: pulumi.Input<T>): T {
    // Pulumi lifts the properties of what an output holds.
    return (isLate(reference) ? pulumi.output(reference) : reference) as T;
}

/** Client identities by name, as arguments and outputs have them. */
type Clients = CertificateAuthorityReference["clients"];

/**
 * An authority that others made, its keys secret. Its certificates are public, also where they come out of a secret object.
 */
export function authorityParts(reference: pulumi.Input<CertificateAuthorityReference>): CertificateAuthorityReference {
    const { caCertPem, caKeyPem, clients } = memberwise(reference);
    return { caCertPem: publicText(caCertPem), caKeyPem: pulumi.secret(caKeyPem), clients: clientsByName(clients) };
}

function clientsByName(clients: Clients): Clients {
    return isLate(clients)
        ? pulumi.secret(clients)
        : Object.fromEntries(Object.entries(clients).map(([name, client]) => [name, clientParts(client)]));
}

/** The client identity that is among all clients. Clients that are known only later are checked for it then. */
export function defaultClient(subject: string, argument: string, clients: Clients): ClientCertificate {
    type Known = Record<string, ClientCertificate>;
    return clientParts(
        isLate(clients)
            ? gated(subject, argument, clientFaults, clients as pulumi.Input<Known>).apply((known) =>
                  entry(known, DEFAULT_CLIENT),
              )
            : entry(clients as Known, DEFAULT_CLIENT),
    );
}

function clientParts(client: pulumi.Input<ClientCertificate>): ClientCertificate {
    const { certPem, keyPem } = memberwise(client);
    return { certPem: publicText(certPem), keyPem: pulumi.secret(keyPem) };
}

function publicText(text: pulumi.Input<string>): pulumi.Output<string> {
    return pulumi.unsecret(pulumi.output(text));
}
