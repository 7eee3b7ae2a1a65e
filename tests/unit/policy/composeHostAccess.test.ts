import { describe, expect, test } from "@jest/globals";
import { composeHostAccess } from "../../../policy/composeHostAccess";
import { daemonCertificates } from "../../../policy/daemonCertificates";
import { daemonPorts } from "../../../policy/daemonPorts";
import { judge, LATE, paths } from "./support";

const extension = (settings: object, protectedSettings: unknown = {}, type = "DockerExtension") => ({
    type: "azure-native:compute:VirtualMachineExtension",
    props: { type, settings, protectedSettings },
});
/** A service in a Compose file of each format. */
const one = (service: object) => extension({ compose: { web: service } });
const two = (service: object, volumes = {}) =>
    extension({ compose: { version: "2", services: { web: service }, volumes } });
const mount = (volume: string) => one({ volumes: [volume] });

const FINE = { violations: [], applicable: true };

describe("compose-host-access", () => {
    test.each<[string, ReturnType<typeof extension>, string]>([
        ["a privileged service", one({ privileged: true }), "web.privileged"],
        ["the host's network", one({ net: "host" }), "web.net"],
        ["the host's processes", one({ pid: "host" }), "web.pid"],
        ["devices", one({ image: "a", devices: ["/dev/sda:/dev/sda"] }), "web.devices[0]"],
        ["a privileged service in format 2", two({ privileged: true }), "services.web.privileged"],
        ["the host's network in format 2", two({ network_mode: "host" }), "services.web.network_mode"],
        ["capabilities", two({ cap_drop: ["ALL"], cap_add: ["SYS_ADMIN"] }), "services.web.cap_add[0]"],
        ["the daemon's socket", two({ volumes: ["data:/a", "/run/docker.sock:/b:ro"] }), "services.web.volumes[1]"],
        [
            "a volume of a folder",
            two({}, { data: { driver_opts: { o: "bind", device: "/" } } }),
            "volumes.data.driver_opts.device",
        ],
        ["a service named version", extension({ compose: { version: { privileged: true } } }), "version.privileged"],
    ])("finds %s", async (_, resource, property) => {
        const verdict = await judge(composeHostAccess, resource);
        expect(paths(verdict)).toEqual([`settings.compose.${property}`]);
        expect(verdict.violations[0]).toContain(
            "it gives a container a part of the host itself, so whoever controls the container can become root there. Remove it, and give the container folders with its own data only.",
        );
    });

    test.each([
        "/:/host:ro",
        "//:/host",
        "/etc:/etc:ro",
        "/etc/cron.d:/jobs",
        "/etc/docker/key.pem:/key:ro",
        "/srv/../etc/:/etc",
        "/var:/a",
        "/var/run/docker.sock:/var/run/docker.sock:ro",
        "../../../..:/a",
        "~/.ssh:/keys",
        "~daemon/:/a",
        "$HOME:/a",
        "/${PLACE}:/a",
    ])("finds the mount %s", async (volume) => {
        expect(paths(await judge(composeHostAccess, mount(volume)))).toEqual(["settings.compose.web.volumes[0]"]);
    });

    test.each([
        "data:/data",
        "/data",
        "/etc",
        "/srv/data:/data",
        "/var/lib/mysql:/data:rw",
        "./data:/data",
        "/etc/localtime:/etc/localtime:ro",
        "/etcetera:/a",
    ])("accepts the mount %s", async (volume) => {
        expect(await judge(composeHostAccess, mount(volume))).toEqual(FINE);
    });

    test.each<[string, ReturnType<typeof extension>]>([
        ["no Compose file", extension({ docker: { port: "4243" } })],
        ["an ordinary service", two({ privileged: false, network_mode: "bridge", devices: [], cap_drop: ["ALL"] })],
        ["variables and labels of the same names", one({ environment: { pid: "host" }, labels: { device: "/" } })],
        ["services of the same names", extension({ compose: { devices: { image: "a" }, net: { build: "b" } } })],
        ["a volume elsewhere", two({}, { data: { driver_opts: { type: "nfs", device: ":/etc" } }, a: null })],
        ["another extension", extension({ compose: { web: { privileged: true } } }, {}, "CustomScript")],
        ["a file that docker-compose refuses", extension({ compose: ["web"] })],
    ])("accepts %s", async (_, resource) => {
        expect(await judge(composeHostAccess, resource)).toEqual(FINE);
    });

    test("reads variables as docker-compose does", async () => {
        const web = { net: "$NET", volumes: ["${FROM}/x:/y", "$$A:/b"] };
        const variables = { NET: "bridge", FROM: "/srv" };
        const judged = (environment: unknown) =>
            judge(
                composeHostAccess,
                extension({ compose: { web }, "compose-environment": variables }, { environment }),
            );
        expect(paths(await judged({}))).toEqual(["settings.compose.web.volumes[1]"]);
        expect(paths(await judged({ NET: "host", FROM: "/etc" }))).toEqual([
            "settings.compose.web.net",
            "settings.compose.web.volumes[0]",
            "settings.compose.web.volumes[1]",
        ]);
        expect((await judged(LATE)).late).toBe("protectedSettings.environment");
    });

    test("waits for what is not known yet, and judges the rest", async () => {
        expect((await judge(composeHostAccess, extension({ compose: LATE }))).late).toBe("settings.compose");
        const verdict = await judge(composeHostAccess, two({ image: LATE, privileged: true }));
        expect(paths(verdict)).toEqual(["settings.compose.services.web.privileged"]);
        expect(verdict.late).toBe("settings.compose.services.web.image");
    });
});

describe("a daemon in a service", () => {
    const certs = { ca: "a", cert: "b", key: "c" };

    test.each([
        ["by words", two({ command: ["dockerd", "-H", "tcp://0.0.0.0:2375"] })],
        ["without a scheme", two({ command: ["-H", "0.0.0.0:2375"] })],
        ["by a text", two({ entrypoint: "sh -c 'dockerd -H tcp://:2375'" })],
        ["by a variable", two({ environment: { ADDRESS: "tcp://0.0.0.0:2375" }, command: "dockerd -H $ADDRESS" })],
    ])("needs certificates: %s", async (_, resource) => {
        expect(paths(await judge(daemonCertificates, resource))).toEqual(["settings.compose.services.web"]);
        expect(daemonPorts([{ ...resource, name: "docker", urn: "urn" }])).toEqual([2375]);
    });

    test("needs its own ones: neither the extension's nor another service's are enough", async () => {
        const compose = { good: { command: "-H tcp://:2376 --tlsverify" }, bad: { command: "-H tcp://:2375" } };
        expect(
            paths(await judge(daemonCertificates, extension({ docker: { port: "4243" }, compose }, { certs }))),
        ).toEqual(["settings.compose.bad"]);
    });

    test("can show its metrics to nobody else", async () => {
        const resource = one({ command: ["dockerd", "--metrics-addr", "0.0.0.0:9323"] });
        expect(paths(await judge(daemonCertificates, resource))).toEqual(["settings.compose.web"]);
    });

    test.each([
        ["a client", two({ environment: { DOCKER_HOST: "tcp://build.example.org:2376" } })],
        ["a client by a list", one({ environment: ["DOCKER_HOST=tcp://build.example.org:2376"] })],
        ["a daemon that verifies", one({ command: ["dockerd", "-H", "tcp://:2376", "--tlsverify"] })],
        ["other ports", one({ image: "nginx", ports: ["80:80"] })],
    ])("is not %s", async (_, resource) => {
        expect(await judge(daemonCertificates, resource)).toEqual(FINE);
    });
});
