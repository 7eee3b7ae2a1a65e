import * as pulumi from "@pulumi/pulumi";
import { entry, isRecord, recordAt } from "../../shared/json";
import { DEFAULT_CLIENT } from "../defaults";
import { isUnknown, type Rule } from "../validation/problems";
import { validatedInput } from "../validation/throwIfInvalid";
import { memberwise, membersOf, type Rules } from "../validation/walk";
import { certificatePem, privateKeyPem } from "./pem";

/** The identity that a Docker client presents to the daemon. */
export interface ClientCertificate {
    /** The client's certificate, PEM. */
    certPem: pulumi.Input<string>;
    /** The client's private key, PEM. Keep it secret: it gives root access to every host of the authority. */
    keyPem: pulumi.Input<string>;
}

/** A reference to a certificate authority: a `CertificateAuthority`, or the `authority` of a host. */
export interface CertificateAuthorityReference {
    /** The authority's certificate, PEM. */
    caCertPem: pulumi.Input<string>;
    /** The authority's private key, PEM. Keep it secret: anyone who holds it can issue client certificates for every host. */
    caKeyPem: pulumi.Input<string>;
    /** The client identities by name, including `default`. */
    clients: pulumi.Input<Record<string, pulumi.Input<ClientCertificate>>>;
}

/** The rules for a client identity. */
export const clientRules = {
    certPem: { input: certificatePem },
    keyPem: { input: privateKeyPem },
} as const satisfies Rules<ClientCertificate>;

const client = membersOf("a client's certificate and key", clientRules);

/** Client identities by name, including `default`. */
export const clientsRule: Rule = (argument, value) => {
    const clients = recordAt(value);
    const expected = `a client named ${DEFAULT_CLIENT}`;
    const fix = "Add it, or pass a CertificateAuthority";
    return Object.hasOwn(clients, DEFAULT_CLIENT)
        ? Object.entries(clients).flatMap(([name, one]) => (isUnknown(one) ? [] : client(`${argument}.${name}`, one)))
        : [{ argument, expected, got: isRecord(value) ? Object.keys(clients) : value, fix }];
};

/** The rules for a reference to an authority. */
export const authorityReferenceRules = {
    caCertPem: { input: certificatePem },
    caKeyPem: { input: privateKeyPem },
    clients: { input: clientsRule },
} as const satisfies Rules<CertificateAuthorityReference>;

/** An authority as outputs, with its keys as secrets. */
export interface AuthorityParts {
    readonly caCertPem: pulumi.Output<string>;
    readonly caKeyPem: pulumi.Output<string>;
    readonly clients: pulumi.Output<Record<string, ClientCertificate>>;
}

/** The parts of a given authority. */
export function authorityParts(reference: pulumi.Input<CertificateAuthorityReference>): AuthorityParts {
    const { caCertPem, caKeyPem, clients } = memberwise(reference);
    return {
        caCertPem: publicText(caCertPem),
        caKeyPem: pulumi.secret(caKeyPem),
        clients: secretClients(clients),
    };
}

/**
 * An authority as one output that is secret as a whole: programs in YAML get an empty object for a secret within an object. In
 * TypeScript each part remains a separate output, known and secret or not on its own.
 */
export function authorityOutput(parts: AuthorityParts): pulumi.Output<CertificateAuthorityReference> {
    // Pulumi prefers an output's own property to a lifted property of its value.
    return Object.assign(pulumi.secret(parts), parts);
}

/** Client identities as one output that is secret as a whole, for the same reason. */
export function secretClients(
    clients: CertificateAuthorityReference["clients"],
): pulumi.Output<Record<string, ClientCertificate>> {
    return pulumi.secret(clients);
}

/** The client identity `default`. Clients that are not known yet are checked for it once they are known. */
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

/**
 * A private key in the same text as a certificate, as some tools write them; up to the end of the text if its own end is
 * missing.
 */
const PRIVATE_KEY = /-----BEGIN [A-Z ]*PRIVATE KEY-----[^]*?(-----END [A-Z ]*PRIVATE KEY-----\s*|$)/g;

/** The public text of a certificate, even from a secret object. Private keys next to it are removed. */
function publicText(text: pulumi.Input<string>): pulumi.Output<string> {
    return pulumi.unsecret(pulumi.output(text).apply((pem) => pem.replace(PRIVATE_KEY, "")));
}
