import { execFile, execFileSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect } from "node:tls";
import { promisify } from "node:util";
import { describe } from "@jest/globals";
import { hardened } from "../../../components/engine/daemonTable";
import { type InstallSpec, renderInstallScript } from "../../../components/engine/installScript";
import { EngineSource } from "../../../components/options";
import type { Capability } from "../../../sandbox/machine/capability";
import { runCustomScript } from "../../../sandbox/machine/customScript";
import type { DataDisk } from "../../../sandbox/machine/dataDisks";
import { callMachine } from "../../../sandbox/machine/controlSocket";
import { bootMachine, setPublicEndpoint, shutdownMachine } from "../../../sandbox/machine/machine";
import { issue, issueAuthority, type KeyAndCertificate } from "../../support/certificates";
import { TYPESCRIPT } from "../../support/checkout";

const run = promisify(execFile);
const PORT = 4243;

/** Probed in a separate process, because tests must be declared synchronously. */
export const capability = JSON.parse(
    execFileSync(process.execPath, [...TYPESCRIPT, join(__dirname, "../../support/probe.ts")], {
        encoding: "utf8",
    }),
) as Capability;
/** Skips the tests, and says so, if no daemon can run. */
export const describeWithDaemon = capability.kind === "real" ? describe : describe.skip;
if (capability.kind === "standIn") {
    console.warn(`Tests that need a real daemon are skipped. ${capability.explanation}`);
}

export const DROP_IN = "/etc/systemd/system/docker.service.d/docker-host-vm.conf";
export const VERSION_ON_RECORD = "dpkg-query --show --showformat='${Version}' docker-ce";
export const SETTINGS_SUMS = `sha256sum /etc/docker/*.pem /etc/docker/daemon.json ${DROP_IN}`;

/** Shortens the long waits of the script to some seconds. */
export function impatient(what: "CLOCK" | "DISK" | "FETCH" | "LOCK", seconds = 0): (script: string) => string {
    return (script) => script.replace(new RegExp(`(${what}_TIMEOUT_SECONDS)=\\d+`), `$1=${seconds}`);
}

/** An emulated VM with systemd, a client with a certificate, and the script that installs the engine. */
export class ScriptedHost {
    readonly scratch = mkdtempSync(join(tmpdir(), "custom-script-test-"));
    readonly folder = join(this.scratch, "vm");
    private spec: InstallSpec | undefined;

    private constructor(
        private readonly address: string,
        readonly authority: KeyAndCertificate,
    ) {}

    static async boot(address: string): Promise<ScriptedHost> {
        const host = new ScriptedHost(address, await issueAuthority("test authority"));
        const client = await issue({ commonName: "client", uses: ["client_auth"] }, host.authority);
        writeFileSync(join(host.scratch, "ca.pem"), host.authority.certPem);
        writeFileSync(join(host.scratch, "cert.pem"), client.certPem);
        writeFileSync(join(host.scratch, "key.pem"), client.keyPem);
        mkdirSync(host.folder);
        try {
            await host.reboot();
            await setPublicEndpoint(host.folder, { publicAddress: address, ports: [PORT], allowed: [PORT] });
        } catch (error) {
            await host.dispose();
            throw error;
        }
        host.spec = {
            engineSource: EngineSource.Docker,
            engineVersion: "28.5.2",
            keepNewer: false,
            dockerPort: PORT,
            daemonOptions: [],
            daemon: hardened({ labels: { certs: "first" } }),
            certificates: await host.newCertificates(),
        };
        return host;
    }

    /** Boots the VM again after it has ended. */
    async reboot(dataDisks: readonly DataDisk[] = []): Promise<void> {
        const spec = { hostName: "build", adminUsername: "azureuser", init: "systemd" } as const;
        await bootMachine(this.folder, { ...spec, ...capability, dataDisks });
    }

    async dispose(): Promise<void> {
        await shutdownMachine(this.folder);
        rmSync(this.scratch, { recursive: true, force: true });
    }

    /** Certificates for the daemon. */
    async newCertificates(): Promise<InstallSpec["certificates"]> {
        const server = { commonName: "server", uses: ["server_auth"], names: [this.address] };
        const { certPem, keyPem } = await issue(server, this.authority);
        return { ca: this.authority.certPem, cert: certPem, key: keyPem };
    }

    /** The settings of the host; each call changes those of the previous one. */
    wanted(changes: Partial<InstallSpec> = {}): InstallSpec {
        if (this.spec === undefined) {
            throw new Error("The host has no spec before its boot has ended.");
        }
        this.spec = { ...this.spec, ...changes };
        return this.spec;
    }

    /**
     * Runs the script, even if it is the same as the last one. Unlike with `wanted`, the settings are not kept.
     *
     * @param edit - changes the script's text
     * @returns the extension's failure message; undefined if it succeeded
     */
    async install(
        changes: Partial<InstallSpec> = {},
        edit: (script: string) => string = (script) => script,
    ): Promise<string | undefined> {
        const script = edit(renderInstallScript({ ...this.wanted(), ...changes }));
        const protectedSettings = { script: Buffer.from(script).toString("base64") };
        return await runCustomScript(this.folder, { settings: {}, protectedSettings, forceUpdateTag: randomUUID() });
    }

    /** Runs a command in the VM and returns its output. */
    async shell(command: string): Promise<string> {
        const argv = ["bash", "-c", command];
        const { code, stdout, stderr } = await callMachine(this.folder, "exec", { argv });
        if (code !== 0) {
            throw new Error(`${command} ended with ${code}: ${stderr}`);
        }
        return stdout.trim();
    }

    /** The number and start time of the daemon's process. */
    async daemon(): Promise<string> {
        return await this.shell("cut -d ' ' -f 1,22 /proc/$(cat /run/docker.pid)/stat");
    }

    /** Runs the client over mutual TLS. */
    async docker(words: readonly string[], input?: Buffer): Promise<string> {
        const flags = ["--tlsverify", "--tlscacert", "ca.pem", "--tlscert", "cert.pem", "--tlskey", "key.pem"];
        const endpoint = ["-H", `tcp://${this.address}:${PORT}`];
        const env = { PATH: process.env["PATH"], HOME: this.scratch, DOCKER_CONFIG: this.scratch };
        const options = { cwd: this.scratch, env };
        const client = run(String(capability.tools?.docker), [...flags, ...endpoint, ...words], options);
        client.child.stdin?.end(input);
        return (await client).stdout.trim();
    }

    /** The daemon's certificate in PEM format. */
    async shownCertificate(): Promise<string> {
        const socket = connect({ host: this.address, port: PORT, rejectUnauthorized: false });
        return await new Promise((resolve, reject) => {
            socket.once("error", reject).once("secureConnect", () => {
                resolve(String(socket.getPeerX509Certificate()));
                socket.destroy();
            });
        });
    }
}
