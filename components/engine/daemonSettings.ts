/** The soft and hard limits of a process for one resource. */
export interface Ulimit {
    /** The limit that a process starts with. */
    soft: number;
    /** The limit to which the process can raise it. */
    hard: number;
}

/**
 * Settings of the Docker daemon, for both ways of installation: they become flags of the DockerExtension or entries of
 * `daemon.json`. A change restarts the daemon. docs/security.md describes what each setting protects against and what it
 * breaks.
 *
 * @see https://docs.docker.com/reference/cli/dockerd/
 */
export interface DaemonSettings {
    /**
     * Labels of the daemon by key, shown by `docker info`. The component sets `certs` itself.
     *
     * @defaultValue `{}`
     */
    labels?: Record<string, string>;
    /**
     * Mirrors of Docker Hub, as `https://` URLs.
     *
     * @defaultValue `[]`
     */
    registryMirrors?: string[];
    /**
     * Registries that the daemon may use without TLS or with an unknown authority, as `host:port` or a CIDR. They cause a
     * warning.
     *
     * @defaultValue `[]`
     */
    insecureRegistries?: string[];
    /**
     * Storage driver, for example `overlay2`. In engine 29 this turns the containerd image store off and hides images that
     * were pulled before.
     *
     * @defaultValue - the engine's choice
     */
    storageDriver?: string;
    /**
     * Log driver for the containers' output, for example `json-file`, `local` or `journald`.
     *
     * @defaultValue `json-file`
     */
    logDriver?: string;
    /**
     * Options of the log driver. They replace all default options.
     *
     * @defaultValue - rotation at 10 MB, three files, for `json-file` and `local`; none for other drivers
     */
    logOptions?: Record<string, string>;
    /**
     * Default limits of containers' processes by name, for example `nofile`.
     *
     * @defaultValue `{}`: the engine's defaults
     */
    ulimits?: Record<string, Ulimit>;
    /**
     * Whether containers on the default bridge network can communicate with each other (`icc`).
     *
     * @defaultValue false
     */
    interContainerCommunication?: boolean;
    /**
     * Whether a process forwards each published port, in addition to the kernel (`userland-proxy`).
     *
     * @defaultValue false
     */
    userlandProxy?: boolean;
    /**
     * Whether containers keep running while the daemon restarts, for example for new certificates. Does not work with Swarm.
     *
     * @defaultValue true
     */
    liveRestore?: boolean;
    /**
     * Whether containers' processes are kept from gaining privileges, for example through setuid programs.
     *
     * @defaultValue false
     */
    noNewPrivileges?: boolean;
    /**
     * Maps root in containers to an unprivileged user of the host: `default`, a user, or user:group; `none` turns it off
     * although `daemonPreset` turns it on. In engine 29 this turns the containerd image store off. A change hides images and
     * containers that were there before: containers that run then keep running, but the daemon no longer knows them.
     *
     * @defaultValue - none
     */
    usernsRemap?: string;
    /**
     * Whether SELinux labels are applied. The host must have SELinux; Ubuntu uses AppArmor, which stays on.
     *
     * @defaultValue false
     */
    selinux?: boolean;
    /**
     * A seccomp profile in JSON. Only with `CustomScript`, which can copy files to the host.
     *
     * @defaultValue - the engine's default profile
     */
    seccompProfile?: string;
    /**
     * Authorization plugins, called in this order for each request.
     *
     * @defaultValue `[]`
     */
    authorizationPlugins?: string[];
    /**
     * Absolute path of the folder for images, containers and volumes on the host. It must not be a system folder or one that
     * contains others. With `CustomScript`, containerd keeps its files in the subfolder `containerd`, where engine 29 stores
     * images. A change leaves the old files behind. A path below `/mnt`, where Azure mounts temporary disks, causes a warning.
     *
     * @defaultValue - `/var/lib/docker`
     */
    dataRoot?: string;
}
