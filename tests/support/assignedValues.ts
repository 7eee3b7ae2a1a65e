import { execFileSync } from "node:child_process";
import { fixedText } from "../../components/engine/installScript";

const NAMES = [
    "PACKAGE_SOURCE",
    "REPOSITORY",
    "KEY_FINGERPRINT",
    "ENGINE_VERSION",
    "KEEP_NEWER",
    "CA_PEM",
    "CERT_PEM",
    "KEY_PEM",
    "DAEMON_JSON",
    "SECCOMP_PROFILE",
    "DATA_ROOT",
    "DATA_DISK_GIB",
    "DAEMON_FLAGS",
    "NVIDIA",
    "AUDIT",
    "UPDATE_CALENDAR",
    "PRUNE_CALENDAR",
    "PRUNE_COMMANDS",
    "COMPOSE_VERSION",
    "BUILDX_VERSION",
    "REGISTRY_AUTHS",
    "HTTP_PROXY_URL",
    "HTTPS_PROXY_URL",
    "NO_PROXY_HOSTS",
    "DAEMON_JSON_MODE",
] as const;

/** What the install script's text works with, by the name of the variable. */
export type AssignedValues = Readonly<Record<(typeof NAMES)[number], string>>;

/** What stands before the fixed text in a rendered script. */
export function assignmentsOf(script: string): string {
    const body = fixedText();
    if (!script.endsWith(body)) {
        throw new Error("The rendered script does not end with the fixed text");
    }
    return script.slice(0, -body.length);
}

/** The values as bash reads them back from a rendered script. */
export function assignedValues(script: string): AssignedValues {
    const print = `printf '%s\\0' ${NAMES.map((name) => `"$${name}"`).join(" ")}`;
    const input = `set -eu\n${assignmentsOf(script)}\n${print}\n`;
    const values = execFileSync("bash", { input, encoding: "utf8" }).split("\0");
    return Object.fromEntries(NAMES.map((name, index) => [name, values[index]])) as AssignedValues;
}
