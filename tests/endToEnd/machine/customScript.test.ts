import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, it, jest } from "@jest/globals";
import { hardened } from "../../../components/engine/daemonTable";
import { DEFAULT_ENGINE_VERSION } from "../../../components/defaults";
import { daemonJson } from "../../../components/engine/daemonJson";
import { loadSmallImage, SMALL_IMAGE } from "../../../sandbox/machine/smallImage";
import { removeCustomScript, runCustomScript } from "../../../sandbox/machine/customScript";
import { readState } from "../../../sandbox/machine/state";
import {
    capability,
    describeWithDaemon,
    DROP_IN,
    impatient,
    ScriptedHost,
    SETTINGS_SUMS,
    VERSION_ON_RECORD,
} from "./scriptedHost";

/**
 * Runs the real script in an emulated VM, with a real daemon. apt, systemd and Docker's packages themselves are not tested:
 * they are stand-ins (sandbox/machine/programs/systemd).
 */

/** The messages of engine 20.10 and of engine 29. */
const NO_SUCH_DRIVER = /driver not supported|"none-such\\?" not available/;

let host: ScriptedHost;

jest.setTimeout(60_000);

describeWithDaemon("the script that installs the engine", () => {
    beforeAll(async () => {
        host = await ScriptedHost.boot("127.83.21.1");
    });

    afterAll(async () => {
        await host.dispose();
    });

    it("sets up a daemon that a client with a certificate can reach", async () => {
        expect(await host.install()).toBeUndefined();
        expect(await host.docker(["info", "--format", "{{.Name}} {{.Labels}} {{.LiveRestoreEnabled}}"])).toBe(
            "build [certs=first] true",
        );
        expect(await host.shownCertificate()).toBe(host.wanted().certificates.cert);
        expect(await host.shell(VERSION_ON_RECORD)).toBe("5:28.5.2-1~ubuntu.24.04~noble");
    });

    it("leaves files that only root can write, and a key that only root can read", async () => {
        const files = ["ca.pem", "cert.pem", "key.pem", "daemon.json"].map((name) => `/etc/docker/${name}`);
        const modes = await host.shell(`stat -c '%a %u:%g' ${files.join(" ")} ${DROP_IN} /etc/apt/keyrings/docker.asc`);
        expect(modes.split("\n")).toEqual(["444 0:0", "444 0:0", "400 0:0", "644 0:0", "644 0:0", "644 0:0"]);
        expect(await host.shell("cat /etc/docker/daemon.json")).toBe(daemonJson(host.wanted()));
        expect(await host.shell(`cat ${DROP_IN}`)).toMatch(
            /^\[Service\]\nExecStart=\nExecStart=\/\S+\/dockerd --containerd=\/run\/containerd\/containerd.sock$/,
        );
        expect(await host.shell("stat -c %a /etc/systemd/system/docker.service")).toBe("644");
        expect(await host.shell("ls /var/lib/docker-host-vm")).toBe("daemon.json\npackages\nwireserver.nft");
        const ownFiles = "cd /var/lib/waagent/custom-script/download && stat -c '%a %n' 0 0/*";
        expect(await host.shell(ownFiles)).toBe("700 0\n500 0/script.sh\n600 0/stderr\n600 0/stdout");
    });

    it("changes nothing when it runs again, and does not touch the daemon", async () => {
        const before = [await host.daemon(), await host.shell(SETTINGS_SUMS)];
        expect(await host.install()).toBeUndefined();
        expect([await host.daemon(), await host.shell(SETTINGS_SUMS)]).toEqual(before);
    });

    it("corrects a file's mode", async () => {
        await host.shell("chmod 0644 /etc/docker/key.pem");
        expect(await host.install()).toBeUndefined();
        expect(await host.shell("stat -c %a /etc/docker/key.pem")).toBe("400");
    });

    it("restarts the daemon for new certificates while containers keep running", async () => {
        expect(await loadSmallImage(host.folder)).toBe(true);
        await host.docker(["run", "--detach", "--name", "steady", "--network", "none", SMALL_IMAGE, "sleep", "600"]);
        const state = ["inspect", "--format", "{{.State.Running}} {{.State.Pid}}", "steady"];
        const [before, steady] = [await host.daemon(), await host.docker(state)];
        host.wanted({ certificates: await host.newCertificates() });
        expect(await host.install()).toBeUndefined();
        expect(await host.daemon()).not.toBe(before);
        expect(await host.shownCertificate()).toBe(host.wanted().certificates.cert);
        expect(await host.docker(state)).toBe(steady);
        expect(steady).toMatch(/^true /);
    });

    it("backs up a daemon.json that somebody else wrote", async () => {
        await host.shell(`echo '{"debug": true}' >/etc/docker/daemon.json`);
        expect(await host.install()).toBeUndefined();
        const files = await host.shell("cd /etc/docker && ls daemon.json* && cat daemon.json.saved");
        expect(files).toBe('daemon.json\ndaemon.json.saved\n{"debug": true}');
        expect(await host.shell("cat /etc/docker/daemon.json")).toBe(daemonJson(host.wanted()));
        const outputs = "cat /var/lib/waagent/custom-script/download/*/stdout";
        expect(await host.shell(outputs)).toContain("It is backed up as /etc/docker/daemon.json.saved");
        expect(await host.install({ daemon: hardened({}) })).toBeUndefined();
        expect(await host.install()).toBeUndefined();
        expect(await host.shell("ls /etc/docker/daemon.json*")).toBe(
            "/etc/docker/daemon.json\n/etc/docker/daemon.json.saved",
        );
    });

    it("does not run the same settings twice, even if they failed", async () => {
        const script = "echo ran >>/tmp/runs; echo why >&2; exit 3";
        const spec = (forceUpdateTag?: string) => ({
            settings: {},
            protectedSettings: { script: Buffer.from(`#!/bin/sh\n${script}`).toString("base64") },
            forceUpdateTag,
        });
        const first = await runCustomScript(host.folder, spec());
        expect(first).toMatch(/^failed to execute command: command terminated with exit status=3\n.*why\n/s);
        expect(await runCustomScript(host.folder, spec())).toBe(first);
        expect(await host.shell("cat /tmp/runs")).toBe("ran");
        expect(await runCustomScript(host.folder, spec("again"))).toBe(first);
        expect(await host.shell("cat /tmp/runs")).toBe("ran\nran");
        expect(await host.shell("ls /var/lib/waagent/custom-script/download | wc -l")).toBe("1");
    });

    it("makes the daemon read what an interrupted run wrote, or restores the daemon's earlier settings", async () => {
        const interrupted = (script: string): string =>
            script.replace("if ! restart; then", "kill -KILL $$; if ! restart; then");
        const certificates = await host.newCertificates();
        const first = host.wanted().certificates.cert;
        expect(await host.install({ certificates }, interrupted)).toContain("command terminated with exit status=");
        expect(await host.install({ certificates, daemon: { storageDriver: "none-such" } })).toMatch(NO_SUCH_DRIVER);
        expect(await host.shownCertificate()).toBe(first);
        expect(await host.shell("cat /etc/docker/cert.pem")).toBe(first.trim());

        expect(await host.install({ certificates }, interrupted)).toContain("command terminated with exit status=");
        expect(await host.shownCertificate()).toBe(first);
        expect(await host.install({ certificates })).toBeUndefined();
        expect(await host.shownCertificate()).toBe(certificates.cert);
        host.wanted({ certificates });
    });

    it("runs the engine of the installed version, with images in containerd and its limit on open files", async () => {
        const format = "{{.ServerVersion}} {{.Driver}}";
        const [version, driver] = (await host.docker(["info", "--format", format])).split(" ");
        const isPinned = capability.tools?.engine !== undefined;
        expect(version).toMatch(isPinned ? DEFAULT_ENGINE_VERSION : /^\d+\.\d+/);
        expect(driver).toBe(isPinned ? "overlayfs" : "overlay2");
        // systemd's default, because neither Docker's unit nor containerd's sets its own limit.
        const run = ["run", "--rm", "--network", "none", SMALL_IMAGE, "sh", "-c", "ulimit -Sn"];
        expect(await host.docker(run)).toBe("1024");
    });

    it("notices the start of a daemon that does not log it", async () => {
        expect(await host.install({ daemonOptions: ["--log-level=warn"] })).toBeUndefined();
        expect(await host.docker(["info", "--format", "{{.Name}}"])).toBe("build");
        expect(await host.install()).toBeUndefined();
    });

    it("gives up on a daemon that runs but does not answer, and says so", async () => {
        const stopped = "systemctl stop docker && rm -f /run/docker.sock /run/systemd/docker.starts";
        // A process in place of the daemon that keeps running but serves nothing.
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

    it("restores the earlier daemon if it does not start with the new settings, and says why", async () => {
        const before = await host.shell(SETTINGS_SUMS);
        const daemon = { ...host.wanted().daemon, storageDriver: "none-such" };
        const failure = await host.install({ daemon, certificates: await host.newCertificates() });
        expect(failure).toContain(
            "the daemon is running with the earlier settings, because the daemon does not start with the new",
        );
        expect(failure).toMatch(NO_SUCH_DRIVER);
        expect(failure).not.toContain("PRIVATE KEY");
        expect(await host.shell(SETTINGS_SUMS)).toBe(before);
        expect(await host.shownCertificate()).toBe(host.wanted().certificates.cert);
        expect(await host.docker(["info", "--format", "{{.Name}}"])).toBe("build");
    });

    it("restores the earlier daemon if no container starts with the new settings", async () => {
        const before = await host.shell(SETTINGS_SUMS);
        const daemon = { ...host.wanted().daemon, logOptions: { "max-size": "lots" } };
        const failure = await host.install({ daemon, certificates: await host.newCertificates() });
        expect(failure).toContain(
            "the daemon is running with the earlier settings, because no container starts with the new settings",
        );
        expect(failure).toContain("invalid size: 'lots'");
        expect(await host.shell(SETTINGS_SUMS)).toBe(before);
        expect(await host.shownCertificate()).toBe(host.wanted().certificates.cert);
        expect(await host.docker(["images", "--quiet", "docker-host-vm-probe"])).toBe("");
    });

    it("renews certificates even if no container could start before", async () => {
        const daemon = { ...host.wanted().daemon, logOptions: { "max-size": "lots" } };
        const blindly = (script: string): string =>
            script.replace("\nstart_container() {", "\nstart_container() { return; ");
        expect(await host.install({ daemon }, blindly)).toBeUndefined();
        const certificates = await host.newCertificates();
        expect(await host.install({ daemon, certificates })).toBeUndefined();
        expect(await host.shownCertificate()).toBe(certificates.cert);
        const outputs = "cat /var/lib/waagent/custom-script/download/*/stdout";
        expect(await host.shell(outputs)).toContain("no container starts, even before any change: ");
        expect(await host.install()).toBeUndefined();
    });

    it("moves the images of the engine and of containerd together, and back again", async () => {
        const dropIn = "/etc/systemd/system/containerd.service.d/docker-host-vm.conf";
        const root = ["info", "--format", "{{.DockerRootDir}}"];
        expect(await host.shell(`ls ${dropIn} 2>&1 || true`)).toContain("No such file");
        const moved = { ...host.wanted().daemon, dataRoot: "/var/lib/moved" };
        expect(await host.install({ daemon: moved })).toBeUndefined();
        expect(await host.docker(root)).toBe("/var/lib/moved");
        expect(await host.shell(`cat ${dropIn}`)).toMatch(
            /\nExecStart=\S+\/containerd --root=\/var\/lib\/moved\/containerd$/,
        );
        const back = { ...host.wanted().daemon, storageDriver: "none-such" };
        expect(await host.install({ daemon: back })).toContain("is running with the earlier settings");
        expect(await host.shell(`cat ${dropIn}`)).toContain("--root=/var/lib/moved/containerd");
        expect(await host.install()).toBeUndefined();
        expect(await host.docker(root)).toBe("/var/lib/docker");
        expect(await host.shell(`cat ${dropIn}`)).not.toContain("ExecStart");
    });

    it.each([
        [
            "not yet valid",
            3_600,
            /the certificates are not valid yet: the VM's clock shows .*, and they start at \w{3} .*GMT/,
        ],
        ["expired", -25 * 3_600, /the certificates have expired: the VM's clock shows /],
    ])("says that certificates are %s", async (_, seconds, message) => {
        const before = await host.daemon();
        const certificates = await atAnotherTime(seconds, () => host.newCertificates());
        expect(await host.install({ certificates }, impatient("CLOCK"))).toMatch(message);
        expect(await host.daemon()).toBe(before);
    });

    it("waits for certificates from a machine whose clock is ahead", async () => {
        const certificates = await atAnotherTime(8, () => host.newCertificates());
        expect(await host.install({ certificates })).toBeUndefined();
        expect(await host.shownCertificate()).toBe(certificates.cert);
        expect(await host.install()).toBeUndefined();
    });

    it.each([
        ["is not that of the private key", "the certificate does not match the private key"],
        ["cannot be read", "the certificate does not match the private key"],
    ])("rejects a certificate that %s before it changes anything", async (problem, message) => {
        const before = [await host.daemon(), await host.shell(SETTINGS_SUMS)];
        const good = await host.newCertificates();
        const certificates = {
            "is not that of the private key": { ...good, cert: (await host.newCertificates()).cert },
            "cannot be read": { ...good, cert: "-----BEGIN CERTIFICATE-----\nnone\n" },
        }[problem];
        expect(await host.install({ certificates: certificates ?? good })).toContain(message);
        expect([await host.daemon(), await host.shell(SETTINGS_SUMS)]).toEqual(before);
        expect(await host.shell("ls /var/lib/docker-host-vm")).toBe("daemon.json\npackages\nwireserver.nft");
    });

    it("passes every value to the daemon unchanged", async () => {
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
        await host.docker(["create", "--name", "logged", SMALL_IMAGE, "true"]);
        const logging = ["inspect", "--format", "{{json .HostConfig.LogConfig.Config}}", "logged"];
        expect(JSON.parse(await host.docker(logging))).toEqual({ "max-size": "5m", tag: odd });
        expect(await host.shell(`cat ${DROP_IN}`)).toContain(" --cgroup-parent=/one%%two");
        expect(await host.shell("tr '\\0' ' ' </proc/$(cat /run/docker.pid)/cmdline")).toContain("=/one%two");
    });

    it("leaves a daemon that starts again with the VM, and stays when the extension is removed", async () => {
        expect(await host.install()).toBeUndefined();
        await removeCustomScript(host.folder);
        expect(await host.shell("ls /var/lib/waagent")).toBe("");
        process.kill(Number(readState(host.folder)?.process.pid), "SIGKILL");
        await sleep(500);
        await host.reboot();
        expect(await host.docker(["info", "--format", "{{.Labels}}"])).toBe("[certs=first]");
        expect(await host.shell("nft list table ip docker-host-vm")).toContain("ip daddr 168.63.129.16");
    });
});

describeWithDaemon("a fresh VM", () => {
    beforeAll(async () => {
        host = await ScriptedHost.boot("127.83.21.2");
    });

    afterAll(async () => {
        await host.dispose();
    });

    it("gets its engine after failed runs", async () => {
        expect(await host.install({ engineVersion: "1.2.3" })).toContain("docker-ce 1.2.3 was not found in");
        expect(await host.install({ daemon: { storageDriver: "none-such" } })).toContain("with the earlier settings");
        expect(await host.shell("docker version --format '{{.Server.Os}}'; ls /etc/docker")).not.toContain("pem");
        await expect(host.docker(["version"])).rejects.toThrow();
        expect(await host.install()).toBeUndefined();
        expect(await host.docker(["info", "--format", "{{.Name}}"])).toBe("build");
    });
});

/** Runs a function with a clock that is ahead by some seconds. */
async function atAnotherTime<Result>(seconds: number, act: () => Promise<Result>): Promise<Result> {
    const now = Date.now() + seconds * 1_000;
    jest.useFakeTimers({ now, doNotFake: ["nextTick", "queueMicrotask", "setImmediate", "setTimeout"] });
    try {
        return await act();
    } finally {
        jest.useRealTimers();
    }
}
