import * as pulumi from "@pulumi/pulumi";
import * as tls from "@pulumi/tls";
import { type CertificateRole, certificateUses, privateKeyArgs } from "./certificateUses";
import { type LeafLifetime, leafValidityHours } from "./lifetimes";
import type { SubjectAlternativeNames } from "./serverNames";
import type { KeyAlgorithm } from "../options";

/** A preview shows that these PEM properties change, but not how. */
export const HIDDEN_PEM = ["certPem", "caCertPem", "certRequestPem", "publicKeyPem", "publicKeyOpenssh"];

/** The signing authority's certificate and private key, PEM. */
export interface Issuer {
    readonly caCertPem: pulumi.Input<string>;
    readonly caKeyPem: pulumi.Input<string>;
}

/** A certificate to issue. */
export interface CertificateSpec extends LeafLifetime {
    readonly role: Exclude<CertificateRole, "authority">;
    readonly commonName: pulumi.Input<string>;
    readonly names?: pulumi.Output<SubjectAlternativeNames>;
    readonly keyAlgorithm: KeyAlgorithm;
}

/** A private key and its certificate, PEM. */
export interface IssuedCertificate {
    readonly certPem: pulumi.Output<string>;
    /** Secret. */
    readonly keyPem: pulumi.Output<string>;
}

/**
 * Creates a private key and a certificate for it, signed by the authority: the resources `${name}-key`, `${name}-request` and
 * `${name}-cert`. The certificate renews early, and expires before its authority if `leafValidityHours` allows it.
 */
export function issueCertificate(
    name: string,
    spec: CertificateSpec,
    issuer: Issuer,
    opts: pulumi.CustomResourceOptions,
): IssuedCertificate {
    const key = new tls.PrivateKey(`${name}-key`, privateKeyArgs(spec.keyAlgorithm), {
        ...opts,
        hideDiffs: HIDDEN_PEM,
    });
    const names = spec.names && { dnsNames: spec.names.dnsNames, ipAddresses: spec.names.ipAddresses };
    const request = new tls.CertRequest(
        `${name}-request`,
        { privateKeyPem: pulumi.secret(key.privateKeyPem), subject: { commonName: spec.commonName }, ...names },
        { ...opts, hideDiffs: HIDDEN_PEM },
    );
    const cert = new tls.LocallySignedCert(
        `${name}-cert`,
        {
            certRequestPem: request.certRequestPem,
            caCertPem: issuer.caCertPem,
            caPrivateKeyPem: pulumi.secret(issuer.caKeyPem),
            allowedUses: certificateUses(spec.role, spec.keyAlgorithm),
            setSubjectKeyId: true,
            validityPeriodHours: pulumi
                .output(issuer.caCertPem)
                .apply((pem) => leafValidityHours(spec, pem, Date.now())),
            // The tls provider decides when to renew: with each `up` it checks whether only this many hours are left.
            earlyRenewalHours: spec.earlyRenewalHours,
        },
        { ...opts, hideDiffs: HIDDEN_PEM },
    );
    return { certPem: cert.certPem, keyPem: pulumi.secret(key.privateKeyPem) };
}
