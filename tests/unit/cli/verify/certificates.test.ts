import { X509Certificate } from "node:crypto";
import { beforeAll, describe, expect, test } from "@jest/globals";
import { type HostState, readStackState } from "../../../../cli/stackState";
import { checkAuthorityExpiry, checkExpiry, checkIdentity, checkServer } from "../../../../cli/verify/certificates";
import { issue, issueAuthority, issueSelfSignedClient, type KeyAndCertificate } from "../../../support/certificates";
import { exportOf, type HostCertificates, hostResources, issueAll } from "../support";
import { HOUR } from "../../../../shared/time";

const ADVICE = { up: "pulumi up", fetch: "Fetch the files again: npx docker-host-vm credentials --dir D" };

let certificates: HostCertificates;
let stranger: HostCertificates;
let host: HostState;

beforeAll(async () => {
    certificates = await issueAll();
    stranger = await issueAll();
    host = hostOf(hostResources({ certificates }));
});

function hostOf(resources: readonly object[]): HostState {
    const [first] = readStackState(exportOf(resources)).hosts;
    if (first === undefined) {
        throw new Error("no host");
    }
    return first;
}

/** Name and status of each check. */
const outcome = (checks: ReturnType<typeof checkServer>): string[] =>
    checks.map(({ name, status }) => `${name}: ${status}`);

describe("The daemon's certificate", () => {
    const check = (certPem: string, name = "127.0.0.1", state = host) =>
        checkServer(new X509Certificate(certPem), name, state, ADVICE);

    test("is in order when it is the state's", () => {
        expect(outcome(check(certificates.server.certPem))).toEqual([
            "server's issuer: ok",
            "server certificate: ok",
            "server's names: ok",
        ]);
    });

    test("of another authority of the same name is refused", () => {
        const checks = check(stranger.server.certPem);
        expect(outcome(checks).slice(0, 2)).toEqual(["server's issuer: failed", "server certificate: failed"]);
        expect(checks[0]?.advice).toContain(
            "Another program answers there, or the authority was replaced. Run: pulumi up",
        );
    });

    test("that is not the state's any more says that the daemon was not restarted", async () => {
        const content = { commonName: "build", names: ["127.0.0.1"], uses: ["server_auth"] };
        const checks = check((await issue(content, certificates.authority)).certPem);
        expect(outcome(checks)).toEqual(["server's issuer: ok", "server certificate: failed", "server's names: ok"]);
        expect(checks[1]?.advice).toContain("It was not restarted");
    });

    test.each(["docker.example.org", "127.0.0.2"])("must name %s when clients call it so", (name) => {
        const [, , names] = check(certificates.server.certPem, name);
        expect(names?.status).toBe("failed");
        expect(names?.detail).toContain(
            `${name} is not among the certificate's names (DNS:localhost, IP Address:127.0.0.1)`,
        );
        expect(names?.advice).toContain("serverNames");
    });

    test("can be from any of the authorities that clients trust", async () => {
        const { certPem } = await issueAuthority("team g2");
        const caCertPem = certPem + certificates.authority.certPem;
        const [issuer] = check(certificates.server.certPem, "127.0.0.1", { ...host, caCertPem });
        expect(issuer).toMatchObject({ status: "ok", detail: "issued by the host's authority (CN=team g1)" });
    });

    test("cannot be judged without the authority's certificate", () => {
        const checks = check(certificates.server.certPem, "127.0.0.1", { ...host, caCertPem: undefined });
        expect(outcome(checks)[0]).toBe("server's issuer: warning");
    });
});

