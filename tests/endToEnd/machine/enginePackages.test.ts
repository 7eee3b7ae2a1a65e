import { join } from "node:path";
import { afterAll, beforeAll, expect, it, jest } from "@jest/globals";
import { DEFAULT_ENGINE_VERSION as PINNED } from "../../../components/defaults";
import { describeWithDaemon, impatient, ScriptedHost, SETTINGS_SUMS, VERSION_ON_RECORD } from "./scriptedHost";

/** How the install script handles packages. apt itself is not tested: it is a stand-in. */

const MIRROR = "https://mirror.example.com/docker";

let host: ScriptedHost;

jest.setTimeout(60_000);

describeWithDaemon("the script that installs the engine's packages", () => {
    beforeAll(async () => {
        host = await ScriptedHost.boot("127.83.21.3");
        await host.install();
    });

    afterAll(async () => {
        await host.dispose();
    });

    it.each([
        ["does not answer", "unreachable", `the repository key could not be fetched from ${MIRROR}/gpg: curl: (6)`],
        [
            "answers only sometimes",
            "failing",
            `packages or package lists could not be fetched: ${MIRROR}/dists/noble/InRelease  503`,
        ],
        ["has a foreign key", "wrong-key", `the key of ${MIRROR} has the fingerprint 0123456789ABCDEF`],
        ["is incomplete", "no-release", `The repository '${MIRROR} noble Release' does not have a Release file`],
        ["lacks the version", "empty", `docker-ce ${PINNED} was not found in ${MIRROR}. Change engineVersion`],
    ])("names a mirror that %s, and does not touch the daemon", async (_, problem, message) => {
        await host.shell(`mkdir -p /etc/sandbox && echo '${MIRROR} ${problem}' >/etc/sandbox/repositories`);
        const before = [await host.daemon(), await host.shell(SETTINGS_SUMS)];
        const changes = { engineMirror: MIRROR, engineVersion: PINNED, certificates: await host.newCertificates() };
        const failure = await host.install(changes, impatient("FETCH"));
        expect(failure).toContain(message);
        expect(failure?.includes("no default outbound access")).toBe(problem === "unreachable");
        expect([await host.daemon(), await host.shell(SETTINGS_SUMS)]).toEqual(before);
    });

    it("tries again if package lists could not be fetched", async () => {
        await host.shell(`echo '${MIRROR} failing' >/etc/sandbox/repositories`);
        const mended = host.shell("sleep 3; rm /etc/sandbox/repositories");
        expect(await host.install({ engineMirror: MIRROR, engineVersion: PINNED })).toBeUndefined();
        await mended;
        expect(await host.shell(VERSION_ON_RECORD)).toContain(PINNED);
        expect(await host.install()).toBeUndefined();
    });

    it("does not touch packages that were upgraded on the VM when certificates change", async () => {
        const record = "/var/lib/dpkg/info/docker-ce";
        const upgraded = "install installed 5:28.5.9-1~ubuntu.24.04~noble";
        await host.shell(`echo '${upgraded}' >${record}`);
        expect(await host.install({ certificates: await host.newCertificates() })).toBeUndefined();
        expect(await host.shell(`cat ${record}`)).toBe(upgraded);
        // Another pinned version, as in this package's next release.
        expect(await host.install({ engineVersion: "28.5.3", keepNewer: true })).toBeUndefined();
        expect(await host.shell(`cat ${record}`)).toBe(upgraded);
        // The user's own choice.
        expect(await host.install()).toBeUndefined();
        expect(await host.shell(VERSION_ON_RECORD)).toBe("5:28.5.2-1~ubuntu.24.04~noble");
    });

    it("names held packages, and says how to change them", async () => {
        const before = await host.daemon();
        await host.shell("sed -i 's/^install /hold /' /var/lib/dpkg/info/{docker-ce,docker-ce-cli}");
        expect(await host.install({ engineVersion: PINNED })).toContain(
            "packages are held on the VM: docker-ce, docker-ce-cli. Run apt-mark unhold there, or set engineVersion to 28.5.2-1~ubuntu.24.04~noble",
        );
        expect(await host.daemon()).toBe(before);
        await host.shell("sed -i 's/^hold /install /' /var/lib/dpkg/info/*");
    });

    it("installs plugins of the docker CLI in chosen versions, and leaves later upgrades on the VM alone", async () => {
        const record = "cut -d ' ' -f 3 /var/lib/dpkg/info/docker-{buildx,compose}-plugin";
        expect(await host.shell(record)).toMatch(/^0\.31\.1-\S+\n5\.1\.0-\S+$/);
        const before = await host.daemon();
        const chosen = { composeVersion: "5.0.2", buildxVersion: "0.30.1" };
        expect(await host.install(chosen)).toBeUndefined();
        expect(await host.daemon()).toBe(before);
        expect(await host.shell(record)).toMatch(/^0\.30\.1-\S+\n5\.0\.2-\S+$/);
        await host.shell("sed -i 's/0.30.1/0.30.9/' /var/lib/dpkg/info/docker-buildx-plugin");
        expect(await host.install({ ...chosen, certificates: await host.newCertificates() })).toBeUndefined();
        expect(await host.shell(record)).toMatch(/^0\.30\.9-\S+\n5\.0\.2-\S+$/);
        expect(await host.install({ composeVersion: "4.9" })).toContain(
            "docker-compose-plugin 4.9 was not found in the packages' repository. Change engine.composeVersion",
        );
        expect(await host.install()).toBeUndefined();
        await host.shell("rm /var/lib/docker-host-vm/docker-*-plugin");
    });

    it("names a version that is not available", async () => {
        expect(await host.install({ engineVersion: "28.5" })).toContain(
            "docker-ce 28.5 was not found in https://download.docker.com/linux/ubuntu. Change engineVersion",
        );
    });

    it("says how long it has waited for apt's lock, and which process holds it", async () => {
        const holder = hold("/var/lib/dpkg/lock-frontend", 4);
        const failure = await host.install({ engineVersion: PINNED }, impatient("LOCK", 1));
        expect(failure).toContain(
            "another process held apt's lock for 1 seconds: E: Could not get lock /var/lib/dpkg/lock-frontend.",
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

    it("completes what earlier runs left unfinished", async () => {
        await host.shell(
            [
                "mkdir -p /var/lib/docker-host-vm/{stage,backup.new}",
                "echo half >/var/lib/docker-host-vm/stage/key.pem",
                "echo half | tee /etc/docker/{ca,key}.pem.new /etc/apt/keyrings/docker.asc.new /etc/docker/daemon.json.new",
                "sed -i s/installed/half-configured/ /var/lib/dpkg/info/docker-ce",
            ].join(" && "),
        );
        expect(await host.install()).toBeUndefined();
        expect(await host.shell("cat /var/lib/dpkg/info/docker-ce")).toMatch(/^install installed /);
        expect(await host.shell("ls /var/lib/docker-host-vm")).toBe("daemon.json\npackages\nwireserver.nft");
        expect(await host.docker(["info", "--format", "{{.Name}}"])).toBe("build");
    });

    it("installs Ubuntu's own package, and removes Docker's repository", async () => {
        host.wanted({ engineSource: "ubuntu", engineVersion: "" });
        expect(await host.install()).toBeUndefined();
        expect(await host.shell("ls /var/lib/dpkg/info /etc/apt/sources.list.d")).not.toContain("docker-ce");
        expect(await host.shell("ls /etc/apt/sources.list.d")).toBe("");
        expect(await host.docker(["info", "--format", "{{.Labels}}"])).toBe("[certs=first]");
    });
});

/** Holds one of apt's locks for some seconds; returns after releasing it. */
async function hold(file: string, seconds: number): Promise<void> {
    await host.shell(`mkdir -p ${join(file, "..")}; exec flock ${file} sleep ${seconds}`);
}
