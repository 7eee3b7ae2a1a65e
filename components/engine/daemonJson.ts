import type { DaemonSettings } from "./daemonSettings";
import { daemonEntries, SECCOMP_PROFILE_PATH } from "./daemonTable";

/** The values for daemon.json. */
interface DaemonSpec {
    readonly dockerPort: number;
    /** The settings with defaults filled in. */
    readonly daemon: DaemonSettings;
}

/** The content of daemon.json for the install script: the addresses to listen on, the certificates and the settings. */
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
