/** The soft and the hard limit of one resource of a process. */
export interface Ulimit {
    /** What a process gets. */
    soft: number;
    /** What it may raise that to. */
    hard: number;
}

/**
 * Settings of the Docker daemon, the same for both ways of installation: flags of the DockerExtension or entries of
 * `daemon.json`. A change of any restarts the daemon. docs/security.md says what each protects against and what it breaks.
 *
 * @see https://docs.docker.com/reference/cli/dockerd/
 */
export interface DaemonSettings {
    /**
     * Labels of the daemon by key, shown by `docker info`. `certs` is the component's own.
     *
     * @defaultValue `{}`
     */
    labels?: Record<string, string>;
    /**
     * Mirrors of Docker Hub, `https://...` each.
     *
     * @defaultValue `[]`
     */
    registryMirrors?: string[];
    /**
     * Registries that may be spoken to without TLS or with an unknown authority, `host:port` or a CIDR. Warned about.
     *
     * @defaultValue `[]`
     */
    insecureRegistries?: string[];
    /**
     * Storage driver, e.g. `overlay2`. With engine 29 such a driver turns the containerd image store off, and images pulled
     * before are not seen.
     *
     * @defaultValue - the engine's choice
     */
    storageDriver?: string;
    /**
     * Where containers' output goes, e.g. `json-file`, `local`, `journald`.
     *
     * @defaultValue `json-file`
     */
    logDriver?: string;
    /**
     * Options of the log driver; they replace the default as a whole.
     *
     * @defaultValue - rotation at 10 MB, three files, for `json-file` and `local`; none for other drivers
     */
    logOptions?: Record<string, string>;
    /**
     * Default limits of containers' processes by name, e.g. `nofile`.
     *
     * @defaultValue `{}`, the engine's own
     */
    ulimits?: Record<string, Ulimit>;
    /**
     * Whether containers on the default bridge may speak to each other (`icc`).
     *
     * @defaultValue false
     */
    interContainerCommunication?: boolean;
    /**
     * Whether a process for each published port forwards it, beside the kernel (`userland-proxy`).
     *
     * @defaultValue false
     */
    userlandProxy?: boolean;
    /**
     * Whether containers go on running while the daemon restarts, for new certificates say. Not with Swarm.
     *
     * @defaultValue true
     */
    liveRestore?: boolean;
    /**
     * Whether containers' processes can never gain privileges, e.g. by setuid programs.
     *
     * @defaultValue false
     */
    noNewPrivileges?: boolean;
    /**
     * Maps root in containers to an unprivileged user of the host: `default`, a user, or user:group. With engine 29 it turns
     * the containerd image store off, and images pulled before are not seen.
     *
     * @defaultValue - none
     */
    usernsRemap?: string;
    /**
     * Whether SELinux labels are applied; the host must have SELinux. Ubuntu has AppArmor, which stays on.
     *
     * @defaultValue false
     */
    selinux?: boolean;
    /**
     * A seccomp profile, its JSON. Only with `CustomScript`, which can bring a file onto the host.
     *
     * @defaultValue - the engine's own
     */
    seccompProfile?: string;
    /**
     * Authorization plugins, asked in this order for each request.
     *
     * @defaultValue `[]`
     */
    authorizationPlugins?: string[];
    /**
     * Folder of images, containers and volumes on the host, absolute; not the system's, and not a folder that holds others.
     * With `CustomScript` containerd keeps its own files in the folder `containerd` below it, which is where engine 29 has its
     * images. A change leaves the old ones behind. Warned about below `/mnt`, where Azure mounts temporary disks.
     *
     * @defaultValue - `/var/lib/docker`
     */
    dataRoot?: string;
}
