import { afterAll, beforeAll, expect, it, jest } from "@jest/globals";
import { hardened } from "../../../components/engine/daemonTable";
import { describeWithDaemon, ScriptedHost } from "./scriptedHost";

/** What the install script sets up on the host besides the daemon. apt, systemd and auditd are stand-ins. */

let host: ScriptedHost;

jest.setTimeout(60_000);

describeWithDaemon("the script that sets up the host", () => {
    beforeAll(async () => {
        host = await ScriptedHost.boot("127.83.21.4");
        await host.install();
    });

    afterAll(async () => {
        await host.dispose();
    });

    it("follows a preset, with rules for auditd, and takes it back", async () => {
        const rules = "cat /etc/audit/audit.rules";
        const preset = { daemon: hardened({ labels: { certs: "first" } }, "cis"), audit: true };
        expect(await host.install(preset)).toBeUndefined();
        const format = "{{.LoggingDriver}} {{json .SecurityOptions}} {{.DockerRootDir}}";
        expect(await host.docker(["info", "--format", format])).toMatch(
            /^journald .*"name=userns".*"name=no-new-privileges".* \/var\/lib\/docker\/\d+\.\d+$/,
        );
        expect((await host.shell(rules)).split("\n")).toEqual(
            expect.arrayContaining([
                "-a always,exit -F path=/var/lib/docker -F perm=war -k docker",
                "-w /etc/docker/daemon.json -k docker",
                "-w /etc/systemd/system/docker.service -k docker",
            ]),
        );
        const before = await host.daemon();
        expect(await host.install(preset)).toBeUndefined();
        expect(await host.daemon()).toBe(before);
        expect(await host.install()).toBeUndefined();
        expect(await host.shell(rules)).toBe("");
        expect(await host.docker(["info", "--format", format])).not.toContain("userns");
    });
});
