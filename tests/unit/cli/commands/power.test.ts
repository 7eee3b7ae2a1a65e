import { symlinkSync } from "node:fs";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterEach, beforeAll, beforeEach, describe, expect, jest, test } from "@jest/globals";
import { start, stop } from "../../../../cli/commands/power";
import { folder, program } from "../../../support/eachTest";
import { azureCli, calledWith } from "../azureCli";
import { exportResources } from "../exportedStack";
import { azureResources, type HostCertificates, hostResources, issueAll } from "../support";

const VM = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/virtualMachines";

let certificates: HostCertificates;
let daemon: Server | undefined;
let said: string;

beforeAll(async () => {
    certificates = await issueAll();
});

beforeEach(() => {
    said = "";
    jest.spyOn(process.stderr, "write").mockImplementation((text) => {
        said += String(text);
        return true;
    });
});

afterEach(() => {
    jest.restoreAllMocks();
    daemon?.close();
    daemon = undefined;
});

/** A host with its VM, whose daemon has this endpoint. */
function host(name: string, dockerHost?: string): object[] {
    const where = { fqdn: `${name}.example.org`, publicIpAddress: "203.0.113.9", dockerPort: 4243, name };
    const content = { certificates, name, ...(dockerHost === undefined ? {} : { outputs: { dockerHost } }) };
    return [...hostResources(content), ...azureResources(where)];
}

/** Starts a daemon that requires a client certificate, and returns its endpoint. */
async function startDaemon(maxVersion: "TLSv1.2" | "TLSv1.3"): Promise<string> {
    const { server, client } = certificates;
    const [cert, key, ca] = [server.certPem, server.keyPem, client.issuerPem];
    const running = createServer({ cert, key, ca, requestCert: true, rejectUnauthorized: true, maxVersion });
    daemon = running;
    await new Promise<void>((resolve) => running.listen(0, "127.0.0.1", resolve));
    return `tcp://127.0.0.1:${(running.address() as AddressInfo).port}`;
}

const here = () => ({ cwd: folder });
/** The same with a short wait for the daemon. */
const soon = () => ({ ...here(), timeout: 0.1 });

describe("stop", () => {
    test("deallocates the VM and says what it waits for and what is still billed", async () => {
        exportResources(host("build"));
        azureCli("");
        const { document, text, exitCode } = await stop(here());
        expect(calledWith()).toBe(`vm deallocate --ids ${VM}/build --output json`);
        expect(said).toBe("Stopping build: waiting until Azure has deallocated its VM, which takes a minute or two\n");
        const detail = "Its VM is deallocated, so that Azure bills only its disks and its public address";
        expect(text).toBe(`Stopped build: ${detail}`);
        expect(document).toEqual({ hosts: [{ name: "build", ok: true, detail }] });
        expect(exitCode).toBeUndefined();
    });

    test("says nothing besides its document with --json", async () => {
        exportResources(host("build"));
        azureCli("");
        await stop({ ...here(), json: true });
        expect(said).toBe("");
    });

    test("needs to be told which of several hosts, or all", async () => {
        exportResources([...host("build", "tcp://127.0.0.1:1"), ...host("ci", "tcp://127.0.0.1:2")]);
        azureCli("");
        await expect(stop(here())).rejects.toThrow(
            "--host: expected one of the stack's hosts (build, ci), got nothing",
        );
        expect((await stop({ ...here(), host: "ci" })).text).toMatch(/^Stopped ci: .*$/);
        expect((await stop({ ...here(), all: true })).text).toMatch(/^Stopped build: .*\nStopped ci: .*$/);
        expect(said).toContain("Stopping build, ci: waiting until Azure has deallocated their VMs");
        await expect(stop({ ...here(), all: true, host: "ci" })).rejects.toMatchObject({
            message: "--all: expected no --host with it. Use one of the two.",
            exitCode: 2,
        });
    });

    test("tells which of several hosts failed, and stops the others", async () => {
        exportResources([...host("build", "tcp://127.0.0.1:1"), ...host("ci", "tcp://127.0.0.1:2")]);
        const refused = "ERROR: (AuthorizationFailed) The client 'x' does not have authorization";
        program("az", `case "$*" in *virtualMachines/ci*) echo "${refused}" >&2; exit 1 ;; esac`);
        const { text, exitCode } = await stop({ ...here(), all: true });
        expect(text).toMatch(/^Stopped build: .*\nci FAILED: You need permission for .*\/deallocate\/action.*$/);
        expect(exitCode).toBe(1);
    });

    test("needs a VM", async () => {
        exportResources(hostResources({ certificates }));
        azureCli("");
        const { text, exitCode } = await stop(here());
        expect([text, exitCode]).toEqual([
            `build FAILED: It has no VM yet. Bring the stack up: pulumi up --cwd ${folder}`,
            1,
        ]);
    });

    test("passes no ID that a shell could interpret", async () => {
        const resources = host("build").map((each) =>
            "id" in each ? { ...each, id: String(each.id).replace("/build", "/build & calc") } : each,
        );
        exportResources(resources);
        azureCli("");
        expect((await stop(here())).text).toContain("build FAILED: It has no VM yet.");
        expect(calledWith).toThrow("ENOENT");
    });

    test("needs the Azure CLI", async () => {
        exportResources(host("build"));
        symlinkSync("/bin/cat", join(folder, "bin/cat"));
        process.env["PATH"] = join(folder, "bin");
        expect((await stop(here())).text).toContain(
            "az was not found on PATH. The Azure CLI is needed to deallocate a VM",
        );
    });
});

