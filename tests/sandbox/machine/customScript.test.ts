import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it, jest } from "@jest/globals";
import { hardened } from "../../../components/internal/daemonTable";
import { DEFAULT_ENGINE_VERSION as PINNED } from "../../../components/internal/defaults";
import { daemonJson } from "../../../components/internal/installScript";
import { busyboxImage } from "../../../sandbox/machine/busyboxImage";
import type { Capability } from "../../../sandbox/machine/capability";
import { removeCustomScript } from "../../../sandbox/machine/customScript";
import { readState } from "../../../sandbox/machine/state";
import { issueAuthority } from "../../support/certificates";
import { ScriptedHost } from "./scriptedHost";

/**
 * Runs the real script in an emulated VM, with a real daemon. Does not prove what apt, systemd and Docker's packages do:
 * stand-ins play them (sandbox/machine/programs/systemd).
 */

/** In a process of its own, because the tests' names must be known before anything can be waited for. */
const capability = JSON.parse(
    execFileSync(process.execPath, ["--require", require.resolve("tsx/cjs"), join(__dirname, "probe.ts")], {
        encoding: "utf8",
    }),
) as Capability;
const describeWithDaemon = capability.kind === "real" ? describe : describe.skip;
if (capability.kind === "standIn") {
    console.warn(`Tests that run the installation's script are skipped. ${capability.explanation}`);
}

const MIRROR = "https://mirror.example.com/docker";
const DROP_IN = "/etc/systemd/system/docker.service.d/docker-host-vm.conf";
const VERSION_ON_RECORD = "dpkg-query --show --showformat='${Version}' docker-ce";
const SETTINGS_SUMS = `sha256sum /etc/docker/*.pem /etc/docker/daemon.json ${DROP_IN}`;

let host: ScriptedHost;

jest.setTimeout(60_000);

