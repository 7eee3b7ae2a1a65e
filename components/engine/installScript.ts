import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { DaemonSettings } from "./daemonSettings";
import { EngineSource } from "../options";
import { daemonJson } from "./daemonJson";
import { type DaemonCertificates, requirePem } from "./daemonCertificates";
import type { Proxies } from "./proxySettings";
import { pruneCalendar, pruneCommands, type PruneSettings } from "./pruneSettings";
import { shellQuote } from "../../shared/shellQuote";
import type { Rule } from "../validation/problems";
import { matches, rule } from "../validation/rules";

/** Docker's own repository for Ubuntu. */
const DOCKER_REPOSITORY = "https://download.docker.com/linux/ubuntu";
/** The key that signs the repository and its mirrors: https://docs.docker.com/engine/install/ubuntu/. */
const DOCKER_KEY_FINGERPRINT = "9DC858229FC7DD38854AE2D88D81803C0EBFCD88";

/**
 * The longest base64-encoded script that the extension runs. For a longer one it reports success without running it:
 * https://github.com/Azure/custom-script-extension-linux
 */
export const SCRIPT_LIMIT = 256 * 1024;

/**
 * The files of the script's fixed text in `scripts`, in their order: the first has what all others use, the last runs what they
 * define.
 */
const PARTS = [
    "start",
    "proxy",
    "apt",
    "disk",
    "packages",
    "plugins",
    "wireserver",
    "nvidia",
    "settings",
    "daemon",
    "apply",
    "audit",
    "registries",
    "timers",
    "updates",
    "main",
];

/** The version of a Debian package, or the start of one. */
export const packageVersion = (name: string, example: string): Rule =>
    rule(
        (value) => matches(/^[0-9][0-9A-Za-z.+~-]*$/, value),
        `a version without its epoch, such as ${example}`,
        `Use one that \`apt-cache madison ${name}\` lists, without the part before the colon`,
    );

/** The version of the engine. */
export const engineVersion = packageVersion("docker-ce", "29.10.0");

/** A URL that authenticates its server. */
export const engineMirror = rule(
    (value) => matches(/^https:\/\/[A-Za-z0-9.-]+(:[0-9]+)?(\/[A-Za-z0-9._~/-]*)?$/, value),
    "an https:// URL",
    "For example, use https://mirror.example.org/docker/linux/ubuntu",
);

/** The values for the install script. */
export interface InstallSpec {
    readonly engineSource: EngineSource;
    /** Empty for the latest version. */
    readonly engineVersion: string;
    /** Of Docker Compose; undefined for what the host has. */
    readonly composeVersion?: string | undefined;
    /** Of Docker Buildx; undefined for what the host has. */
    readonly buildxVersion?: string | undefined;
    /** Whether to keep a newer version that is already on the host. */
    readonly keepNewer: boolean;
    /** A mirror of Docker's repository; undefined for the repository itself. */
    readonly engineMirror?: string | undefined;
    readonly dockerPort: number;
    readonly daemonOptions: readonly string[];
    /** The settings with defaults filled in, and with the certificates' fingerprint among the labels. */
    readonly daemon: DaemonSettings;
    /** The size of the data disk, which is mounted at the daemon's `dataRoot`; undefined if there is none. */
    readonly dataDiskGiB?: number | undefined;
    readonly certificates: DaemonCertificates;
    /** Undefined for a host without a proxy. */
    readonly proxies?: Proxies | undefined;
    /** The entry `auths` of the docker CLI's settings; empty for no logins. */
    readonly registryAuths?: string;
    /** Undefined for no timer. */
    readonly prune?: PruneSettings | undefined;
    /** Whether a timer installs newer patch versions of Docker's packages. */
    readonly automaticUpdates?: boolean | undefined;
    /** Whether containers can use the VM's NVIDIA GPUs. */
    readonly nvidia?: boolean | undefined;
    /** Whether auditd watches Docker's programs and files. */
    readonly audit?: boolean;
}

/**
 * The script that installs the engine: the quoted values as assignments, followed by a fixed text.
 *
 * @throws Error if a certificate is not PEM: the port is opened with all three or not at all.
 */
export function renderInstallScript(spec: InstallSpec): string {
    requirePem(spec.certificates);
    const { ca, cert, key } = spec.certificates;
    const { proxies } = spec;
    const values = {
        PACKAGE_SOURCE: spec.engineSource,
        REPOSITORY: (spec.engineMirror ?? DOCKER_REPOSITORY).replace(/\/+$/, ""),
        KEY_FINGERPRINT: DOCKER_KEY_FINGERPRINT,
        ENGINE_VERSION: spec.engineVersion,
        COMPOSE_VERSION: spec.composeVersion ?? "",
        BUILDX_VERSION: spec.buildxVersion ?? "",
        KEEP_NEWER: spec.keepNewer ? "yes" : "no",
        CA_PEM: ca,
        CERT_PEM: cert,
        KEY_PEM: key,
        NVIDIA: spec.nvidia === true ? "yes" : "no",
        DAEMON_JSON: daemonJson(spec),
        DAEMON_JSON_MODE: proxies === undefined ? "0644" : "0600",
        SECCOMP_PROFILE: spec.daemon.seccompProfile ?? "",
        DATA_ROOT: forSystemd(spec.daemon.dataRoot ?? ""),
        DATA_DISK_GIB: String(spec.dataDiskGiB ?? ""),
        DAEMON_FLAGS: spec.daemonOptions.map(forSystemd).join(" "),
        HTTP_PROXY_URL: proxies?.["http-proxy"] ?? "",
        HTTPS_PROXY_URL: proxies?.["https-proxy"] ?? "",
        NO_PROXY_HOSTS: proxies?.["no-proxy"] ?? "",
        REGISTRY_AUTHS: spec.registryAuths ?? "",
        PRUNE_CALENDAR: pruneCalendar(spec.prune),
        PRUNE_COMMANDS: pruneCommands(spec.prune),
        UPDATE_CALENDAR: spec.automaticUpdates === true ? "daily" : "",
        AUDIT: spec.audit === true ? "yes" : "no",
    };
    const assignments = Object.entries(values).map(([name, value]) => `readonly ${name}=${shellQuote(value)}`);
    // The values are literal, even if they contain a `$`.
    const block = ["# shellcheck disable=SC2016", "{", ...assignments, "}"];
    return ["#!/bin/bash", ...block, "", fixedText()].join("\n");
}

/** The part of the script that is the same for all hosts. */
export function fixedText(): string {
    return PARTS.map((part) => readFileSync(join(__dirname, "scripts", `${part}.sh`), "utf8")).join("\n");
}

/**
 * The script in base64 for the extension.
 *
 * @throws Error if it is too long for the extension.
 */
export function encodeInstallScript(spec: InstallSpec): string {
    const script = Buffer.from(renderInstallScript(spec)).toString("base64");
    if (script.length > SCRIPT_LIMIT) {
        throw new Error(
            `The installation script has ${script.length} base64 characters, but the extension runs at most ${SCRIPT_LIMIT}. Shorten daemon.seccompProfile, or list fewer clients.`,
        );
    }
    return script;
}

/** systemd reads a percent sign as the start of a specifier. */
function forSystemd(text: string): string {
    return text.replaceAll("%", "%%");
}
