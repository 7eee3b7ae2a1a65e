import * as pulumi from "@pulumi/pulumi";
import type { CertificateAuthorityReference, ClientCertificate } from "./certificateAuthority";
import { clientProblems } from "../validation/arguments";
import { DEFAULT_CLIENT } from "../defaults";
import { validatedInput } from "../validation/problems";
import { entry } from "../../shared/json";

/**
 * The members of a reference, each by itself. Those of a plain object stay as they are, so that each has its own
 * dependencies, is known in a preview as soon as it can be, and is secret or not. What is known only later gives outputs,
 * which are known and secret only all together.
 */
export function memberwise<T extends object>(reference: pulumi.Input<T>): T {
    // Pulumi lifts the properties of what an output holds.
    return (reference instanceof Promise ? pulumi.output(reference) : reference) as T;
}

/** An authority as outputs, its keys secret. */
export interface AuthorityParts {
    readonly caCertPem: pulumi.Output<string>;
    readonly caKeyPem: pulumi.Output<string>;
    readonly clients: pulumi.Output<Record<string, ClientCertificate>>;
}

/** The parts of an authority that others made. */
export function authorityParts(reference: pulumi.Input<CertificateAuthorityReference>): AuthorityParts {
    const { caCertPem, caKeyPem, clients } = memberwise(reference);
    return {
        caCertPem: publicText(caCertPem),
        caKeyPem: pulumi.secret(caKeyPem),
        clients: secretClients(clients),
    };
}

/**
 * An authority as one output, secret as a whole: a secret inside of an object does not reach programs in YAML, which get
 * an empty object for it. In TypeScript each part stays itself, known and secret or not apart from the others.
 */
export function authorityOutput(parts: AuthorityParts): pulumi.Output<CertificateAuthorityReference> {
    // Pulumi looks for a property among an output's own before it lifts that of the value.
    return Object.assign(pulumi.secret(parts), parts);
}

/** Client identities as one output, secret as a whole for the same reason. */
export function secretClients(
    clients: CertificateAuthorityReference["clients"],
): pulumi.Output<Record<string, ClientCertificate>> {
    return pulumi.secret(clients);
}

/** The client identity that is among all clients. Clients that are known only later are checked for it then. */
export function defaultClient(
    subject: string,
    argument: string,
    clients: CertificateAuthorityReference["clients"],
): ClientCertificate {
    type Known = Record<string, pulumi.Unwrap<ClientCertificate>>;
    const known = validatedInput(subject, argument, clientProblems, secretClients(clients) as pulumi.Output<Known>);
    const { certPem, keyPem } = known.apply((all) => entry(all, DEFAULT_CLIENT));
    return { certPem: publicText(certPem), keyPem };
}

/** A private key that stands in the same text as a certificate, as some tools write both; up to the text's end where its own end is missing. */
const PRIVATE_KEY = /-----BEGIN [A-Z ]*PRIVATE KEY-----[^]*?(-----END [A-Z ]*PRIVATE KEY-----\s*|$)/g;

/** Certificates are public, also where they come out of a secret object. What is secret beside them does not come along. */
function publicText(text: pulumi.Input<string>): pulumi.Output<string> {
    return pulumi.unsecret(pulumi.output(text).apply((pem) => pem.replace(PRIVATE_KEY, "")));
}
