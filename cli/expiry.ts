import { X509Certificate } from "node:crypto";
import type { Certificate } from "./stackState";
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
export function expiryOf({ pem, earlyRenewalHours }: Certificate, now: number): Expiry {
    const { validFrom, validTo } = new X509Certificate(pem);
    const [start, end] = [Date.parse(validFrom), Date.parse(validTo)];
    const rest = end - now;
    const state =
        rest <= 0 ? "expired" : start > now ? "early" : rest <= earlyRenewalHours * HOUR ? "renewal" : "valid";
    return { expires: new Date(end).toISOString().slice(0, 10), days: Math.round(rest / DAY), state };
}

/** `2027-11-21 (365 days)`. */
export function expiryText({ expires, days, state }: Expiry): string {
    return state === "expired" ? `${expires} (expired)` : `${expires} (${days} days)`;
}
