import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { duringRequests, type Files, ping, refusal } from "./daemon";
import { Sandbox } from "./support";

/** A stack from the time when one authority signed the certificates of servers and clients gets the present program. */
describe("a stack of the version before clients had issuers", () => {
    const sandbox = new Sandbox("dev");
    const folder = join(sandbox.home, "client", "dev");
    let earlier: Files;
    let dockerHost = "";
    let vmId = "";

    const files = (): Files => {
        const [caPem = "", certPem, keyPem] = ["ca.pem", "cert.pem", "key.pem"].map((name) =>
            readFileSync(join(folder, name), "utf8"),
        );
        return { caPem, certPem, keyPem };
    };
    /** As the changelog says, for as long as clients still have the earlier files. */
    const overlap = (): string[] => ["--set", `clientIssuers=${JSON.stringify({ earlier: earlier.caPem })}`];

    const CHANGES = [
        "create docker-host-readiness-cert",
        "create docker-host-readiness-key",
        "create docker-host-vm-issuer-default-cert",
        "create docker-host-vm-issuer-default-key",
        "create docker-host-vmaccess",
        "replace docker-host-vm-client-default-cert",
        "update docker-host-docker",
        "update docker-host-ready",
        "update docker-host-vm-client-default",
        // Azure's default for outbound access differs between versions of its API, so it is always said.
        "update docker-host-vm-subnet",
    ];

    beforeAll(async () => {
        await sandbox.up(["--cwd", join(__dirname, "earlier"), "--set", `dockerCertDir=${folder}`]);
        ({ dockerHost = "", vmId = "" } = await sandbox.outputs());
        earlier = files();
    }, 300_000);

    afterAll(async () => {
        await sandbox.dispose();
    }, 120_000);

    test("changes as previewed, with the same VM and keys, and serves the earlier files of listed issuers throughout", async () => {
        expect(await ping(dockerHost, earlier)).toBe(200);
        const { refusals } = await duringRequests(dockerHost, [earlier], async () => {
            expect(await sandbox.changed(overlap())).toEqual(CHANGES);
        });
        expect(refusals).toEqual([]);
        expect({ ...files(), certPem: "" }).toEqual({ ...earlier, certPem: "" });
        expect(files().certPem).not.toBe(earlier.certPem);
        expect(await ping(dockerHost, files())).toBe(200);
        expect((await sandbox.outputs())["vmId"]).toBe(vmId);
    }, 300_000);

    test("refuses the earlier files, and only those, once their issuer is no longer listed", async () => {
        await sandbox.up();
        expect(await refusal(dockerHost, earlier)).toMatch(/_ALERT_/);
        expect(await ping(dockerHost, files())).toBe(200);
    }, 180_000);
});
