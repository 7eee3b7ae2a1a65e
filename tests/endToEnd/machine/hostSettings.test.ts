import { afterAll, beforeAll, expect, it, jest } from "@jest/globals";
import { hardened } from "../../../components/engine/daemonTable";
import { loadSmallImage, SMALL_IMAGE } from "../../../sandbox/machine/smallImage";
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

    it("lets the daemon, curl and apt use a proxy, with a password that only root can read", async () => {
        const login = "user:p%40ss%27$w%22rd";
        const proxy = `http://${login}@127.0.0.1:3128`;
        const proxies = { "http-proxy": proxy, "https-proxy": proxy, "no-proxy": "localhost" };
        expect(await host.install({ proxies })).toBeUndefined();
        const files = "/etc/docker/daemon.json /etc/apt/apt.conf.d/90docker-host-vm-proxy";
        expect(await host.shell(`stat -c %a ${files}`)).toBe("600\n600");
        expect(await host.shell(`sed -n 2p ${files.split(" ")[1] ?? ""}`)).toBe(`Acquire::https::Proxy "${proxy}";`);
        expect(await host.docker(["info", "--format", "{{.HTTPProxy}}"])).toBe("http://xxxxx:xxxxx@127.0.0.1:3128");
        const asked = "docker pull --quiet registry.example.org/image >/dev/null 2>&1 &";
        const request = await host.shell(`${asked} timeout 20 busybox nc -l -p 3128 </dev/null`);
        expect(request).toContain("CONNECT registry.example.org:443 HTTP/1.1");
        const sent = Buffer.from(decodeURIComponent(login)).toString("base64");
        expect(request).toContain(`Proxy-Authorization: Basic ${sent}`);
        expect(await host.install()).toBeUndefined();
        expect(await host.shell(`stat -c %a /etc/docker/daemon.json; ls /etc/apt/apt.conf.d`)).toBe("644");
    });

    it("logs root in to registries and out again, next to logins of others", async () => {
        const file = "/root/.docker/config.json";
        const config = async (): Promise<unknown> => JSON.parse(await host.shell(`cat ${file}`)) as unknown;
        const auth = { auth: Buffer.from('ann:it\'s "s3cret" $HOME').toString("base64") };
        const before = await host.daemon();
        expect(await host.install({ registryAuths: JSON.stringify({ "a.example": auth }) })).toBeUndefined();
        expect(await config()).toEqual({ auths: { "a.example": auth } });
        expect(await host.shell(`stat -c %a ${file} /root/.docker`)).toBe("600\n700");

        const edit = `import json; c = json.load(open("${file}")); c["auths"]["other.example"] = {}; c["psFormat"] = "x"`;
        await host.shell(`python3 -c '${edit}; json.dump(c, open("${file}", "w"))'`);
        expect(await host.install({ registryAuths: JSON.stringify({ "b.example": auth }) })).toBeUndefined();
        expect(await config()).toEqual({ auths: { "other.example": {}, "b.example": auth }, psFormat: "x" });
        expect(await host.install()).toBeUndefined();
        expect(await config()).toEqual({ auths: { "other.example": {} }, psFormat: "x" });
        expect(await host.shell("ls /var/lib/docker-host-vm")).toBe("daemon.json\npackages");
        expect(await host.daemon()).toBe(before);

        await host.shell(`echo '{' >${file}`);
        const failure = await host.install({ registryAuths: JSON.stringify({ "a.example": auth }) });
        expect(failure).toContain(`the logins to registries could not be written to ${file}: json`);
        expect(failure).not.toContain(auth.auth);
        await host.shell(`rm ${file}`);
    });

    it("prunes by a timer, but no volume and nothing that is young, and stops", async () => {
        const unit = "/etc/systemd/system/docker-host-vm-prune";
        const before = await host.daemon();
        expect(await loadSmallImage(host.folder)).toBe(true);
        await host.docker(["volume", "create", "kept"]);
        await host.docker(["create", "--name", "ended", SMALL_IMAGE, "true"]);
        expect(await host.install({ prune: { maxBuildCacheGiB: 1, schedule: "Sun 03:00" } })).toBeUndefined();
        expect(await host.shell(`grep -h -e OnCalendar -e Persistent ${unit}.timer; stat -c %a ${unit}.timer`)).toBe(
            "OnCalendar=Sun 03:00\nPersistent=true\n644",
        );
        expect(await host.shell("ls /etc/systemd/system/timers.target.wants")).toBe("docker-host-vm-prune.timer");
        await host.shell("systemctl start docker-host-vm-prune.service");
        expect(await host.docker(["ps", "--all", "--format", "{{.Names}}"])).toBe("ended");

        await host.shell(`sed -i s/until=168h/until=1s/ ${unit}.service && sleep 2`);
        await host.shell("systemctl start docker-host-vm-prune.service");
        expect(await host.docker(["ps", "--all", "--format", "{{.Names}}"])).toBe("");
        expect(await host.docker(["volume", "ls", "--quiet"])).toBe("kept");
        expect(await host.docker(["images", "--quiet"])).not.toBe("");

        expect(await host.install({ prune: { schedule: "sometimes" } })).toContain(
            "systemd does not know the calendar sometimes. Change engine.prune.schedule",
        );
        expect(await host.install()).toBeUndefined();
        expect(await host.shell("find /etc/systemd/system -name 'docker-host-vm-*'")).toBe("");
        expect(await host.daemon()).toBe(before);
    });

    it("pins the minor version for a timer that updates the engine, and takes both back", async () => {
        const pins = "/etc/apt/preferences.d/docker-host-vm";
        const before = await host.daemon();
        expect(await host.install({ automaticUpdates: true })).toBeUndefined();
        const pinned = await host.shell(`grep -h -e Package -e Pin: ${pins} | paste -d ' ' - -`);
        expect(pinned.split("\n").slice(0, 2)).toEqual([
            "Package: docker-ce Pin: version 5:28.5.*",
            "Package: docker-ce Pin: version *",
        ]);
        expect(pinned).toContain("Package: containerd.io Pin: version 2.2.*");
        expect(
            await host.shell("grep ^ExecStart /etc/systemd/system/docker-host-vm-update.service | tail -n 1"),
        ).toMatch(/ install --only-upgrade docker-ce docker-ce-cli containerd\.io$/);
        expect(await host.install()).toBeUndefined();
        expect(await host.shell("find /etc/systemd/system /etc/apt -name 'docker-host-vm*'")).not.toContain("update");
        expect(await host.shell(`ls ${pins} 2>&1 || true`)).toContain("No such file");
        expect(await host.daemon()).toBe(before);
    });
});
