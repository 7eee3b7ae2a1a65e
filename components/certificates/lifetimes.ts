import { X509Certificate } from "node:crypto";
import type { Problem, Rule } from "../validation/problems";
import { wholeNumber } from "../validation/rules";
import { HOUR } from "../../shared/time";

/** The time allowed between this calculation and the start of the certificate's validity. */
const ISSUING_MARGIN = HOUR / 6;

/** The longest validity that every client accepts (Apple's limit): https://support.apple.com/103769. */
export const MAXIMUM_CERTIFICATE_HOURS = 825 * 24;
/** A century. The tls provider accepts more, but the year then no longer fits the two digits of X.509's UTCTime. */
const MAXIMUM_AUTHORITY_HOURS = 876_000;

/** The lifetimes of a host's certificates in hours. */
export interface Lifetimes {
    readonly caValidityHours: number;
    readonly certificateValidityHours: number;
    readonly earlyRenewalHours: number;
}

export const caValidityHours: Rule = wholeNumber("hours", 2, MAXIMUM_AUTHORITY_HOURS);
export const certificateValidityHours: Rule = wholeNumber("hours", 1, MAXIMUM_CERTIFICATE_HOURS);
export const earlyRenewalHours: Rule = wholeNumber("hours", 0, MAXIMUM_CERTIFICATE_HOURS);

/** Checks the three against each other. Each has its own rule above. */
export function lifetimeProblems(lifetimes: Lifetimes): readonly Problem[] {
    const { caValidityHours: authority, certificateValidityHours: certificate, earlyRenewalHours: early } = lifetimes;
    const problems: Problem[] = [];
    if (certificate >= authority) {
        problems.push({
            argument: "certificateValidityHours",
            expected: `less than caValidityHours (${authority})`,
            got: certificate,
            fix: "A certificate must not outlive its authority: shorten it, or increase caValidityHours",
        });
    }
    if (early >= certificate) {
        problems.push({
            argument: "earlyRenewalHours",
            expected: `less than certificateValidityHours (${certificate})`,
            got: early,
            fix: "Choose a smaller value, for example a tenth of it: otherwise every up would renew the certificates",
        });
    }
    return problems;
}

/** The validity and early renewal of one certificate in hours. */
export interface LeafLifetime {
    readonly validityPeriodHours: number;
    readonly earlyRenewalHours: number;
}

/**
 * The validity in hours of a certificate issued now that expires before its authority. If the wanted validity is too long, it
 * is halved until it fits. Halving keeps the number stable between two steps: the exact remainder would change every hour and
 * replace every certificate on each `up`.
 *
 * The result is always more than `earlyRenewalHours`, even if the certificate then outlives its authority: otherwise each `up`
 * would reissue it. `earlyRenewalHours` itself never depends on the authority's certificate, because the tls provider also
 * reads it in a preview that replaces the authority, where that certificate is unknown.
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

/**
 * The longest validity of a certificate issued now that expires before its authority; negative once the authority has expired.
 */
function hoursToIssueFor(caCertPem: string, now: number): number {
    return Math.floor((expiry(caCertPem) - now - ISSUING_MARGIN) / HOUR);
}

/** How long before its end an authority is announced: everyone must fetch the files of the next one in this time. */
const ANNOUNCED = 365 * 24 * HOUR;

/** Whether a certificate ends within a year; one that is valid for less than two years, within the last half of its validity. */
function endsSoon(certPem: string, now: number): boolean {
    const { validFrom, validTo } = new X509Certificate(certPem);
    const end = Date.parse(validTo);
    return end - now <= Math.min(ANNOUNCED, (end - Date.parse(validFrom)) / 2);
}

/** A warning if an authority has expired or ends soon; otherwise undefined. */
export function authorityEndWarning(what: string, certPem: string, now: number): string | undefined {
    if (expiry(certPem) <= now) {
        return `${what} expired on ${expiryDate(certPem)}: clients no longer accept the hosts. Put another generation first in authorityGenerations, then fetch the client files again.`;
    }
    return endsSoon(certPem, now)
        ? `${what} expires on ${expiryDate(certPem)}. From then on, clients no longer accept the hosts. Before then, append a generation to authorityGenerations, have everyone fetch the client files, and put it first.`
        : undefined;
}

/** A warning if a brought issuer of clients ends soon; otherwise undefined. One that has expired is refused. */
export function issuerEndWarning(what: string, certPem: string, now: number): string | undefined {
    return endsSoon(certPem, now)
        ? `${what} expires on ${expiryDate(certPem)}. From then on, hosts refuse its clients. Before then, add its successor to clientIssuers.`
        : undefined;
}

/** The expiry of a certificate in milliseconds since 1970. */
function expiry(certPem: string): number {
    return Date.parse(new X509Certificate(certPem).validTo);
}

/** The expiry date of a certificate for people to read: in UTC, `YYYY-MM-DD`. */
function expiryDate(certPem: string): string {
    return new Date(expiry(certPem)).toISOString().slice(0, 10);
}

/** A sentence with the expiry date of a certificate. It is the same whenever and wherever a preview runs. */
export function expirySentence(what: string, certPem: string): string {
    return `${what} expires on ${expiryDate(certPem)}.`;
}

/** Whether a text is such a sentence. */
export function isExpirySentence(text: string): boolean {
    return / expires on \d{4}-\d\d-\d\d\.$/.test(text);
}

/** The same for a certificate that does not exist yet. */
export function plannedExpirySentence(what: string, validityHours: number): string {
    return `${what} will expire ${Math.floor(validityHours / 24)} days after it is made.`;
}
