import { existsSync, lstatSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { replaceFile } from "../../shared/atomicFile";
import type { Tools } from "./dockerTools";

/** The specification of a VM, kept in its folder so that the VM can be booted again. */
export interface MachineSpec {
    /** The host name inside the VM. */
    readonly hostName: string;
    readonly adminUsername: string;
    /** The init system of the VM's image. */
    readonly init: "upstart" | "systemd";
    /** Whether a real daemon runs in namespaces, or a small TLS server stands in for it. */
    readonly kind: "real" | "standIn";
    /** The programs of the daemon; undefined if only a stand-in can run. */
    readonly tools: Tools | undefined;
    /** The attached data disks: their number, by which Azure names them in the VM, and the file on the host. @default - none */
    readonly dataDisks?: readonly { readonly lun: number; readonly file: string }[];
}

const SPEC_FILE = "machine.json";
/** The folder in a VM with the daemon's unpacked packages. */
const PACKAGES = "/opt/docker";
/** The folder in a VM with systemd for the Docker engine that the install script pins; it precedes PACKAGES on PATH. */
const ENGINE = "/opt/engine";
/** The folder in a VM with the sandbox's own programs; it comes first on PATH. */
const PROGRAMS = "/opt/sandbox";
/** The file in a VM that does not reach the Internet. */
const OFFLINE = "/etc/sandbox/offline";
/** The folder where a rootless daemon looks for RootlessKit. */
export const ROOTLESSKIT = "/var/lib/rootlesskit";

/** True if the caller is not root: a user namespace then makes it root in the VM and nowhere else. */
export function isRootless(): boolean {
    return process.getuid?.() !== 0;
}

/** The persistent part of a VM: its folder with `root` in it, the VM's own file system without the host's programs. */
export class Disk {
    constructor(readonly folder: string) {}

    /** Whether the disk exists. */
    get isMade(): boolean {
        return existsSync(join(this.folder, SPEC_FILE));
    }

    /** The VM's specification. */
    get spec(): MachineSpec {
        return JSON.parse(readFileSync(join(this.folder, SPEC_FILE), "utf8")) as MachineSpec;
    }

    /** The path of one of the VM's files on the host. */
    path(inside: string): string {
        return join(this.folder, "root", inside);
    }

    /** Tells the VM's stand-ins for programs that download whether they can. */
    setOnline(isOnline: boolean): void {
        const file = this.path(OFFLINE);
        if (isOnline) {
            rmSync(file, { force: true });
        } else {
            mkdirSync(dirname(file), { recursive: true });
            writeFileSync(file, "");
        }
    }

    /** Whether the VM reaches the Internet. */
    get isOnline(): boolean {
        return !existsSync(this.path(OFFLINE));
    }

    /** Creates the disk; existing files stay unchanged. */
    format(spec: MachineSpec): void {
        mkdirSync(this.folder, { recursive: true, mode: 0o700 });
        replaceFile(join(this.folder, SPEC_FILE), JSON.stringify(spec));
        for (const folder of [...FOLDERS, PACKAGES, ENGINE, PROGRAMS, `/home/${spec.adminUsername}`]) {
            mkdirSync(this.path(folder), { recursive: true });
        }
        if (lstatSync(this.path("/var/run"), { throwIfNoEntry: false }) === undefined) {
            symlinkSync("../run", this.path("/var/run"));
        }
        for (const [file, lines] of Object.entries(firstFiles(spec))) {
            if (!existsSync(this.path(file))) {
                writeFileSync(this.path(file), `${lines.join("\n")}\n`);
            }
        }
    }

    /** The host's folder with the Docker engine that the install script pins; undefined if that script never runs here. */
    get engine(): string | undefined {
        const { init, tools } = this.spec;
        return init === "systemd" ? tools?.engine : undefined;
    }

    /** The folders with stand-ins for programs of a real VM. */
    private standIns(): string[] {
        return [
            ...(isRootless() ? [`${PROGRAMS}/rootless`] : []),
            ...(this.spec.init === "systemd" ? [`${PROGRAMS}/systemd`] : []),
        ];
    }

    /** The environment variables of all programs in the VM. */
    environment(): Record<string, string> {
        const libraries = (this.spec.tools?.libraries ?? []).map((folder) => `${PACKAGES}/${folder}`);
        const loading = { LD_LIBRARY_PATH: libraries.join(":"), XTABLES_LIBDIR: `${libraries[0] ?? ""}/xtables` };
        return {
            PATH: [...this.standIns(), PROGRAMS, ENGINE, ...SEARCHED].join(":"),
            HOME: "/root",
            LANG: "C.UTF-8",
            ...(libraries.length === 0 ? {} : loading),
            ...(isRootless() ? ROOTLESS_ENVIRONMENT : {}),
        };
    }
}

const FOLDERS = [
    "dev",
    "etc/apt/apt.conf.d",
    "etc/apt/preferences.d",
    "etc/apt/sources.list.d",
    "etc/docker",
    "etc/systemd/system",
    "proc",
    "root",
    "run",
    "sys",
    "tmp",
    "usr",
    "var/lib/docker",
    "var/lib/apt/lists",
    "var/lib/dpkg/info",
    "var/log/upstart",
];

const SEARCHED = [
    ...["usr/sbin", "usr/bin", "sbin", "bin"].map((folder) => `${PACKAGES}/${folder}`),
    ...["/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin"],
];

/** Lets dockerd run as an ordinary user, with its files in the same places as for root. */
const ROOTLESS_ENVIRONMENT = {
    ROOTLESSKIT_STATE_DIR: ROOTLESSKIT,
    XDG_RUNTIME_DIR: "/run",
    XDG_CONFIG_HOME: "/etc",
    XDG_DATA_HOME: "/var/lib",
};

/** The files in /etc of a new VM: their lines by path. */
function firstFiles({ hostName, adminUsername, init }: MachineSpec): Record<string, string[]> {
    const [version, codename] = init === "systemd" ? ["24.04", "noble"] : ["14.04", "trusty"];
    return {
        "/etc/os-release": ["ID=ubuntu", `VERSION_ID="${version}"`, `VERSION_CODENAME=${codename}`],
        "/etc/hostname": [hostName],
        "/etc/hosts": ["127.0.0.1 localhost", `127.0.1.1 ${hostName}`],
        // Azure's own resolver. A VM of the sandbox has no network access and gets no answer.
        "/etc/resolv.conf": ["nameserver 168.63.129.16"],
        "/etc/nsswitch.conf": ["passwd: files", "group: files", "hosts: files dns"],
        "/etc/passwd": [
            "root:x:0:0:root:/root:/bin/sh",
            "nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin",
            `${adminUsername}:x:1000:1000::/home/${adminUsername}:/bin/sh`,
        ],
        "/etc/subuid": [`${adminUsername}:100000:65536`],
        "/etc/subgid": [`${adminUsername}:100000:65536`],
        "/etc/group": [
            "root:x:0:",
            "tty:x:5:", // A user namespace of one user has no group other than root's.
            `docker:x:${isRootless() ? 0 : 999}:`,
            `${adminUsername}:x:1000:`,
            "nogroup:x:65534:",
        ],
    };
}