describe("start", () => {
    test.each(["TLSv1.2", "TLSv1.3"] as const)("waits until the daemon answers by %s", async (version) => {
        const dockerHost = await startDaemon(version);
        exportResources(host("build", dockerHost));
        azureCli("");
        const { text, exitCode } = await start({ ...here(), timeout: 30 });
        expect(calledWith()).toBe(`vm start --ids ${VM}/build --output json`);
        expect(said).toContain("Starting build: waiting until Azure has started its VM");
        expect([text, exitCode]).toEqual([`Started build: Its daemon listens on ${dockerHost}`, undefined]);
    });

    test("fails if no daemon answers", async () => {
        exportResources(host("build", "tcp://127.0.0.1:1"));
        azureCli("");
        const { text, exitCode } = await start(soon());
        expect([text, exitCode]).toEqual([
            `build FAILED: Its VM is running, but no daemon answered on 127.0.0.1:1 within 0.1 s. Find out why: npx docker-host-vm verify --cwd ${folder} --host build`,
            1,
        ]);
    });

    test("does not wait for a daemon that has never answered", async () => {
        const [first, ...others] = host("build");
        exportResources([{ ...first, outputs: {} }, ...others]);
        azureCli("");
        expect((await start(soon())).text).toContain("Started build: Its daemon has never answered.");
    });

    /** Azure's messages, as they are quoted in public issues. */
    test.each([
        [
            "(AllocationFailed) Allocation failed. We do not have sufficient capacity.",
            "Azure has no capacity for this size",
        ],
        ["(SkuNotAvailable) The requested VM size is not available.", "Azure has no capacity for this size"],
        ["(ResourceNotFound) The Resource was not found.", "The VM was deleted outside Pulumi."],
        [
            "(SubscriptionNotFound) The subscription could not be found.",
            "Sign in to the VM's tenant: az login --tenant",
        ],
        ["Please run 'az login' to setup account.", "The Azure CLI is not signed in. Sign in: az login"],
        ["something\u001b else", String.raw`az vm start failed: ERROR: something\u001b else`],
    ])("says what to do about %s", async (error, message) => {
        exportResources(host("build"));
        azureCli("", `ERROR: ${error}\n`, 1);
        const { text, exitCode } = await start(soon());
        expect(text).toContain(`build FAILED: ${message}`);
        expect(exitCode).toBe(1);
    });
});
