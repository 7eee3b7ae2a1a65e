import type { DaemonSettings } from "./daemonSettings";
import { daemonEntries, SECCOMP_PROFILE_PATH } from "./daemonTable";

/** What a daemon is set up with. */
interface DaemonSpec {
    readonly dockerPort: number;
    /** Defaults filled in. */
    readonly daemon: DaemonSettings;
}

/** The text of the daemon.json that the install script writes: where to listen, with which certificates, and the settings. */
export function daemonJson({ dockerPort, daemon }: DaemonSpec): string {
    const { seccompProfile, ...settings } = daemon;
    const entries = {
        hosts: ["unix:///var/run/docker.sock", `tcp://0.0.0.0:${dockerPort}`],
        tlsverify: true,
        tlscacert: "/etc/docker/ca.pem",
        tlscert: "/etc/docker/cert.pem",
        tlskey: "/etc/docker/key.pem",
        ...daemonEntries(
            seccompProfile === undefined ? settings : { ...settings, seccompProfile: SECCOMP_PROFILE_PATH },
        ),
    };
    return JSON.stringify(entries, null, 4);
}
