import { X509Certificate } from "node:crypto";
import { beforeAll, describe, expect, test } from "@jest/globals";
import { type HostState, readStackState } from "../../../../cli/stackState";
import { checkExpiry, checkIdentity, checkServer } from "../../../../cli/verify/certificates";
import { issue } from "../../../support/certificates";
import { exportOf, type HostCertificates, hostResources, issueAll } from "../support";
import { HOUR } from "../../../../shared/time";

const COMMANDS = { up: "pulumi up", credentials: "npx docker-host-vm credentials --dir D" };

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
        checkServer(new X509Certificate(certPem), name, state, COMMANDS);

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

    test("cannot be judged where the state hides the authority", () => {
        const checks = check(certificates.server.certPem, "127.0.0.1", { ...host, authority: undefined });
        expect(outcome(checks)[0]).toBe("server's issuer: warning");
    });
});

describe("The client's files", () => {
    const check = ({ cert, key }: { cert: string; key: string }) =>
        checkIdentity({ ca: certificates.authority.certPem, cert, key }, host, COMMANDS);

    test("are in order when they are the state's", () => {
        const { certPem, keyPem } = certificates.client;
        expect(outcome(check({ cert: certPem, key: keyPem }))).toEqual([
            "client's issuer: ok",
            "client certificate: ok",
            "client's key: ok",
        ]);
    });

    test("of another authority are refused, with the command that fetches others", () => {
        const { certPem, keyPem } = stranger.client;
        const checks = check({ cert: certPem, key: keyPem });
        expect(outcome(checks)).toEqual(["client's issuer: failed", "client certificate: warning", "client's key: ok"]);
        expect(checks[0]?.advice).toContain(COMMANDS.credentials);
    });

    test("that were renewed meanwhile are warned about", async () => {
        const { certPem, keyPem } = await issue(
            { commonName: "default", uses: ["client_auth"] },
            certificates.authority,
        );
        const checks = check({ cert: certPem, key: keyPem });
        expect(outcome(checks)).toEqual(["client's issuer: ok", "client certificate: warning", "client's key: ok"]);
    });

    test.each(["", "no key", "-----BEGIN PRIVATE KEY-----\nAA==\n-----END PRIVATE KEY-----\n"])(
        "with the key %j are refused",
        (key) => {
            expect(outcome(check({ cert: certificates.client.certPem, key }))[2]).toBe("client's key: failed");
        },
    );

    test("with another's key are refused", () => {
        const checks = check({ cert: certificates.client.certPem, key: stranger.client.keyPem });
        expect(outcome(checks)[2]).toBe("client's key: failed");
    });

    test("without a certificate are refused", () => {
        expect(outcome(check({ cert: "text", key: "text" }))).toEqual(["client certificate: failed"]);
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