describe("The client's files", () => {
    const check = ({ certPem, keyPem }: KeyAndCertificate, state = host) =>
        checkIdentity({ ca: certificates.authority.certPem, cert: certPem, key: keyPem }, state, ADVICE);

    test("are in order when they are the state's", () => {
        expect(outcome(check(certificates.client))).toEqual([
            "ca.pem: ok",
            "client's issuer: ok",
            "client certificate: ok",
            "client's key: ok",
        ]);
    });

    test("with an issuer that is not listed are refused, and say how to get others", () => {
        const checks = check(stranger.client);
        expect(outcome(checks)).toEqual(["ca.pem: ok", "client's issuer: failed", "client's key: ok"]);
        expect(checks[1]?.advice).toContain(ADVICE.fetch);
    });

    test("that were renewed meanwhile are warned about", async () => {
        const issuer = await issueAuthority("default");
        const renewed = await issue({ commonName: "default", uses: ["client_auth"] }, issuer);
        const clientIssuers = { default: { pem: issuer.certPem, earlyRenewalHours: undefined } };
        expect(outcome(check(renewed, { ...host, clientIssuers }))).toEqual([
            "ca.pem: ok",
            "client's issuer: ok",
            "client certificate: warning",
            "client's key: ok",
        ]);
    });

    test("of a client with a brought issuer are in order without an identity in the state", () => {
        const clientIssuers = { contractor: { pem: stranger.client.issuerPem, earlyRenewalHours: undefined } };
        const checks = check(stranger.client, { ...host, clientIssuers });
        expect(checks.map(({ detail }) => detail)).toContain("cert.pem belongs to the client contractor");
        expect(checks.filter(({ status }) => status !== "ok")).toEqual([]);
    });

    test("can be of a client that is listed with its own certificate", async () => {
        const client = await issueSelfSignedClient("robot");
        const clientIssuers = { robot: { pem: client.certPem, earlyRenewalHours: undefined } };
        expect(check(client, { ...host, clientIssuers }).filter(({ status }) => status !== "ok")).toEqual([]);
    });

    test.each(["", "no key", "-----BEGIN PRIVATE KEY-----\nAA==\n-----END PRIVATE KEY-----\n"])(
        "with the key %j are refused",
        (keyPem) => {
            expect(outcome(check({ ...certificates.client, keyPem })).at(-1)).toBe("client's key: failed");
        },
    );

    test("with another's key are refused", () => {
        const { keyPem } = stranger.client;
        expect(outcome(check({ ...certificates.client, keyPem })).at(-1)).toBe("client's key: failed");
    });

    test("without a certificate are refused", () => {
        expect(outcome(check({ certPem: "text", keyPem: "text" }))).toEqual(["client certificate: failed"]);
    });
});

describe("An authority's end", () => {
    const at = (hours: number) => {
        const authority = new X509Certificate(certificates.authority.certPem);
        return checkAuthorityExpiry(authority, Date.parse(authority.validTo) + hours * HOUR);
    };

    test.each([
        [-24 * 364, "ok"],
        [-24 * 182, "warning"],
        [-1, "warning"],
        [1, "failed"],
    ])("is announced long before: %d hours from it: %s", (hours, status) => {
        const advice = "Roll the authority: https://docker-host-vm.github.io/docker-host-vm/rotation.html";
        expect(at(hours)).toMatchObject({ status, ...(status === "ok" ? {} : { advice }) });
    });
});

describe("A certificate's end", () => {
    const at = (hours: number) => {
        const end = Date.parse(new X509Certificate(certificates.server.certPem).validTo);
        const certificate = { pem: certificates.server.certPem, earlyRenewalHours: 48 };
        return checkExpiry("server's expiry", certificate, "renew it", end + hours * HOUR);
    };

    test.each([
        [-49, "ok"],
        [-48, "warning"],
        [-1, "warning"],
        [0, "failed"],
        [1, "failed"],
    ])("%d hours from it: %s", (hours, status) => {
        expect(at(hours)).toMatchObject({ status, ...(status === "ok" ? {} : { advice: "renew it" }) });
    });

    test("is no matter before its beginning, when this machine's clock is wrong", () => {
        expect(at(-24 * 400)).toMatchObject({ status: "failed", detail: "is not valid yet" });
        expect(at(-24 * 400).advice).toContain("clock");
    });
});
