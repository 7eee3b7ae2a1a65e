import * as pulumi from "@pulumi/pulumi";
import type { KeyAlgorithm } from "../options";
import type { AuthorityParts } from "./authorityReference";
import { createKey, type IssuedCertificate, selfSign } from "./issuedCertificate";
import { logExpiry, warnOfEnd } from "./logExpiry";

/** The values for the authorities that clients trust. */
interface AuthoritiesSpec {
    readonly authorityGenerations: readonly string[];
    readonly keyAlgorithm: KeyAlgorithm;
    readonly caValidityHours: number;
}

/**
 * The authorities that clients trust, one for each generation. The first signs server certificates. The others are there for
 * clients to fetch in advance, or until their last certificate is gone.
 */
export function trustedAuthorities(
    name: string,
    spec: AuthoritiesSpec,
    component: pulumi.ComponentResource,
): Omit<AuthorityParts, "clientIssuers"> {
    const all = spec.authorityGenerations.map((generation) => {
        const authority = createAuthority(name, generation, spec, { parent: component });
        const what = `Certificate authority ${name} ${generation}`;
        logExpiry(component, what, authority.certPem, spec.caValidityHours);
        warnOfEnd(component, what, authority.certPem);
        return authority;
    });
    const [issuing = neverEmpty(), ...others] = all;
    return {
        caCertPem:
            others.length === 0
                ? issuing.certPem
                : pulumi.all(all.map(({ certPem }) => certPem)).apply((pems) => pems.join("")),
        issuingCertPem: issuing.certPem,
        issuingKeyPem: issuing.keyPem,
    };
}

function createAuthority(
    name: string,
    generation: string,
    { keyAlgorithm, caValidityHours }: AuthoritiesSpec,
    opts: pulumi.CustomResourceOptions,
): IssuedCertificate {
    const keyPem = pulumi.secret(createKey(`${name}-${generation}`, keyAlgorithm, opts).privateKeyPem);
    const certPem = selfSign(
        `${name}-${generation}`,
        keyPem,
        {
            role: "authority",
            subject: { commonName: `${name} ${generation}`, organization: "docker-host-vm" },
            keyAlgorithm,
            validityPeriodHours: caValidityHours,
            earlyRenewalHours: 0,
        },
        // The subject keeps the name of the first `up`: renaming the component with an alias must not replace the trusted
        // certificate.
        { ...opts, ignoreChanges: ["subject"] },
    );
    return { certPem, keyPem };
}

/** An earlier check has found at least one generation. */
function neverEmpty(): never {
    throw new Error("authorityGenerations is empty");
}
