import * as pulumi from "@pulumi/pulumi";
import type { KeyAlgorithm } from "../options";
import { createKey, type IssuedCertificate, issueCertificate, selfSign } from "./issuedCertificate";
import type { Lifetimes } from "./lifetimes";

/** A client's key and certificate, and the certificate of its own issuer. */
export interface IssuedClient extends IssuedCertificate {
    /** PEM. A daemon accepts the client if this is in its bundle. */
    readonly issuerPem: pulumi.Output<string>;
}

/**
 * Creates a client: its key and certificate, `${name}-client-${client}-*`, and the issuer that signs for this key alone,
 * `${name}-issuer-${client}-*`.
 */
export function issueClient(
    name: string,
    client: string,
    spec: Lifetimes & { readonly keyAlgorithm: KeyAlgorithm },
    opts: pulumi.CustomResourceOptions,
): IssuedClient {
    const { keyAlgorithm, caValidityHours, certificateValidityHours, earlyRenewalHours } = spec;
    const key = createKey(`${name}-client-${client}`, keyAlgorithm, opts);
    const issuerName = `${name}-issuer-${client}`;
    const issuerKeyPem = pulumi.secret(createKey(issuerName, keyAlgorithm, opts).privateKeyPem);
    const issuerPem = selfSign(
        issuerName,
        issuerKeyPem,
        {
            role: "authority",
            // With a new key of the client, the issuer gets another name, and the certificate for the old key is refused.
            subject: {
                commonName: client,
                organization: "docker-host-vm client",
                serialNumber: key.publicKeyFingerprintSha256,
            },
            keyAlgorithm,
            validityPeriodHours: caValidityHours,
            // Renewed with the same key while it outlives every certificate that it signs, so that no client notices. A short
            // one is renewed after half of its validity: each renewal restarts the daemons.
            earlyRenewalHours: Math.min(Math.floor(caValidityHours / 2), certificateValidityHours + earlyRenewalHours),
        },
        opts,
    );
    const lifetime = { validityPeriodHours: certificateValidityHours, earlyRenewalHours };
    const leaf = { key, role: "client", commonName: client, keyAlgorithm, ...lifetime } as const;
    const issuer = { certPem: issuerPem, keyPem: issuerKeyPem };
    return { ...issueCertificate(`${name}-client-${client}`, leaf, issuer, opts), issuerPem };
}