describeWithDaemon("the script that installs the engine", () => {
    beforeAll(async () => {
        host = await ScriptedHost.boot(capability, "127.83.21.1");
    });

    afterAll(async () => {
        await host.dispose();
    });

    it("sets up a daemon that a client with a certificate reaches", async () => {
        expect(await host.install()).toBeUndefined();
        expect(await host.docker(["info", "--format", "{{.Name}} {{.Labels}} {{.LiveRestoreEnabled}}"])).toBe(
            "build [certs=first] true",
        );
        expect(await host.shownCertificate()).toBe(host.wanted().certificates.cert);
        expect(await host.shell(VERSION_ON_RECORD)).toBe("5:28.5.2-1~ubuntu.24.04~noble");
    });

    it("leaves files that only root writes, and the key to root alone", async () => {
        const files = ["ca.pem", "cert.pem", "key.pem", "daemon.json"].map((name) => `/etc/docker/${name}`);
        const modes = await host.shell(`stat -c '%a %u:%g' ${files.join(" ")} ${DROP_IN} /etc/apt/keyrings/docker.asc`);
        expect(modes.split("\n")).toEqual(["444 0:0", "444 0:0", "400 0:0", "644 0:0", "644 0:0", "644 0:0"]);
        expect(await host.shell("cat /etc/docker/daemon.json")).toBe(daemonJson(host.wanted()));
        expect(await host.shell(`cat ${DROP_IN}`)).toMatch(
            /^\[Service\]\nExecStart=\nExecStart=\/\S+\/dockerd --containerd=\/run\/containerd\/containerd.sock$/,
        );
        expect(await host.shell("stat -c %a /etc/systemd/system/docker.service")).toBe("644");
        expect(await host.shell("ls /var/lib/docker-host-vm")).toBe("");
        const ownFiles = "cd /var/lib/waagent/custom-script/download && stat -c '%a %n' 0 0/*";
        expect(await host.shell(ownFiles)).toBe("700 0\n500 0/script.sh\n600 0/stderr\n600 0/stdout");
    });

    it("changes nothing when it runs again, and leaves the daemon alone", async () => {
        const before = [await host.daemon(), await host.shell(SETTINGS_SUMS)];
        expect(await host.install()).toBeUndefined();
        expect([await host.daemon(), await host.shell(SETTINGS_SUMS)]).toEqual(before);
    });

    it("mends a file's mode", async () => {
        await host.shell("chmod 0644 /etc/docker/key.pem");
        expect(await host.install()).toBeUndefined();
        expect(await host.shell("stat -c %a /etc/docker/key.pem")).toBe("400");
    });

    it("restarts the daemon for new certificates, under which containers go on running", async () => {
        await host.docker(["import", "-", "busybox"], busyboxImage(String(capability.tools?.busybox)));
        await host.docker(["run", "--detach", "--name", "steady", "--network", "none", "busybox", "sleep", "600"]);
        const state = ["inspect", "--format", "{{.State.Running}} {{.State.Pid}}", "steady"];
        const [before, steady] = [await host.daemon(), await host.docker(state)];
        host.wanted({ certificates: await host.newCertificates() });
        expect(await host.install()).toBeUndefined();
        expect(await host.daemon()).not.toBe(before);
        expect(await host.shownCertificate()).toBe(host.wanted().certificates.cert);
        expect(await host.docker(state)).toBe(steady);
        expect(steady).toMatch(/^true /);
    });

    it.each([
        ["does not answer", "unreachable", `the repository's key could not be fetched from ${MIRROR}/gpg`],
        ["has a foreign key", "wrong-key", `the key of ${MIRROR} has the fingerprint 0123456789ABCDEF`],
        ["is not complete", "no-release", `The repository '${MIRROR} noble Release' does not have a Release file`],
        ["lacks the version", "empty", `there is no docker-ce ${PINNED} in ${MIRROR}; change engineVersion`],
    ])("names a mirror that %s, and leaves the daemon alone", async (_, fault, message) => {
        await host.shell(`mkdir -p /etc/sandbox && echo '${MIRROR} ${fault}' >/etc/sandbox/repositories`);
        const before = [await host.daemon(), await host.shell(SETTINGS_SUMS)];
        const changes = { engineMirror: MIRROR, engineVersion: PINNED, certificates: await host.newCertificates() };
        expect(await host.install(changes)).toContain(message);
        expect([await host.daemon(), await host.shell(SETTINGS_SUMS)]).toEqual(before);
    });

    it("names a version that is not to be had", async () => {
        expect(await host.install({ engineVersion: "28.5" })).toContain(
            "there is no docker-ce 28.5 in https://download.docker.com/linux/ubuntu; change engineVersion",
        );
    });

    it("says how long it has waited for the lock of apt, and who holds it", async () => {
        const holder = hold("/var/lib/dpkg/lock-frontend", 4);
        const failure = await host.install({ engineVersion: PINNED }, (script) =>
            script.replace(/(LOCK_PATIENCE_SECONDS)=\d+/, "$1=1"),
        );
        expect(failure).toContain(
            "apt's lock was held for 1 seconds: E: Could not get lock /var/lib/dpkg/lock-frontend.",
        );
        expect(failure).toMatch(/It is held by process \d+ \((flock|sleep)\)/);
        await holder;
    });

    it.each([
        ["/var/lib/apt/lists/lock", PINNED],
        ["/var/lib/dpkg/lock-frontend", "28.5.2"],
    ])("waits for %s", async (file, engineVersion) => {
        const holder = hold(file, 2);
        expect(await host.install({ engineVersion })).toBeUndefined();
        await holder;
        expect(await host.shell(VERSION_ON_RECORD)).toContain(engineVersion);
    });

    it("completes what earlier runs left half done", async () => {
        await host.shell(
            [
                "mkdir -p /var/lib/docker-host-vm/{stage,backup.new}",
                "echo half >/var/lib/docker-host-vm/stage/key.pem",
                "echo half | tee /etc/docker/{ca,key}.pem.new /etc/apt/keyrings/docker.asc.new /etc/docker/daemon.json.new",
                "sed -i s/installed/half-configured/ /var/lib/dpkg/info/docker-ce",
            ].join(" && "),
        );
        expect(await host.install()).toBeUndefined();
        expect(await host.shell("cat /var/lib/dpkg/info/docker-ce")).toMatch(/^installed /);
        expect(await host.shell("ls /var/lib/docker-host-vm")).toBe("");
        expect(await host.docker(["info", "--format", "{{.Name}}"])).toBe("build");
    });

    it("has the daemon read what an interrupted run wrote, or goes back to what the daemon had", async () => {
        const interrupted = (script: string): string =>
            script.replace("if restart; then", "kill -KILL $$; if restart; then");
        const certificates = await host.newCertificates();
        const first = host.wanted().certificates.cert;
        expect(await host.install({ certificates }, interrupted)).toContain("command terminated with exit status=");
        expect(await host.install({ certificates, daemon: { storageDriver: "none-such" } })).toContain(
            "driver not supported",
        );
        expect(await host.shownCertificate()).toBe(first);
        expect(await host.shell("cat /etc/docker/cert.pem")).toBe(first.trim());

        expect(await host.install({ certificates }, interrupted)).toContain("command terminated with exit status=");
        expect(await host.shownCertificate()).toBe(first);
        expect(await host.install({ certificates })).toBeUndefined();
        expect(await host.shownCertificate()).toBe(certificates.cert);
        host.wanted({ certificates });
    });

    it("notices the start of a daemon that writes no word of it into its log", async () => {
        expect(await host.install({ daemonOptions: ["--log-level=warn"] })).toBeUndefined();
        expect(await host.docker(["info", "--format", "{{.Name}}"])).toBe("build");
        expect(await host.install()).toBeUndefined();
    });

    it("gives up on a daemon that runs and does not answer, and says so", async () => {
        const stopped = "systemctl stop docker && rm -f /run/docker.sock /run/systemd/docker.starts";
        // In place of the daemon, something that lives and serves nothing.
        const deaf = "echo sleep 600 >/run/systemd/docker.command";
        const impatient = "sed s/START_SECONDS=120/START_SECONDS=1/ /opt/sandbox/systemd/systemctl >/tmp/systemctl";
        await expect(
            host.shell(`${stopped} && ${deaf} && ${impatient} && bash /tmp/systemctl start docker`),
        ).rejects.toThrow("Job for docker.service failed because a timeout was exceeded.");
        expect(await host.shell("journalctl --lines 1")).toBe(
            "docker.service: the daemon did not answer on its socket within 1 s.",
        );
        await host.shell("systemctl daemon-reload && systemctl start docker");
    });

    it("brings the earlier daemon back when the new settings do not start, with its reason", async () => {
        const before = await host.shell(SETTINGS_SUMS);
        const daemon = { ...host.wanted().daemon, storageDriver: "none-such" };
        const failure = await host.install({ daemon, certificates: await host.newCertificates() });
        expect(failure).toContain("does not start with the new settings and runs with the earlier ones");
        expect(failure).toContain("driver not supported");
        expect(failure).not.toContain("PRIVATE KEY");
        expect(await host.shell(SETTINGS_SUMS)).toBe(before);
        expect(await host.shownCertificate()).toBe(host.wanted().certificates.cert);
        expect(await host.docker(["info", "--format", "{{.Name}}"])).toBe("build");
    });

    it.each([
        ["is not that of the private key", "the certificate is not that of the private key"],
        ["is not signed by the authority", "the certificate is not signed by the authority"],
        ["cannot be read", "the certificate is not that of the private key"],
    ])("refuses a certificate that %s before it touches anything", async (fault, message) => {
        const before = [await host.daemon(), await host.shell(SETTINGS_SUMS)];
        const good = await host.newCertificates();
        const certificates = {
            "is not that of the private key": { ...good, cert: (await host.newCertificates()).cert },
            "is not signed by the authority": await host.newCertificates(await issueAuthority("another")),
            "cannot be read": { ...good, cert: "-----BEGIN CERTIFICATE-----\nnone\n" },
        }[fault];
        expect(await host.install({ certificates: certificates ?? good })).toContain(message);
        expect([await host.daemon(), await host.shell(SETTINGS_SUMS)]).toEqual(before);
        expect(await host.shell("ls /var/lib/docker-host-vm")).toBe("");
    });

    it("brings every value to the daemon unchanged", async () => {
        const odd = 'it\'s "quoted" `id` $HOME ${HOME} $(id) \\n \\\\ \n second line %d !';
        const daemon = hardened({
            labels: { odd },
            logOptions: { "max-size": "5m", tag: odd },
            registryMirrors: ["https://mirror.example.com/"],
        });
        expect(await host.install({ daemon, daemonOptions: ["--cgroup-parent=/one%two"] })).toBeUndefined();
        const info = await host.docker(["info", "--format", "{{json .Labels}} {{json .RegistryConfig.Mirrors}}"]);
        expect(info).toBe(
            `${JSON.stringify([`odd=${odd}`])} ["https://mirror.example.com/"]`.replaceAll("&", "\\u0026"),
        );
        await host.docker(["create", "--name", "logged", "busybox", "true"]);
        const logging = ["inspect", "--format", "{{json .HostConfig.LogConfig.Config}}", "logged"];
        expect(JSON.parse(await host.docker(logging))).toEqual({ "max-size": "5m", tag: odd });
        expect(await host.shell(`cat ${DROP_IN}`)).toContain(" --cgroup-parent=/one%%two");
        expect(await host.shell("tr '\\0' ' ' </proc/$(cat /run/docker.pid)/cmdline")).toContain("=/one%two");
    });

    it("installs Ubuntu's own package, and forgets Docker's repository", async () => {
        host.wanted({ engineSource: "ubuntu", engineVersion: "" });
        expect(await host.install()).toBeUndefined();
        expect(await host.shell("ls /var/lib/dpkg/info /etc/apt/sources.list.d")).not.toContain("docker-ce");
        expect(await host.shell("ls /etc/apt/sources.list.d")).toBe("");
        expect(await host.docker(["info", "--format", "{{.Labels}}"])).toBe("[certs=first]");
    });

    it("leaves a daemon that comes back with the VM, and stays when the extension is removed", async () => {
        await removeCustomScript(host.folder);
        expect(await host.shell("ls /var/lib/waagent")).toBe("");
        process.kill(Number(readState(host.folder)?.process.pid), "SIGKILL");
        await sleep(500);
        await host.reboot();
        expect(await host.docker(["info", "--format", "{{.Labels}}"])).toBe("[certs=first]");
    });
});

describeWithDaemon("a fresh VM", () => {
    beforeAll(async () => {
        host = await ScriptedHost.boot(capability, "127.83.21.2");
    });

    afterAll(async () => {
        await host.dispose();
    });

    it("gets its engine after runs that failed", async () => {
        expect(await host.install({ engineVersion: "1.2.3" })).toContain("there is no docker-ce 1.2.3");
        expect(await host.install({ daemon: { storageDriver: "none-such" } })).toContain("the earlier ones");
        expect(await host.shell("docker version --format '{{.Server.Os}}'; ls /etc/docker")).not.toContain("pem");
        await expect(host.docker(["version"])).rejects.toThrow();
        expect(await host.install()).toBeUndefined();
        expect(await host.docker(["info", "--format", "{{.Name}}"])).toBe("build");
    });
});

/** Holds one of apt's locks for some seconds; returns when it is held no more. */
async function hold(file: string, seconds: number): Promise<void> {
    await host.shell(`mkdir -p ${join(file, "..")}; exec flock ${file} sleep ${seconds}`);
}
