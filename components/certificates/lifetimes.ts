import { X509Certificate } from "node:crypto";
import type { Problem, Rule } from "../validation/problems";
import { wholeNumber } from "../validation/rules";
import { HOUR } from "../../shared/time";

/** What may pass between this calculation and the certificate's own beginning. */
const ISSUING_MARGIN = HOUR / 6;

/** The longest life of a certificate that every client accepts (Apple's limit): https://support.apple.com/103769. */
export const MAXIMUM_CERTIFICATE_HOURS = 825 * 24;
/** A century: the tls provider takes more, but then the year no longer fits X.509's two-digit time. */
const MAXIMUM_AUTHORITY_HOURS = 876_000;

/** How long the certificates of a host live, in hours. */
export interface Lifetimes {
    readonly caValidityHours: number;
    readonly certificateValidityHours: number;
    readonly earlyRenewalHours: number;
}

export const caValidityHours: Rule = wholeNumber("hours", 2, MAXIMUM_AUTHORITY_HOURS);
export const certificateValidityHours: Rule = wholeNumber("hours", 1, MAXIMUM_CERTIFICATE_HOURS);
export const earlyRenewalHours: Rule = wholeNumber("hours", 0, MAXIMUM_CERTIFICATE_HOURS);

/** The three against each other; each by itself is checked apart. */
export function lifetimeProblems(lifetimes: Lifetimes): readonly Problem[] {
    const { caValidityHours: authority, certificateValidityHours: certificate, earlyRenewalHours: early } = lifetimes;
    const problems: Problem[] = [];
    if (certificate >= authority) {
        problems.push({
            argument: "certificateValidityHours",
            expected: `fewer hours than caValidityHours (${authority}): a certificate must not outlive its authority`,
            got: certificate,
            fix: "Shorten the certificates or lengthen the authority",
        });
    }
    if (early >= certificate) {
        problems.push({
            argument: "earlyRenewalHours",
            expected: `fewer hours than certificateValidityHours (${certificate}): else every up would renew`,
            got: early,
            fix: "Renew later, for example in the last tenth of the validity",
        });
    }
    return problems;
}

/** Validity and early renewal of one certificate, in hours. */
export interface LeafLifetime {
    readonly validityPeriodHours: number;
    readonly earlyRenewalHours: number;
}

/**
 * The validity, in hours, of a certificate issued now, so that it ends before its authority does. Where the wanted validity
 * no longer fits, it is halved until it does. Halving keeps the number still between two steps, so that previews stay quiet:
 * the exact remainder would change every hour and replace every certificate on each `up`.
 *
 * The result is always more than the time of early renewal, also where the certificate then outlives its authority: with
 * less, each `up` would issue it again. The tls provider reads `earlyRenewalHours` also in a preview that replaces the
 * authority, where nothing that follows from the authority's certificate is known; so that number never depends on it.
 */
export function leafValidityHours(wanted: LeafLifetime, caCertPem: string, now: number): number {
    const remaining = hoursToIssueFor(caCertPem, now);
    let validity = wanted.validityPeriodHours;
    for (let half = halfOf(validity); validity > remaining && half > wanted.earlyRenewalHours; half = halfOf(half)) {
        validity = half;
    }
    return validity;
}

const halfOf = (hours: number): number => Math.floor(hours / 2);

/** The longest validity of a certificate issued now that ends before its authority; negative once that has ended. */
function hoursToIssueFor(caCertPem: string, now: number): number {
    return Math.floor((expiry(caCertPem) - now - ISSUING_MARGIN) / HOUR);
}

/**
 * One sentence when an authority is so near its end that what it issues would outlive it, or has ended; nothing before.
 *
 * @param wanted what it issues
 */
export function authorityEndWarning(
    what: string,
    wanted: LeafLifetime,
    caCertPem: string,
    now: number,
): string | undefined {
    const date = expiryDate(caCertPem);
    if (expiry(caCertPem) <= now) {
        return `${what} expired on ${date}: nobody accepts what it issued. Renew or replace it, then fetch the client files again.`;
    }
    return leafValidityHours(wanted, caCertPem, now) > hoursToIssueFor(caCertPem, now)
        ? `${what} expires on ${date}, and what it issues ends with it, whatever later date is in there. Renew or replace it before, then fetch the client files again.`
        : undefined;
}

/** When a certificate ends, in milliseconds since 1970. */
function expiry(certPem: string): number {
    return Date.parse(new X509Certificate(certPem).validTo);
}

/** The day on which a certificate ends, as people are told: in UTC, `YYYY-MM-DD`. */
function expiryDate(certPem: string): string {
    return new Date(expiry(certPem)).toISOString().slice(0, 10);
}

/** One sentence that says on which day a certificate ends; the same in each preview, whenever and wherever it runs. */
export function expirySentence(what: string, certPem: string): string {
    return `${what} expires on ${expiryDate(certPem)}.`;
}

/** Whether a text is such a sentence. */
export function isExpirySentence(text: string): boolean {
    return / expires on \d{4}-\d\d-\d\d\.$/.test(text);
}

/** The same for a certificate that is still to be made. */
export function plannedExpirySentence(what: string, validityHours: number): string {
    return `${what} will expire ${Math.floor(validityHours / 24)} days after it is made.`;
}
