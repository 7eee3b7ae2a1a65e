import * as pulumi from "@pulumi/pulumi";
import type { KeyAlgorithm } from "../options";
import { throwIfInvalid } from "../validation/throwIfInvalid";
import { at } from "../../shared/json";
import type { AuthorityParts } from "./authorityReference";
import { trustedBundle, type TrustedAuthority } from "./chain";
import { type ExistingAuthority, existingAuthorityRule } from "./existingAuthority";
import { createKey, type IssuedCertificate, selfSign } from "./issuedCertificate";
import { logExpiry, warnOfEnd } from "./logExpiry";

/** The values for the authorities that clients trust. */
interface AuthoritiesSpec {
    /** The component, for messages. */
    readonly subject: string;
    readonly authorityGenerations: readonly string[];
    readonly keyAlgorithm: KeyAlgorithm;
    readonly caValidityHours: number;
    readonly existingAuthorities?: Readonly<Record<string, ExistingAuthority>>;
}

/** The parts of an authority that do not concern clients, and the certificates of each generation. */
interface TrustedAuthorities extends Omit<AuthorityParts, "clientIssuers"> {
    readonly generations: Readonly<Record<string, pulumi.Output<string>>>;
}

/**
 * The authorities that clients trust, one for each generation. The first signs server certificates. The others are there for
 * clients to fetch in advance, or until their last certificate is gone.
 */
export function trustedAuthorities(
    name: string,
    spec: AuthoritiesSpec,
    component: pulumi.ComponentResource,
): TrustedAuthorities {
    const all = spec.authorityGenerations.map((generation) => {
        const existing = at(spec.existingAuthorities, generation) as ExistingAuthority | undefined;
        const authority = existing
            ? broughtAuthority(spec.subject, generation, existing)
            : createAuthority(name, generation, spec, { parent: component });
        const what = `Certificate authority ${name} ${generation}`;
        logExpiry(component, what, authority.certPem, spec.caValidityHours);
        warnOfEnd(component, what, authority.certPem);
        return { generation, ...authority };
    });
    const [issuing = neverEmpty(), ...others] = all;
    return {
        generations: Object.fromEntries(all.map(({ generation, certPem }) => [generation, certPem])),
        // A single certificate stays as it is, and a preview knows it.
        caCertPem:
            others.length === 0
                ? issuing.certPem
                : pulumi.all(all.map(({ certPem }) => certPem)).apply((pems) => trustedBundle(pems.map(asAuthority))),
        issuingCertPem: issuing.certPem,
        issuingKeyPem: issuing.keyPem,
    };
}

/**
 * A brought authority: its certificate and those above it. Members that are known only later are checked then, and nothing is
 * signed before. Only the generation that issues has a key.
 */
function broughtAuthority(subject: string, generation: string, existing: ExistingAuthority): IssuedCertificate {
    const known = pulumi.output(existing).apply((authority) => {
        throwIfInvalid(subject, existingAuthorityRule(`existingAuthorities.${generation}`, authority));
        return authority;
    });
    const bundle = known.apply(({ certPem, chainPem }) => trustedBundle([{ certPem, chainPem }]));
    return {
        certPem: pulumi.unsecret(bundle),
        keyPem: pulumi.secret(known.apply(({ keyPem = "" }) => onlyBlock(keyPem))),
    };
}

/** A block of PEM as the tls provider writes it. From any other form, it would not notice a later change of the key. */
function onlyBlock(pem: string): string {
    const [block = ""] = /-----BEGIN [^]*-----END [^\r\n]*-----/.exec(pem) ?? [];
    return `${block.replaceAll("\r", "")}\n`;
}

/** A certificate and those above it in one text. */
const asAuthority = (pem: string): TrustedAuthority => ({ certPem: pem, chainPem: pem });

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
