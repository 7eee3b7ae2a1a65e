import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { DaemonSettings } from "./daemonSettings";
import { EngineSource } from "../options";
import { daemonJson } from "./daemonJson";
import { type DaemonCertificates, requirePem } from "./daemonCertificates";
import { shellQuote } from "../../shared/shellQuote";
import { matches, rule } from "../validation/rules";

/** Docker's own repository for Ubuntu. */
const DOCKER_REPOSITORY = "https://download.docker.com/linux/ubuntu";
/** The key that signs it and every mirror of it: https://docs.docker.com/engine/install/ubuntu/. */
const DOCKER_KEY_FINGERPRINT = "9DC858229FC7DD38854AE2D88D81803C0EBFCD88";

/**
 * The longest script in base64 that the extension runs. It calls a longer one a success, and runs nothing:
 * https://github.com/Azure/custom-script-extension-linux
 */
export const SCRIPT_LIMIT = 256 * 1024;

/** The version of a Debian package, or the beginning of one. */
export const engineVersion = rule(
    (value) => matches(/^[0-9][0-9A-Za-z.+~-]*$/, value),
    "a version without its epoch, such as 29.10.0",
    "Take one that `apt-cache madison docker-ce` lists, without what stands before the colon",
);

/** An address that only its owner can answer. */
export const engineMirror = rule(
    (value) => matches(/^https:\/\/[A-Za-z0-9.-]+(:[0-9]+)?(\/[A-Za-z0-9._~/-]*)?$/, value),
    "an address that begins with https://",
    "Write for example https://mirror.example.org/docker/linux/ubuntu",
);

/** What an engine is installed and set up with. */
export interface InstallSpec {
    readonly engineSource: EngineSource;
    /** Empty for the newest. */
    readonly engineVersion: string;
    /** Whether a newer version that is on the host already is left there. */
    readonly keepNewer: boolean;
    /** Of Docker's repository; nothing for that itself. */
    readonly engineMirror?: string | undefined;
    readonly dockerPort: number;
    readonly daemonOptions: readonly string[];
    /** Defaults filled in, and the fingerprint among the labels. */
    readonly daemon: DaemonSettings;
    readonly certificates: DaemonCertificates;
}

/**
 * The script that installs the engine: the values as assignments, each quoted, before a text that is always the same.
 *
 * @throws Error when a certificate is not PEM: a port is opened with all three or not at all.
 */
export function renderInstallScript(spec: InstallSpec): string {
    requirePem(spec.certificates);
    const { ca, cert, key } = spec.certificates;
    const values = {
        PACKAGE_SOURCE: spec.engineSource,
        REPOSITORY: (spec.engineMirror ?? DOCKER_REPOSITORY).replace(/\/+$/, ""),
        KEY_FINGERPRINT: DOCKER_KEY_FINGERPRINT,
        ENGINE_VERSION: spec.engineVersion,
        KEEP_NEWER: spec.keepNewer ? "yes" : "no",
        CA_PEM: ca,
        CERT_PEM: cert,
        KEY_PEM: key,
        DAEMON_JSON: daemonJson(spec),
        SECCOMP_PROFILE: spec.daemon.seccompProfile ?? "",
        DATA_ROOT: forSystemd(spec.daemon.dataRoot ?? ""),
        DAEMON_FLAGS: spec.daemonOptions.map(forSystemd).join(" "),
    };
    const assignments = Object.entries(values).map(([name, value]) => `readonly ${name}=${shellQuote(value)}`);
    const body = readFileSync(join(__dirname, "installEngine.sh"), "utf8");
    // The values are meant as they are, also a `$` among them.
    const block = ["# shellcheck disable=SC2016", "{", ...assignments, "}"];
    return ["#!/bin/bash", ...block, "", body].join("\n");
}

/**
 * The script as the extension takes it.
 *
 * @throws Error when the extension would not run it.
 */
export function encodeInstallScript(spec: InstallSpec): string {
    const script = Buffer.from(renderInstallScript(spec)).toString("base64");
    if (script.length > SCRIPT_LIMIT) {
        throw new Error(
            `The script that installs the engine has ${script.length} characters in base64, and the extension runs at most ${SCRIPT_LIMIT}: shorten daemon.seccompProfile, or the bundle of authorities.`,
        );
    }
    return script;
}

/** systemd reads a percent sign as the start of a specifier. */
function forSystemd(text: string): string {
    return text.replaceAll("%", "%%");
}
