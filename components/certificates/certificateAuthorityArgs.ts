import { KeyAlgorithm } from "../options";
import type { Problem } from "../validation/problems";
import { oneOf } from "../validation/rules";
import { anyOf, type Rules, walk } from "../validation/walk";
import { withDefaults } from "../withDefaults";
import { caValidityHours, certificateValidityHours, earlyRenewalHours, lifetimeProblems } from "./lifetimes";

/** The arguments of a `CertificateAuthority`. */
export interface CertificateAuthorityArgs {
    /**
     * Kind of all private keys made here. A change replaces the authority and with it every certificate.
     *
     * @defaultValue `ECDSA-P256`
     */
    keyAlgorithm?: KeyAlgorithm;
    /**
     * Validity of the authority's own certificate, in hours, at least 2. It is not renewed before its end, since everybody
     * needs the new one then. A change issues it anew for the same key, and all others with it; whoever holds earlier files
     * keeps access. Only another key shuts clients out.
     *
     * @defaultValue 87600, ten years
     */
    caValidityHours?: number;
    /**
     * Validity of the client certificates, in hours, 1 to 19800 and less than `caValidityHours`. A change re-issues them.
     *
     * @defaultValue 8760, one year
     */
    certificateValidityHours?: number;
    /**
     * How many hours before their end the client certificates are issued anew by the next `up`; less than
     * `certificateValidityHours`. A change takes effect in place.
     *
     * @defaultValue 720, thirty days
     */
    earlyRenewalHours?: number;
}

/** The rules of these arguments. */
export const certificateAuthorityRules = {
    keyAlgorithm: oneOf(Object.values(KeyAlgorithm)),
    caValidityHours,
    certificateValidityHours,
    earlyRenewalHours,
} as const satisfies Rules<CertificateAuthorityArgs>;

/** All that is wrong with these arguments. */
export function certificateAuthorityProblems(args: CertificateAuthorityArgs): readonly Problem[] {
    const own = walk(args, certificateAuthorityRules);
    return [...own, ...lifetimesTogether(args, own)];
}

/** The lifetimes against each other, where each is right by itself. @param own the problems that are known already */
export function lifetimesTogether(args: CertificateAuthorityArgs, own: readonly Problem[]): readonly Problem[] {
    const names = ["caValidityHours", "certificateValidityHours", "earlyRenewalHours"];
    return anyOf(own, names) ? [] : lifetimeProblems(withDefaults(args));
}
