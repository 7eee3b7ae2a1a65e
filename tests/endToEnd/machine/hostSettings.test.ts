import { afterAll, beforeAll, expect, it, jest } from "@jest/globals";
import { hardened } from "../../../components/engine/daemonTable";
import { loadSmallImage, SMALL_IMAGE } from "../../../sandbox/machine/smallImage";
import { describeWithDaemon, ScriptedHost } from "./scriptedHost";

/** What the install script sets up on the host besides the daemon. apt, systemd and auditd are stand-ins. */

const WIRESERVER = "/etc/systemd/system/docker-host-vm-wireserver.service";

/**
 * Stands in for Azure outside the VM: a network namespace at the end of the VM's eth0, which has the WireServer's address and another
 * one, and says on each port which one it is.
 */
const AZURE = `set -e
unshare --net sleep 600 >/dev/null 2>&1 & azure=$!
busybox ip link add name peer type veth
until [ "$(readlink /proc/$azure/ns/net)" != "$(readlink /proc/self/ns/net)" ]; do sleep 0.05; done
busybox ip link set peer netns $azure
busybox ip link set veth0 name eth0
busybox ip addr add 192.0.2.4/24 dev eth0
busybox ip link set eth0 up
busybox ip route add default via 192.0.2.1
azure() { nsenter --net=/proc/$azure/ns/net busybox "$@"; }
for address in 192.0.2.1/24 168.63.129.16/32 203.0.113.9/32; do azure ip addr add $address dev peer; done
azure ip link set peer up
for port in 53 80 32526; do azure nc -ll -p $port -e echo $port >/dev/null 2>&1 & done`;

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
        expect(await host.shell("ls /var/lib/docker-host-vm")).toBe("daemon.json\npackages\nwireserver.nft");
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
        expect(await host.install({ prune: { maxBuildCacheGB: 1, schedule: "Sun 03:00" } })).toBeUndefined();
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
        expect(await host.shell("ls -d /etc/systemd/system/docker-host-vm-*")).toBe(WIRESERVER);
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

    it("makes NVIDIA GPUs available to containers, once their driver works", async () => {
        const runtimes = async () =>
            Object.keys(JSON.parse(await host.docker(["info", "--format", "{{json .Runtimes}}"])) as object);
        const before = await host.daemon();
        await host.shell("mkdir -p /etc/sandbox && touch /etc/sandbox/kernel-outdated");
        expect(await host.install({ nvidia: true })).toMatch(
            /the NVIDIA driver is installed, but does not work yet: NVIDIA-SMI has failed .*\. Restart the VM, then run up again/,
        );
        expect(await host.daemon()).toBe(before);
        expect(await runtimes()).not.toContain("nvidia");

        await host.shell("rm /etc/sandbox/kernel-outdated");
        expect(await host.install({ nvidia: true })).toBeUndefined();
        expect(await host.shell("cat /etc/apt/sources.list.d/nvidia-container-toolkit.list")).toMatch(
            /^deb \[arch=\w+ signed-by=(\/etc\/apt\/keyrings\/nvidia-container-toolkit.asc)\] https:\/\/nvidia\.github\.io\/\S+ \/$/,
        );
        expect(await runtimes()).toContain("nvidia");
        expect(await loadSmallImage(host.folder)).toBe(true);
        const run = ["run", "--rm", "--runtime", "nvidia", "--network", "none", SMALL_IMAGE, "echo", "ran"];
        expect(await host.docker(run)).toBe("ran");
        const withRuntime = await host.daemon();
        expect(await host.install({ nvidia: true })).toBeUndefined();
        expect(await host.daemon()).toBe(withRuntime);

        expect(await host.install()).toBeUndefined();
        expect(await runtimes()).not.toContain("nvidia");
        expect(await host.shell("ls /etc/apt/sources.list.d")).toBe("docker.list");
    });

    it("keeps containers away from the WireServer, whatever else changes rules, but not from DNS, and not the host", async () => {
        const answers = async (where: string): Promise<string> => {
            const targets = ["168.63.129.16 53", "168.63.129.16 80", "168.63.129.16 32526", "203.0.113.9 80"];
            const asked = targets.map((target) => `nc -w 1 ${target} </dev/null 2>/dev/null || echo none;`).join(" ");
            return (await host.shell(`${where} sh -c '${asked}'`)).replaceAll("\n", " ");
        };
        const container = `docker run --rm ${SMALL_IMAGE}`;
        const [kept, open] = ["53 none none 80", "53 80 32526 80"];
        await host.shell(AZURE);
        expect(await loadSmallImage(host.folder)).toBe(true);
        expect(await answers("busybox")).toBe(open);
        expect(await answers(container)).toBe(kept);
        // Neither iptables nor Docker, which makes its own rules when it starts, removes the rule.
        await host.shell("for table in filter nat raw; do iptables --table $table --flush; done");
        await host.shell("systemctl reset-failed docker && systemctl restart docker");
        expect(await answers(container)).toBe(kept);
        // A start of the daemon restores it, with what an administrator adds to the unit.
        const more = "ExecStart=$(command -v nft) add rule ip docker-host-vm forward ip daddr 203.0.113.9 drop";
        await host.shell(`mkdir ${WIRESERVER}.d && printf '%s\\n' '[Service]' "${more}" >${WIRESERVER}.d/more.conf`);
        await host.shell("nft flush ruleset && systemctl restart docker");
        expect(await answers(container)).toBe("53 none none none");
        expect(await answers("busybox")).toBe(open);
        await host.shell(`rm -r ${WIRESERVER}.d`);

        const before = await host.daemon();
        expect(await host.install()).toBeUndefined();
        expect(await answers(container)).toBe(kept);
        const broken = (script: string): string => script.replace("type filter hook forward", "type none hook forward");
        expect(await host.install({}, broken)).toMatch(
            /containers could not be kept away from Azure's WireServer: .*unknown chain type/s,
        );
        expect(await host.daemon()).toBe(before);
        // The daemon starts even so: without it, nobody could repair the host from outside.
        await host.shell("systemctl restart docker");
        expect(await host.daemon()).not.toBe(before);
        expect(await host.install()).toBeUndefined();
    });
});
