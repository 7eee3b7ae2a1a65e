import * as pulumi from "@pulumi/pulumi";
import * as tls from "@pulumi/tls";
import { type CertificateRole, certificateUses, privateKeyArgs } from "./certificateUses";
import { type LeafLifetime, leafValidityHours } from "./lifetimes";
import type { SubjectAlternativeNames } from "./serverNames";
import type { KeyAlgorithm } from "../options";

/** A preview shows that these PEM properties change, but not how. */
export const HIDDEN_PEM = ["certPem", "caCertPem", "certRequestPem", "publicKeyPem", "publicKeyOpenssh"];

/** The certificate and the private key of an authority that signs others, PEM. */
export interface Issuer {
    readonly certPem: pulumi.Input<string>;
    readonly keyPem: pulumi.Input<string>;
}

/** A private key and its certificate, PEM. */
export interface IssuedCertificate {
    readonly certPem: pulumi.Output<string>;
    /** Secret. */
    readonly keyPem: pulumi.Output<string>;
}

/** Creates the private key `${name}-key`. */
export function createKey(name: string, algorithm: KeyAlgorithm, opts: pulumi.CustomResourceOptions): tls.PrivateKey {
    return new tls.PrivateKey(`${name}-key`, privateKeyArgs(algorithm), { ...opts, hideDiffs: HIDDEN_PEM });
}

/** A certificate to issue. */
export interface CertificateSpec extends LeafLifetime {
    readonly key: tls.PrivateKey;
    readonly role: Exclude<CertificateRole, "authority">;
    readonly commonName: pulumi.Input<string>;
    readonly names?: pulumi.Output<SubjectAlternativeNames>;
    readonly keyAlgorithm: KeyAlgorithm;
}

/**
 * Creates a certificate for a key, signed by an issuer: the resources `${name}-request` and `${name}-cert`. The certificate
 * renews early, and expires before its issuer if `leafValidityHours` allows it.
 */
export function issueCertificate(
    name: string,
    spec: CertificateSpec,
    issuer: Issuer,
    opts: pulumi.CustomResourceOptions,
): IssuedCertificate {
    const keyPem = pulumi.secret(spec.key.privateKeyPem);
    const names = spec.names && { dnsNames: spec.names.dnsNames, ipAddresses: spec.names.ipAddresses };
    const request = new tls.CertRequest(
        `${name}-request`,
        { privateKeyPem: keyPem, subject: { commonName: spec.commonName }, ...names },
        { ...opts, hideDiffs: HIDDEN_PEM },
    );
    const cert = new tls.LocallySignedCert(
        `${name}-cert`,
        {
            certRequestPem: request.certRequestPem,
            caCertPem: issuer.certPem,
            caPrivateKeyPem: pulumi.secret(issuer.keyPem),
            allowedUses: certificateUses(spec.role, spec.keyAlgorithm),
            setSubjectKeyId: true,
            validityPeriodHours: pulumi.output(issuer.certPem).apply((pem) => leafValidityHours(spec, pem, Date.now())),
            // The tls provider decides when to renew: with each `up` it checks whether only this many hours are left.
            earlyRenewalHours: spec.earlyRenewalHours,
        },
        { ...opts, hideDiffs: HIDDEN_PEM },
    );
    return { certPem: cert.certPem, keyPem };
}

/** A certificate that is signed with its own key. */
export interface SelfSignedSpec extends LeafLifetime {
    readonly role: CertificateRole;
    readonly subject: tls.SelfSignedCertArgs["subject"];
    readonly keyAlgorithm: KeyAlgorithm;
}

/** Creates a certificate that is signed with its own key: the resource `${name}-cert`. Returns it as PEM. */
export function selfSign(
    name: string,
    keyPem: pulumi.Input<string>,
    { role, keyAlgorithm, ...spec }: SelfSignedSpec,
    opts: pulumi.CustomResourceOptions,
): pulumi.Output<string> {
    const cert = new tls.SelfSignedCert(
        `${name}-cert`,
        {
            ...spec,
            privateKeyPem: pulumi.secret(keyPem),
            isCaCertificate: role === "authority",
            allowedUses: certificateUses(role, keyAlgorithm),
            setSubjectKeyId: true,
        },
        { ...opts, hideDiffs: HIDDEN_PEM },
    );
    return cert.certPem;
}
