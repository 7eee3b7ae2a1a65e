import { X509Certificate } from "node:crypto";
import type { Fault, Rule } from "./faults";
import { wholeNumber } from "./rules";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

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
export function lifetimeFaults(lifetimes: Lifetimes): readonly Fault[] {
    const { caValidityHours: authority, certificateValidityHours: certificate, earlyRenewalHours: early } = lifetimes;
    const faults: Fault[] = [];
    if (certificate >= authority) {
        faults.push({
            argument: "certificateValidityHours",
            expected: `fewer hours than caValidityHours (${authority}): a certificate must not outlive its authority`,
            got: certificate,
            mend: "Shorten the certificates or lengthen the authority",
        });
    }
    if (early >= certificate) {
        faults.push({
            argument: "earlyRenewalHours",
            expected: `fewer hours than certificateValidityHours (${certificate}): else every up would renew`,
            got: early,
            mend: "Renew later, for example in the last tenth of the validity",
        });
    }
    return faults;
}

/** Validity and early renewal of one certificate. */
export interface LeafLifetime {
    readonly validityPeriodHours: number;
    readonly earlyRenewalHours: number;
}

/**
 * The life of a certificate issued now, so that it ends before its authority does. Where the wanted validity no longer
 * fits, it is halved until it does. Halving keeps the number still between two steps, so that previews stay quiet: the
 * exact remainder would change every hour and replace every certificate on each `up`.
 *
 * @throws Error when the authority ends within the hour.
 */
export function leafLifetime(wanted: LeafLifetime, caCertPem: string, now: number): LeafLifetime {
    const end = expiry(caCertPem);
    const remaining = Math.floor((end - now - ISSUING_MARGIN) / HOUR);
    if (remaining < 1) {
        throw new Error(
            `The certificate authority ends at ${new Date(end).toISOString()}: nothing can be issued by it any more. Replace the authority.`,
        );
    }
    let validity = wanted.validityPeriodHours;
    let early = wanted.earlyRenewalHours;
    while (validity > remaining) {
        validity = Math.floor(validity / 2);
        early = Math.min(early, Math.floor(validity / 2));
    }
    return { validityPeriodHours: validity, earlyRenewalHours: early };
}

/** When a certificate ends, in milliseconds since 1970. */
function expiry(certPem: string): number {
    return Date.parse(new X509Certificate(certPem).validTo);
}

/** When a certificate ends, as it is told to people: the day in UTC, `YYYY-MM-DD`, and in how many days that is. */
export function countdown(certPem: string, now: number): { readonly date: string; readonly days: number } {
    const end = expiry(certPem);
    return { date: new Date(end).toISOString().slice(0, 10), days: Math.round((end - now) / DAY) };
}

/** One sentence that says in how many days a certificate ends. */
export function expirySentence(what: string, certPem: string, now: number): string {
    const { date, days } = countdown(certPem, now);
    return expiry(certPem) <= now ? `${what} expired on ${date}.` : `${what} expires in ${days} days, on ${date}.`;
}

/** The same for a certificate that is still to be made. */
export function plannedExpirySentence(what: string, validityHours: number): string {
    return `${what} will expire ${Math.floor(validityHours / 24)} days after it is made.`;
}
