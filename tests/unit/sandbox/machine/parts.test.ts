import { execFileSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { get } from "node:http";
import { createServer } from "node:net";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { DEFAULT_ENGINE_VERSION } from "../../../../components/defaults";
import { callMachine } from "../../../../sandbox/machine/controlSocket";
import { Disk, ROOTLESSKIT } from "../../../../sandbox/machine/disk";
import { identify, isAlive } from "../../../../sandbox/machine/processes";
import { serveRootlessKit } from "../../../../sandbox/machine/rootlessKit";
import { daemonFlags } from "../../../../sandbox/machine/standInDaemon";
import { describeEngines } from "../../../../sandbox/machine/dockerTools";
import { jobScript } from "../../../../sandbox/machine/upstart";
import { scratchFolder } from "../../../support/scratch";
import { CHECKOUT, TYPESCRIPT } from "../../../support/checkout";

const scratch = scratchFolder();

describe("a process", () => {
    it("is not mistaken for an earlier one with its number", () => {
        const self = identify(process.pid);
        expect(self && isAlive(self)).toBe(true);
        expect(self && isAlive({ ...self, startTime: "1" })).toBe(false);
        expect(self && isAlive({ ...self, bootId: "another boot" })).toBe(false);
    });
});

describe("an upstart job", () => {
    it("is its script", () => {
        expect(jobScript('description "d"\nscript\n    exec it\nend script\n')).toBe("    exec it\n");
    });

    it("is rejected without one", () => {
        expect(() => jobScript("exec it\n")).toThrow("script");
    });
});

describe("the stand-in's flags", () => {
    it("come from the last assignment, ignoring comments", () => {
        expect(daemonFlags('#DOCKER_OPTS="-a"\nDOCKER_OPTS="-b"\nDOCKER_OPTS="-c  -d"\n')).toEqual(["-c", "-d"]);
    });
});

describe("the line about the daemon", () => {
    const old = { version: "20.10.24+dfsg1", origin: "unpacked from the distribution's packages" };

    it("says how an older engine differs, and how to get the pinned one", () => {
        expect(describeEngines(old)).toBe(
            `Docker 20.10.24+dfsg1 (unpacked from the distribution's packages); CustomScript installs ${DEFAULT_ENGINE_VERSION} on Azure, which keeps images in containerd, has other limits, and requires API 1.40 or newer. To use that version here, run npx docker-host-vm-sandbox tools`,
        );
    });

    it("says which engine runs where", () => {
        expect(describeEngines(old, { folder: "/cache/bin", origin: "moby, built from its Go module" })).toBe(
            `Docker ${DEFAULT_ENGINE_VERSION} with CustomScript (moby, built from its Go module), 20.10.24+dfsg1 with DockerExtension (unpacked from the distribution's packages)`,
        );
    });

    it("suggests nothing if the host has an engine of the pinned generation", () => {
        expect(describeEngines({ version: "29.1.3", origin: "/usr/bin/dockerd" })).toBe(
            `Docker 29.1.3 (/usr/bin/dockerd); CustomScript installs ${DEFAULT_ENGINE_VERSION} on Azure`,
        );
    });
});

describe("the stand-in for RootlessKit", () => {
    it("reports no port driver to the daemon, but a network driver, without which it would exit", async () => {
        const disk = new Disk(join(scratch, "rootless"));
        mkdirSync(disk.folder);
        await serveRootlessKit(disk);
        const info = await new Promise<string>((resolve, reject) => {
            const socketPath = disk.path(join(ROOTLESSKIT, "api.sock"));
            get({ socketPath, path: "/v1/info" }, (response) => {
                response.setEncoding("utf8").once("data", resolve);
            }).once("error", reject);
        });
        expect(JSON.parse(info)).toEqual({
            apiVersion: "1.1.2",
            version: "none: the sandbox stands in for it",
            stateDir: ROOTLESSKIT,
            childPID: 1,
            networkDriver: { driver: "none" },
        });
    });
});

describe("a machine process that does not answer", () => {
    it("is named, with the request and the limit", async () => {
        const server = createServer({ allowHalfOpen: true });
        await new Promise<void>((resolve) => server.listen(join(scratch, "control.sock"), resolve));
        await expect(callMachine(scratch, "ping", {})).rejects.toThrow(
            `the emulated VM in ${scratch} did not answer the request "ping" within 5 s`,
        );
        server.close();
    });
});

describe("a system without namespaces and packages", () => {
    it("gets a stand-in, and one line that says why", () => {
        const probe = [...TYPESCRIPT, join(CHECKOUT, "tests/support/probe.ts")];
        const env = { PATH: scratch, HOME: scratch };
        const capability: unknown = JSON.parse(execFileSync(process.execPath, probe, { encoding: "utf8", env }));
        expect(capability).toEqual({
            kind: "standIn",
            explanation:
                "a small TLS server stands in for dockerd: namespaces cannot be created (spawn unshare ENOENT).",
        });
    });
});
