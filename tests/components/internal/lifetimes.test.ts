import { X509Certificate } from "node:crypto";
import { beforeAll, describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import {
    expirySentence,
    type LeafLifetime,
    leafLifetime,
    lifetimeFaults,
    plannedExpirySentence,
} from "../../../components/internal/lifetimes";
import { issueAuthority } from "../../support/certificates";

const HOUR = 3_600_000;
const LONGEST = 825 * 24;

let caCertPem: string;
let end: number;

beforeAll(async () => {
    ({ certPem: caCertPem } = await issueAuthority("team", 87_600));
    end = Date.parse(new X509Certificate(caCertPem).validTo);
});

/** A lifetime that the rules let through, and a number of hours before the authority's end. */
const wanted = fc.integer({ min: 1, max: LONGEST }).chain((validity) =>
    fc.record({
        validityPeriodHours: fc.constant(validity),
        earlyRenewalHours: fc.integer({ min: 0, max: validity - 1 }),
    }),
);
// Ten minutes are kept for the issuing itself.
const hoursBeforeEnd = fc.double({ min: 1.17, max: 87_600, noNaN: true });
const lifetimeAt = (lifetime: LeafLifetime, hours: number): LeafLifetime =>
    leafLifetime(lifetime, caCertPem, end - hours * HOUR);

describe("The life of a certificate", () => {
    test.each([1.16, 0, -1])("is nothing when the authority ends in %d hours", (hours) => {
        expect(() => lifetimeAt({ validityPeriodHours: 100, earlyRenewalHours: 10 }, hours)).toThrow(
            /^The certificate authority ends at \d{4}-.*: nothing can be issued by it any more. Replace the authority\.$/,
        );
    });

    test("is what was wanted while the authority lives long enough", () => {
        const lifetime = { validityPeriodHours: 8_760, earlyRenewalHours: 8_000 };
        expect(lifetimeAt(lifetime, 8_760.5)).toEqual(lifetime);
    });

    test("is halved when it no longer fits, and so is the time of renewal where it must", () => {
        expect(lifetimeAt({ validityPeriodHours: 100, earlyRenewalHours: 40 }, 99)).toEqual({
            validityPeriodHours: 50,
            earlyRenewalHours: 25,
        });
    });

    test("never ends after the authority's", () => {
        fc.assert(
            fc.property(wanted, hoursBeforeEnd, (lifetime, hours) => {
                expect(lifetimeAt(lifetime, hours).validityPeriodHours).toBeLessThanOrEqual(hours);
            }),
        );
    });

    test("is at least an hour, and longer than the time of renewal", () => {
        fc.assert(
            fc.property(wanted, hoursBeforeEnd, (lifetime, hours) => {
                const { validityPeriodHours, earlyRenewalHours } = lifetimeAt(lifetime, hours);
                expect(validityPeriodHours).toBeGreaterThanOrEqual(1);
                expect(earlyRenewalHours).toBeLessThan(validityPeriodHours);
            }),
        );
    });

    test("changes at most as often as it can be halved, so that an up renews nothing without need", () => {
        fc.assert(
            fc.property(wanted, (lifetime) => {
                const hours = Array.from({ length: 600 }, (_, step) => Math.max(1, LONGEST * 1.01 ** -step));
                const seen = new Set(hours.map((left) => lifetimeAt(lifetime, left).validityPeriodHours));
                expect(seen.size).toBeLessThanOrEqual(1 + Math.floor(Math.log2(lifetime.validityPeriodHours)));
            }),
            { numRuns: 20 },
        );
    });
});

describe("Lifetimes against each other", () => {
    const faultsOf = (caValidityHours: number, certificateValidityHours: number, earlyRenewalHours: number): string[] =>
        lifetimeFaults({ caValidityHours, certificateValidityHours, earlyRenewalHours }).map(
            ({ argument }) => argument,
        );

    test("refuse a certificate that lives as long as its authority", () => {
        expect(faultsOf(100, 100, 10)).toEqual(["certificateValidityHours"]);
    });

    test("refuse a renewal at the very start, which would renew on every up", () => {
        expect(faultsOf(100, 50, 50)).toEqual(["earlyRenewalHours"]);
    });

    test("are both reported", () => {
        expect(faultsOf(100, 200, 300)).toEqual(["certificateValidityHours", "earlyRenewalHours"]);
    });

    test("may be an hour apart", () => {
        expect(faultsOf(100, 99, 98)).toEqual([]);
    });
});

describe("What is said of a certificate's end", () => {
    test("is the date and the whole days until then", () => {
        const date = new Date(end).toISOString().slice(0, 10);
        expect(expirySentence("Server certificate build", caCertPem, end - 49 * HOUR)).toBe(
            `Server certificate build expires in 2 days, on ${date}.`,
        );
    });

    test("is plain when it is over", () => {
        const date = new Date(end).toISOString().slice(0, 10);
        expect(expirySentence("Client certificate default", caCertPem, end + HOUR)).toBe(
            `Client certificate default expired on ${date}.`,
        );
    });

    test("is its length before it is made", () => {
        expect(plannedExpirySentence("Certificate authority team", 87_600)).toBe(
            "Certificate authority team will expire 3650 days after it is made.",
        );
    });
});
