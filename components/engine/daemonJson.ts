import type { DaemonSettings } from "./daemonSettings";
import { daemonEntries, SECCOMP_PROFILE_PATH } from "./daemonTable";
import type { Proxies } from "./proxySettings";

/** The values for daemon.json. */
interface DaemonSpec {
    readonly dockerPort: number;
    /** The settings with defaults filled in. */
    readonly daemon: DaemonSettings;
    /** The proxies, or a text in their place. */
    readonly proxies?: Proxies | string | undefined;
    /** Whether containers can use NVIDIA's runtime. */
    readonly nvidia?: boolean | undefined;
}

/** The content of daemon.json for the install script: the addresses to listen on, the certificates and the settings. */
export function daemonJson({ dockerPort, daemon, proxies, nvidia }: DaemonSpec): string {
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
        // The runtime is needed only for `--runtime nvidia`. But this entry makes the script restart a daemon that started before
        // the toolkit was installed: `--gpus` works only if the daemon finds the toolkit when it starts.
        ...(nvidia === true ? { runtimes: { nvidia: { path: "nvidia-container-runtime" } } } : {}),
        // JSON has no undefined entries.
        proxies,
    };
    return JSON.stringify(entries, null, 4);
}
