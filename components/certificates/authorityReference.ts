import * as pulumi from "@pulumi/pulumi";
import { entry, isRecord, recordAt } from "../../shared/json";
import { DEFAULT_CLIENT } from "../defaults";
import { isUnknown, type Rule } from "../validation/problems";
import { validatedInput } from "../validation/throwIfInvalid";
import { memberwise, membersOf, type Rules } from "../validation/walk";
import { certificatePem, privateKeyPem } from "./pem";

/** The identity of one client: what the Docker client shows to the daemon. */
export interface ClientCertificate {
    /** The client's certificate, PEM. */
    certPem: pulumi.Input<string>;
    /** Its private key, PEM. Keep it secret: it is root on every host of the authority. */
    keyPem: pulumi.Input<string>;
}

/** An authority as others use it. A `CertificateAuthority` can be given where one is asked for, or the `authority` of a host. */
export interface CertificateAuthorityReference {
    /** The authority's certificate, PEM. */
    caCertPem: pulumi.Input<string>;
    /** The authority's private key, PEM. Keep it secret: who holds it can make clients of every host. */
    caKeyPem: pulumi.Input<string>;
    /** The client identities by name; `default` must be among them. */
    clients: pulumi.Input<Record<string, pulumi.Input<ClientCertificate>>>;
}

/** The rules of a client identity. */
export const clientRules = {
    certPem: { input: certificatePem },
    keyPem: { input: privateKeyPem },
} as const satisfies Rules<ClientCertificate>;

const client = membersOf("a client's certificate and key", clientRules);

/** Client identities by name, `default` among them. */
export const clientsRule: Rule = (argument, value) => {
    const clients = recordAt(value);
    const expected = `a client named ${DEFAULT_CLIENT}`;
    const fix = "Add it, or give a CertificateAuthority";
    return Object.hasOwn(clients, DEFAULT_CLIENT)
        ? Object.entries(clients).flatMap(([name, one]) => (isUnknown(one) ? [] : client(`${argument}.${name}`, one)))
        : [{ argument, expected, got: isRecord(value) ? Object.keys(clients) : value, fix }];
};

/** The rules of an authority that others made. */
export const authorityReferenceRules = {
    caCertPem: { input: certificatePem },
    caKeyPem: { input: privateKeyPem },
    clients: { input: clientsRule },
} as const satisfies Rules<CertificateAuthorityReference>;

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
    const known = validatedInput(subject, argument, clientsRule, secretClients(clients) as pulumi.Output<Known>);
    const { certPem, keyPem } = known.apply((all) => entry(all, DEFAULT_CLIENT));
    return { certPem: publicText(certPem), keyPem };
}

/** A private key that stands in the same text as a certificate, as some tools write both; up to the text's end where its own end is missing. */
const PRIVATE_KEY = /-----BEGIN [A-Z ]*PRIVATE KEY-----[^]*?(-----END [A-Z ]*PRIVATE KEY-----\s*|$)/g;

/** Certificates are public, also where they come out of a secret object. What is secret beside them does not come along. */
function publicText(text: pulumi.Input<string>): pulumi.Output<string> {
    return pulumi.unsecret(pulumi.output(text).apply((pem) => pem.replace(PRIVATE_KEY, "")));
}
