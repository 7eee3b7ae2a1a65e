import { X509Certificate } from "node:crypto";
import { beforeAll, describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import {
    authorityEndWarning,
    expirySentence,
    type LeafLifetime,
    leafValidityHours,
    lifetimeProblems,
    plannedExpirySentence,
} from "../../../../components/certificates/lifetimes";
import { issueAuthority } from "../../../support/certificates";
import { HOUR } from "../../../../shared/time";

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
const hoursBeforeEnd = fc.double({ min: -1_000, max: 87_600, noNaN: true });
const validityAt = (lifetime: LeafLifetime, hours: number): number =>
    leafValidityHours(lifetime, caCertPem, end - hours * HOUR);

describe("The validity of a certificate", () => {
    test("is what was wanted while the authority lives long enough", () => {
        expect(validityAt({ validityPeriodHours: 8_760, earlyRenewalHours: 8_000 }, 8_760.5)).toBe(8_760);
    });

    test("is halved until it fits, with ten minutes for the issuing itself", () => {
        const lifetime = { validityPeriodHours: 100, earlyRenewalHours: 10 };
        expect([100.17, 100.16, 50.17, 50.16].map((hours) => validityAt(lifetime, hours))).toEqual([100, 50, 50, 25]);
    });

    test.each([
        [100, 40, 50],
        [100, 50, 100],
        [100, 99, 100],
        [8_760, 720, 1_095],
        [1, 0, 1],
    ])("of %d hours, renewed %d before the end, stays at %d near the authority's end and after it", (...hours) => {
        const [validityPeriodHours, earlyRenewalHours, last] = hours;
        const wanted = { validityPeriodHours, earlyRenewalHours };
        expect([last, 1.16, 0, -1].map((left) => validityAt(wanted, left))).toEqual([last, last, last, last]);
    });

    test("ends with the authority at the latest, unless renewal would then never end", () => {
        fc.assert(
            fc.property(wanted, hoursBeforeEnd, (lifetime, hours) => {
                const validity = validityAt(lifetime, hours);
                expect(validity <= hours || Math.floor(validity / 2) <= lifetime.earlyRenewalHours).toBe(true);
            }),
        );
    });

    test("is always longer than the time of renewal, so that no certificate is renewed by each up", () => {
        fc.assert(
            fc.property(wanted, hoursBeforeEnd, (lifetime, hours) => {
                expect(validityAt(lifetime, hours)).toBeGreaterThan(lifetime.earlyRenewalHours);
            }),
        );
    });

    test("changes at most as often as it can be halved, so that an up renews nothing without need", () => {
        fc.assert(
            fc.property(wanted, (lifetime) => {
                const hours = Array.from({ length: 600 }, (_, step) => Math.max(1, LONGEST * 1.01 ** -step));
                const seen = new Set(hours.map((left) => validityAt(lifetime, left)));
                expect(seen.size).toBeLessThanOrEqual(1 + Math.floor(Math.log2(lifetime.validityPeriodHours)));
            }),
            { numRuns: 20 },
        );
    });
});

describe("The warning of an authority's end", () => {
    const YEAR = 365 * 24;
    const EXPIRES =
        /^Authority team expires on (\S+)\. From then on, clients no longer accept the hosts\. Before then, append a generation to authorityGenerations, have everyone fetch the client files, and put it first\.$/;
    const EXPIRED =
        /^Authority team expired on (\S+): clients no longer accept the hosts\. Put another generation first in authorityGenerations, then fetch the client files again\.$/;

    test.each([
        [87_600, YEAR + 0.01, undefined],
        [87_600, YEAR, EXPIRES],
        [87_600, 0.01, EXPIRES],
        [87_600, 0, EXPIRED],
        [87_600, -1, EXPIRED],
        [2 * YEAR, YEAR, EXPIRES],
        [100, 50.01, undefined],
        [100, 50, EXPIRES],
        [100, 0.01, EXPIRES],
        [100, 0, EXPIRED],
    ])("of %d hours, %d hours before it, is %s", async (validity, hours, expected) => {
        const { certPem } = await issueAuthority("team", validity);
        const expiry = new Date(new X509Certificate(certPem).validTo);
        const warning = authorityEndWarning("Authority team", certPem, expiry.getTime() - hours * HOUR);
        expect(expected?.exec(warning ?? "")?.[1] ?? warning).toBe(expected && expiry.toISOString().slice(0, 10));
    });
});

describe("Lifetimes against each other", () => {
    const faultsOf = (caValidityHours: number, certificateValidityHours: number, earlyRenewalHours: number): string[] =>
        lifetimeProblems({ caValidityHours, certificateValidityHours, earlyRenewalHours }).map(
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
    test("is the date, and so the same on each day and machine", () => {
        const date = new Date(end).toISOString().slice(0, 10);
        expect(expirySentence("Server certificate build", caCertPem)).toBe(
            `Server certificate build expires on ${date}.`,
        );
    });

    test("is its length before it is made", () => {
        expect(plannedExpirySentence("Certificate authority team", 87_600)).toBe(
            "Certificate authority team will expire 3650 days after it is made.",
        );
    });
});
