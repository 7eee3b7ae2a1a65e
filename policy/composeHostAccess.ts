import { resolve } from "node:path/posix";
import { type ComposePart, composeParts } from "./composeParts";
import { isDockerExtension } from "./dockerDaemon";
import { Unknown } from "./properties";
import { type Finding, resourcePolicy, type Settings } from "./resourcePolicy";

/** Where the extension writes the Compose file, to which its relative paths refer. */
const COMPOSE_FOLDER = "/etc/docker/compose";

/** Whoever writes into these, or talks to the sockets in them, is root on the host. */
const SYSTEM_FOLDERS =
    "/bin /boot /dev /etc /lib /lib64 /proc /root /run /sbin /sys /usr /var/lib/docker /var/lib/waagent /var/run".split(
        " ",
    );

/** Files that containers often read, such as `/etc/localtime`. The daemon's key is in `/etc/docker`. */
const READABLE = /^\/(etc(?!\/docker(\/|$))|usr)\//;

const holds = (folder: string, path: string): boolean =>
    path === folder || path.startsWith(folder.replace(/\/?$/, "/"));

function isSystemPath(path: string, readOnly = false): boolean {
    const whole = resolve(COMPOSE_FOLDER, path.replace(/^~(?=\/|$)/, "/root"));
    return (
        !whole.startsWith(`${COMPOSE_FOLDER}/`) &&
        !(readOnly && READABLE.test(whole)) &&
        SYSTEM_FOLDERS.some((folder) => holds(folder, whole) || holds(whole, folder))
    );
}

/** Whether a volume is one of the host's system folders, or a path that only the host knows. Others are names of volumes. */
function isSystemMount(volume: unknown): boolean {
    const [source = "", target, mode = ""] = String(volume).split(":");
    return (
        target !== undefined &&
        (/\$|^~[^/]/.test(source) || (/^[./~]/.test(source) && isSystemPath(source, mode.split(",").includes("ro"))))
    );
}

/** What gives a container the host, by the path within a service or, for `driver_opts`, a volume. */
const HOST_ACCESS: readonly (readonly [path: RegExp, gives: (value: unknown) => boolean])[] = [
    [/^\.privileged$/, (value) => value === true],
    [/^\.(net|network_mode|pid|ipc)$/, (value) => value === "host"],
    [/^\.(devices|cap_add)\[/, () => true],
    [/^\.volumes\[/, isSystemMount],
    [/^\.driver_opts\.device$/, (value) => isSystemPath(`/${String(value)}`)],
];

function findingsOf({ property, values }: ComposePart): Finding[] {
    return values.flatMap(({ path, value }): Finding[] => {
        if (value instanceof Unknown) {
            return [value];
        }
        return HOST_ACCESS.some(([where, gives]) => where.test(path) && gives(value))
            ? [
                  {
                      property: `${property}${path}`,
                      problem:
                          "it gives a container a part of the host itself, so whoever controls the container can become root there",
                      fix: "Remove it, and give the container folders with its own data only",
                  },
              ]
            : [];
    });
}

/** Keeps the containers that the DockerExtension brings up away from the host itself. */
export const composeHostAccess = resourcePolicy<Settings>({
    name: "compose-host-access",
    description: "The containers of the DockerExtension's Compose file have no access to the host itself.",
    enforcementLevel: "mandatory",
    severity: "high",
    checks: {
        "compute:VirtualMachineExtension": (extension) =>
            isDockerExtension(extension) ? composeParts(extension).flatMap(findingsOf) : [],
    },
});
