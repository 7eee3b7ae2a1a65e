import { KeyAlgorithm } from "../options";
import type { Problem } from "../validation/problems";
import { oneOf } from "../validation/rules";
import { anyOf, type Rules, walk } from "../validation/walk";
import { withDefaults } from "../withDefaults";
import { caValidityHours, certificateValidityHours, earlyRenewalHours, lifetimeProblems } from "./lifetimes";

/** The arguments of a `CertificateAuthority`. */
export interface CertificateAuthorityArgs {
    /**
     * Algorithm and size of all private keys created here. A change replaces the authority and every certificate.
     *
     * @defaultValue `ECDSA-P256`
     */
    keyAlgorithm?: KeyAlgorithm;
    /**
     * Validity of the authority's own certificate in hours, at least 2. The certificate is not renewed early, because every
     * client needs the new one. A change reissues it, and all others, with the same key: clients with earlier files keep
     * access. Only a new key locks clients out.
     *
     * @defaultValue 87600, ten years
     */
    caValidityHours?: number;
    /**
     * Validity of the client certificates in hours: 1 to 19800, and less than `caValidityHours`. A change reissues them.
     *
     * @defaultValue 8760, one year
     */
    certificateValidityHours?: number;
    /**
     * How many hours before expiry the next `up` renews a client certificate; less than `certificateValidityHours`. A change
     * takes effect in place.
     *
     * @defaultValue 720, thirty days
     */
    earlyRenewalHours?: number;
}

/** The rules for the arguments. */
export const certificateAuthorityRules = {
    keyAlgorithm: oneOf(Object.values(KeyAlgorithm)),
    caValidityHours,
    certificateValidityHours,
    earlyRenewalHours,
} as const satisfies Rules<CertificateAuthorityArgs>;

/** Checks the arguments. */
export function certificateAuthorityProblems(args: CertificateAuthorityArgs): readonly Problem[] {
    const own = walk(args, certificateAuthorityRules);
    return [...own, ...lifetimesTogether(args, own)];
}

/** Checks the lifetimes against each other if each is valid on its own. @param own the problems found so far */
export function lifetimesTogether(args: CertificateAuthorityArgs, own: readonly Problem[]): readonly Problem[] {
    const names = ["caValidityHours", "certificateValidityHours", "earlyRenewalHours"];
    return anyOf(own, names) ? [] : lifetimeProblems(withDefaults(args));
}
