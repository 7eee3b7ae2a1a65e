import { createHash } from "node:crypto";
import * as pulumi from "@pulumi/pulumi";
import type { KeyAlgorithm } from "../options";
import { issuersBundle } from "./chain";
import { createKey, type IssuedCertificate, selfSign } from "./issuedCertificate";
import type { Lifetimes } from "./lifetimes";

/**
 * Creates the identity that the readiness check presents, `${name}-readiness-*`. It opens this host only, its key never leaves
 * the machine that runs Pulumi, and no client's key is needed. Its subject has a fingerprint of the issuers in the daemon's
 * bundle: a daemon that accepts it has read the bundle with exactly these issuers.
 */
export function createReadinessCertificate(
    name: string,
    clientIssuers: pulumi.Output<Record<string, string>>,
    spec: Lifetimes & { readonly keyAlgorithm: KeyAlgorithm },
    opts: pulumi.CustomResourceOptions,
): IssuedCertificate {
    const { keyAlgorithm, caValidityHours, earlyRenewalHours } = spec;
    const keyPem = pulumi.secret(createKey(`${name}-readiness`, keyAlgorithm, opts).privateKeyPem);
    const serialNumber = clientIssuers.apply(fingerprint);
    const certPem = selfSign(
        `${name}-readiness`,
        keyPem,
        {
            role: "client",
            subject: { commonName: "readiness", organization: "docker-host-vm", serialNumber },
            keyAlgorithm,
            // As long as an authority: its renewal restarts the daemon.
            validityPeriodHours: caValidityHours,
            earlyRenewalHours,
        },
        opts,
    );
    return { certPem, keyPem };
}

function fingerprint(clientIssuers: Readonly<Record<string, string>>): string {
    return createHash("sha256").update(issuersBundle(clientIssuers)).digest("hex").slice(0, 32);
}
