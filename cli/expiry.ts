import { X509Certificate } from "node:crypto";
import type { Certificate } from "./authorityState";
import { HOUR } from "../shared/time";

const DAY = 24 * HOUR;

/** The expiry of a certificate, and its current state. */
export interface Expiry {
    /** The expiry date, `YYYY-MM-DD` in UTC. */
    readonly expires: string;
    /** Days until then, rounded; negative after expiry. */
    readonly days: number;
    /** `early`: not valid yet. `renewal`: valid, and the next `up` renews it. `expired`: no longer valid. */
    readonly state: "valid" | "renewal" | "expired" | "early";
}

/** @param now milliseconds since 1970 */
export function expiryOf(certificate: Certificate, now: number): Expiry {
    const start = Date.parse(new X509Certificate(certificate.pem).validFrom);
    const end = endOf(certificate);
    const state = end <= now ? "expired" : start > now ? "early" : renewalOf(certificate) <= now ? "renewal" : "valid";
    return { expires: dateOf(end), days: Math.round((end - now) / DAY), state };
}

/** When a certificate expires, in milliseconds since 1970. */
export function endOf({ pem }: Pick<Certificate, "pem">): number {
    return Date.parse(new X509Certificate(pem).validTo);
}

/** From when on an `up` renews a certificate, in milliseconds since 1970. */
export function renewalOf(certificate: Certificate): number {
    return endOf(certificate) - (certificate.earlyRenewalHours ?? 0) * HOUR;
}

/** A date for people to read: in UTC, `YYYY-MM-DD`. @param time milliseconds since 1970 */
export function dateOf(time: number): string {
    return new Date(time).toISOString().slice(0, 10);
}

/** `2027-11-21 (365 days)`. */
export function expiryText({ expires, days, state }: Expiry): string {
    return state === "expired" ? `${expires} (expired)` : `${expires} (${days} days)`;
}
