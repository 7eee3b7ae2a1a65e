import { describe, expect, test } from "@jest/globals";
import { certificateFindings } from "../../../../preview/findings/certificateFindings";
import { type Finding, findingLine } from "../../../../preview/findings/finding";
import type { PlannedResource } from "../../../../preview/plan/plan";
import { UNKNOWN } from "../../../../preview/plan/properties";
import { changed, planOf, planned } from "../support";
import { authority, CERTIFICATE, client, component, KEY } from "./certificateStates";

const titles = (findings: readonly Finding[]): string[] => findings.map(({ level, title }) => `${level}: ${title}`);
const lines = (...resources: readonly PlannedResource[]): string[] =>
    certificateFindings(planOf(...resources)).map((one) => findingLine(one).source);

describe("certificates", () => {
    const leaf = (use: string, rest: Partial<PlannedResource>): PlannedResource =>
        planned(CERTIFICATE, "leaf", { after: { allowedUses: ["digital_signature", use] }, ...rest });
    /** The certificate of a client that the authority `ca` lists. */
    const leafOf = (name: string, rest: Partial<PlannedResource>): PlannedResource => ({
        ...leaf("client_auth", rest),
        ...{ urn: `urn:pulumi:dev::docker-host-vm::${CERTIFICATE}::ca-client-${name}-cert` },
        ...{ name: `ca-client-${name}-cert`, parent: authority.urn },
    });
    const reissued = { operation: "replace", changes: [changed("certRequestPem", { replaces: true })] } as const;

    const KEY_CHANGED = changed("privateKeyPem", { before: "[secret]", after: "[secret]", replaces: true });
    const CERT_CHANGED = [changed("caCertPem", { replaces: true })];
    const ISSUER_CHANGED = [...CERT_CHANGED, changed("caPrivateKeyPem", { replaces: true })];
    const VALIDITY_CHANGED = [changed("validityPeriodHours", { before: 8_760, after: 4_000, replaces: true })];

    test.each([
        ["server_auth", reissued.changes, "Server certificate", "only the daemon of its own host restarts."],
        ["server_auth", ISSUER_CHANGED, "Server certificate", "only the daemon of its own host restarts."],
        ["client_auth", VALIDITY_CHANGED, "Client certificate", "needs the new files by then. No daemon restarts."],
        ["client_auth", CERT_CHANGED, "Client certificate", "its holder needs the new files by then."],
        ["client_auth", ISSUER_CHANGED, "Client certificate", "the old certificate opens nothing any more."],
        ["email_protection", VALIDITY_CHANGED, "Certificate", "needs the new files by then. No daemon restarts."],
    ])("for %s that are issued again say what follows from why: %#", (use, changes, role, consequence) => {
        const [line] = lines(leaf(use, { operation: "replace", changes }));
        expect(line).toContain(`**${role} re-issued** (\`leaf\`): because of `);
        expect(line?.endsWith(consequence)).toBe(true);
    });

    test("of a client that gets another key or issuer are told of with the client, unless their uses change, too", () => {
        const uses = changed("allowedUses[1]", { after: "any_extended", replaces: true });
        const of = (changes: PlannedResource["changes"]): PlannedResource =>
            leafOf("ci", { operation: "replace", changes });
        const issuer = client("ci", { operation: "replace", changes: [changed("subject", { replaces: true })] });
        expect(lines(issuer, of([...CERT_CHANGED, ...reissued.changes]))).toEqual([]);
        expect(lines(of(VALIDITY_CHANGED))).toHaveLength(1);
        expect(lines(issuer, of([...ISSUER_CHANGED, uses]))).toEqual([
            "**Other uses of a certificate** (`ca-client-ci-cert`): `allowedUses[1]` (unset → `any_extended`).",
        ]);
    });

    test("of a client whose issuer stays are told of, because a program may have chosen another key", () => {
        const request = planned("tls:index/certRequest:CertRequest", "ca-client-ci-request", {
            parent: authority.urn,
            operation: "replace",
            changes: [KEY_CHANGED],
        });
        expect(lines(client("ci"), request, leafOf("ci", reissued))).toEqual([
            expect.stringContaining("**Client certificate re-issued** (`ca-client-ci-cert`): because of another key;"),
        ]);
    });

    test("that a program makes with the key of a client's issuer are told of, whatever their parent is", () => {
        const created = { operation: "create", before: undefined } as const;
        expect(lines(client("ci"), leafOf("ci", {}), leafOf("ci-2", created))).toEqual([
            "**New client** (`ca-client-ci-2-cert`): whoever holds this certificate is root on every host of the authority.",
        ]);
    });

    test("of clients' issuers that are issued again for the same key lock nobody out", () => {
        const issuers = ["ci", "laptop"].map((name) => ({
            ...client(name),
            operation: "replace" as const,
            changes: VALIDITY_CHANGED,
        }));
        expect(lines(authority, ...issuers)).toEqual([
            "**Clients' issuers re-issued** (`ca-issuer-ci-cert`, `ca-issuer-laptop-cert`): for the same key, because of `validityPeriodHours` (`8760` → `4000`). Clients' earlier files keep working; the daemons restart.",
        ]);
    });

    test.each([
        [[KEY_CHANGED], "another key;"],
        [
            [changed("dnsNames[1]", { after: "new.example.org", replaces: true })],
            "`dnsNames[1]` (unset → `new.example.org`);",
        ],
        [[], "another request;"],
    ])("tell what is other about their request: %#", (changes, reason) => {
        const request = planned("tls:index/certRequest:CertRequest", "host-request", { operation: "replace", changes });
        const cert = { ...leaf("server_auth", reissued), name: "host-cert" };
        expect(lines(request, cert)[0]).toContain(`because of ${reason}`);
    });

    test("are not called old because a validity that is not known yet might be none", () => {
        const changes = [
            ...ISSUER_CHANGED,
            ...[changed("validityPeriodHours", { after: UNKNOWN, replaces: true }), changed("readyForRenewal")],
        ];
        expect(lines(leaf("server_auth", { operation: "replace", changes }))[0]).toContain(
            "because of another authority;",
        );
    });

    test.each([
        [{ allowedUses: [] }, "danger: new certificate of unknown use"],
        [{}, "danger: new certificate of unknown use"],
        [{ allowedUses: ["any_extended"] }, "danger: new certificate of unknown use"],
        [{ allowedUses: ["server_auth", "client_auth"] }, "danger: new certificate of unknown use"],
        [{ allowedUses: ["server_auth", "any_extended"] }, "danger: new certificate of unknown use"],
        [{ allowedUses: ["cert_signing"], isCaCertificate: true }, "danger: new authority"],
        [{ allowedUses: ["client_auth"] }, "caution: new client"],
    ])("that are new are told of unless they are a server's only: %j", (after, title) => {
        const created = planned(CERTIFICATE, "new", { operation: "create", before: undefined, after });
        expect(titles(certificateFindings(planOf(created)))).toEqual([title]);
    });

    test("of a client that is removed stay valid, which is said while the authority stays", () => {
        const removed = leaf("client_auth", {
            operation: "delete",
            before: { allowedUses: ["client_auth"] },
            after: undefined,
        });
        const other = { ...leaf("client_auth", {}), name: "other" };
        expect(titles(certificateFindings(planOf(removed, other)))).toEqual(["caution: client removed"]);
        expect(certificateFindings(planOf(removed))).toEqual([]);
    });

    test("of clients that an authority of ours lists are told of with the clients", () => {
        const created = { operation: "create", before: undefined } as const;
        const removed = { operation: "delete", before: { allowedUses: ["client_auth"] }, after: undefined } as const;
        const issuers = [client("new", { operation: "create" }), client("gone", { operation: "delete" }), client("ci")];
        const leaves = [leafOf("new", created), leafOf("gone", removed), leafOf("ci", {})];
        expect(lines(authority, ...issuers, ...leaves)).toEqual([]);
    });

    test("of a stack that is new, and of a new server, are not told of", () => {
        const created = { operation: "create", before: undefined } as const;
        expect(lines(leaf("server_auth", created))).toEqual([]);
        const plan = { ...planOf(leaf("client_auth", created)), isNew: true };
        expect(certificateFindings(plan)).toEqual([]);
    });

    test("for other uses touch TLS", () => {
        const changes = [changed("allowedUses[2]", { after: "cert_signing", replaces: true })];
        const findings = certificateFindings(planOf(leaf("server_auth", { operation: "replace", changes })));
        expect(titles(findings)).toEqual([
            "caution: server certificate re-issued",
            "caution: other uses of a certificate",
        ]);
        expect(findings[1]?.text.source).toContain("`cert_signing`");
    });

    test("with another kind of key touch TLS, a key that is merely made anew does not", () => {
        const weaker = [changed("rsaBits", { before: 4096, after: 1024, replaces: true })];
        const [finding] = certificateFindings(planOf(planned(KEY, "key", { operation: "replace", changes: weaker })));
        expect(finding).toMatchObject({ kind: "tls" });
        expect(finding?.text.source).toContain("`rsaBits` (`4096` → `1024`)");
        expect(certificateFindings(planOf(planned(KEY, "key", { operation: "replace" })))).toEqual([]);
    });

    test("of a component that stays as it is are not told of", () => {
        expect(lines(authority, component("docker-host-vm:index:DockerHostVm", "build"))).toEqual([]);
    });
});
