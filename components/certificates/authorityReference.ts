import * as pulumi from "@pulumi/pulumi";
import { isRecord } from "../../shared/json";
import type { Rule } from "../validation/problems";
import { recordOf } from "../validation/rules";
import { validatedInput } from "../validation/throwIfInvalid";
import { memberwise, type Rules } from "../validation/walk";
import { oneCertificate } from "./broughtCertificate";
import { type ClientCertificate, clientsRule } from "./clientCertificate";
import { certificatePem, privateKeyPem, publicTexts } from "./pem";
import { remember, remembered } from "./recordOutput";

/**
 * A reference to a certificate authority: a `CertificateAuthority`, its `reference`, or the `authority` of a host. The latter
 * two have no client's private key, and can be passed to other stacks.
 */
export interface CertificateAuthorityReference {
    /** The certificates that clients trust, PEM: the contents of `ca.pem`. */
    caCertPem: pulumi.Input<string>;
    /** The one among them that signs server certificates, PEM, and then those above it, if it is an intermediate one. */
    issuingCertPem: pulumi.Input<string>;
    /** Its private key, PEM. Keep it secret: anyone who holds it can impersonate every host of the authority. */
    issuingKeyPem: pulumi.Input<string>;
    /** The issuers of the clients that a host accepts, PEM, by the name of the client. */
    clientIssuers: pulumi.Input<Record<string, pulumi.Input<string>>>;
    /**
     * The client identities by name.
     *
     * @defaultValue - none: a host needs them only to write the files of one
     */
    clients?: pulumi.Input<Record<string, pulumi.Input<ClientCertificate>>>;
}

/**
 * The issuers in a reference: at least one, because a daemon without any accepts nobody, and each on its own, so that no second
 * one is let in under its name.
 */
const issuersRule: Rule = (argument, value) => {
    const expected = "certificates by the name of the client, at least one";
    const fix = "Pass the clientIssuers of a CertificateAuthority";
    return isRecord(value) && Object.keys(value).length > 0
        ? recordOf(oneCertificate(fix), expected)(argument, value)
        : [{ argument, expected, fix }];
};

/** The rules for a reference to an authority. */
export const authorityReferenceRules = {
    caCertPem: { input: certificatePem },
    issuingCertPem: { input: certificatePem },
    issuingKeyPem: { input: privateKeyPem },
    clientIssuers: { input: issuersRule },
    clients: { input: clientsRule },
} as const satisfies Rules<CertificateAuthorityReference>;

/** An authority as outputs, with its keys as secrets. */
export interface AuthorityParts {
    readonly caCertPem: pulumi.Output<string>;
    readonly issuingCertPem: pulumi.Output<string>;
    readonly issuingKeyPem: pulumi.Output<string>;
    readonly clientIssuers: pulumi.Output<Record<string, string>>;
}

/**
 * The parts of a given authority. Those that are known only later are checked then, and nothing uses them before: without any
 * issuer, a daemon would accept nobody.
 *
 * @param subject the component, for messages
 */
export function authorityParts(
    subject: string,
    reference: pulumi.Input<CertificateAuthorityReference>,
): AuthorityParts {
    const { caCertPem, issuingCertPem, issuingKeyPem, clientIssuers } = memberwise(reference);
    const checked = <T>(name: keyof AuthorityParts, value: pulumi.Output<T>): pulumi.Output<T> =>
        validatedInput(subject, `authority.${name}`, authorityReferenceRules[name].input, value);
    const known = remembered(clientIssuers);
    const issuers = checked("clientIssuers", publicTexts(clientIssuers));
    return {
        caCertPem: checked("caCertPem", publicTexts(caCertPem)),
        issuingCertPem: checked("issuingCertPem", publicTexts(issuingCertPem)),
        issuingKeyPem: checked("issuingKeyPem", pulumi.secret(issuingKeyPem)),
        clientIssuers: known === undefined ? issuers : remember(issuers, known),
    };
}

/**
 * An authority as one output that is secret as a whole: programs in YAML get an empty object for a secret within an object. In
 * TypeScript each part remains a separate output, known and secret or not on its own, and a host knows that there are no
 * clients.
 */
export function authorityOutput(parts: AuthorityParts): pulumi.Output<CertificateAuthorityReference> {
    // Pulumi prefers an output's own property to a lifted property of its value.
    return Object.assign(pulumi.secret(parts), parts, { clients: undefined });
}
