import { beforeEach, describe, expect, test } from "@jest/globals";
import * as pulumi from "@pulumi/pulumi";
import { CertificateAuthority, type CertificateAuthorityArgs } from "../../../../components";
import { type Recorder, startRecorder } from "../../../support/recorder";

let recorder: Recorder;

beforeEach(async () => {
    recorder = await startRecorder();
});

describe("CertificateAuthority with wrong arguments", () => {
    const wrong = {
        keyAlgorithm: "DSA",
        caValidityHours: 100,
        certificateValidityHours: 100,
        earlyRenewalHours: 100,
    } as unknown as CertificateAuthorityArgs;

    test.each(["keyAlgorithm", "certificateValidityHours", "earlyRenewalHours"])("names %s", (argument) => {
        expect(() => new CertificateAuthority("team", wrong)).toThrow(`- ${argument}: expected`);
    });

    test.each([
        ["clients", [], "clients: expected at least one client"],
        ["clients", "ci", "clients: expected a list"],
        ["clients", ["ci", "web", "ci"], 'clients: expected no duplicates, got "ci"'],
        ["clients", ["CI"], "clients[0]: expected 1 to 40 lowercase letters, digits and hyphens"],
        ["clients", ["web", "a_b"], "clients[1]: expected 1 to 40 lowercase letters, digits and hyphens"],
        ["clients", [""], "clients[0]: expected 1 to 40"],
        ["clients", ["-ci"], "clients[0]: expected 1 to 40"],
        ["clients", ["ci-"], "clients[0]: expected 1 to 40"],
        ["clients", ["a".repeat(41)], "clients[0]: expected 1 to 40"],
        ["clients", ["ci\n"], "clients[0]: expected 1 to 40"],
        ["clients", pulumi.output(["ci"]), "clients: expected a plain value, not an output, promise or secret"],
        ["clients", [pulumi.output("ci")], "clients[0]: expected a plain value, not an output, promise or secret"],
        ["authorityGenerations", [], "authorityGenerations: expected at least one generation"],
        ["authorityGenerations", ["g1", "g1"], 'authorityGenerations: expected no duplicates, got "g1"'],
        ["authorityGenerations", ["G1"], "authorityGenerations[0]: expected 1 to 20 lowercase letters and digits"],
        ["authorityGenerations", ["1g"], "authorityGenerations[0]: expected 1 to 20"],
        ["authorityGenerations", ["g-1"], "authorityGenerations[0]: expected 1 to 20"],
        ["authorityGenerations", ["g".repeat(21)], "authorityGenerations[0]: expected 1 to 20"],
        ["authorityGenerations", pulumi.output(["g1"]), "authorityGenerations: expected a plain value"],
    ])("refuses the %s %j", (argument, value, message) => {
        const args = { [argument]: value } as CertificateAuthorityArgs;
        expect(() => new CertificateAuthority("team", args)).toThrow(`1 invalid value\n  - ${message}`);
    });

    test("throws one clean error of Pulumi's and registers nothing", async () => {
        expect(() => new CertificateAuthority("team", wrong)).toThrow(pulumi.RunError);
        expect(() => new CertificateAuthority("team", wrong)).toThrow('CertificateAuthority "team"');
        await recorder.settled();
        expect(recorder.registrations).toEqual([]);
    });

    test("takes the shortest and the longest names", async () => {
        const names = { clients: ["0", "a".repeat(40), "a--b"], authorityGenerations: ["a", `g${"9".repeat(19)}`] };
        new CertificateAuthority("team", names);
        await recorder.settled();
        expect(recorder.byType("tls:index/selfSignedCert:SelfSignedCert")).toHaveLength(5);
    });
});
