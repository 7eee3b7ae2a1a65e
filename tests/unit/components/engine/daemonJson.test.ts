import { describe, expect, test } from "@jest/globals";
import { daemonJson } from "../../../../components/engine/daemonJson";
import { hardened } from "../../../../components/engine/daemonTable";

describe("The content of daemon.json", () => {
    test("has the daemon listen with mutual TLS, and the settings", () => {
        const daemon = { ...hardened({ labels: { tier: "build" } }), dataRoot: "/data" };
        expect(JSON.parse(daemonJson({ dockerPort: 2376, daemon }))).toEqual({
            hosts: ["unix:///var/run/docker.sock", "tcp://0.0.0.0:2376"],
            tlsverify: true,
            tlscacert: "/etc/docker/ca.pem",
            tlscert: "/etc/docker/cert.pem",
            tlskey: "/etc/docker/key.pem",
            labels: ["tier=build"],
            "log-driver": "json-file",
            "log-opts": { "max-size": "10m", "max-file": "3" },
            icc: false,
            "userland-proxy": false,
            "live-restore": true,
            "data-root": "/data",
        });
    });

    test("names no seccomp profile when there is none", () => {
        expect(JSON.parse(daemonJson({ dockerPort: 1, daemon: {} }))).not.toHaveProperty("seccomp-profile");
    });

    test("is the same for the same settings in another order", () => {
        const [one, other] = [
            { liveRestore: true, labels: { a: "b" } },
            { labels: { a: "b" }, liveRestore: true },
        ].map((daemon) => daemonJson({ dockerPort: 1, daemon }));
        expect(one).toBe(other);
    });

    test("has NVIDIA's runtime only where it is asked for", () => {
        const runtimes = { nvidia: { path: "nvidia-container-runtime" } };
        expect(JSON.parse(daemonJson({ dockerPort: 1, daemon: {}, nvidia: true }))).toHaveProperty(
            "runtimes",
            runtimes,
        );
        expect(JSON.parse(daemonJson({ dockerPort: 1, daemon: {}, nvidia: false }))).not.toHaveProperty("runtimes");
    });
});
