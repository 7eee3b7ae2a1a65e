import { gunzipSync } from "node:zlib";
import { same } from "../shared/azure/sameName";
import { composeParts } from "./composeParts";
import { at, elements, strings, Unknown, unknowns } from "./properties";
import type { Finding, Violation } from "./resourcePolicy";

/**
 * Reads a VM's instructions for its Docker daemon: the DockerExtension's settings, or a text that runs on the VM, such as
 * CustomScript's script or the VM's custom data. It does not see anything that a script downloads.
 */

/** More than any VM can get: Azure accepts 256 KiB of a compressed script. */
const MAXIMUM_SCRIPT_BYTES = 512 * 1024 * 1024;

/** A text that runs on the VM and the property that contains it; {@link Unknown} if it does not exist yet. */
export interface HostText {
    readonly property: string;
    readonly text: string | Unknown;
}

/** Whether a VM extension is the DockerExtension, from any of its publishers. */
export function isDockerExtension(extension: unknown): boolean {
    return same(at(extension, "type"), "DockerExtension");
}

/** Reads the texts of each kind of resource. */
const TEXTS: Readonly<Record<string, (properties: unknown) => HostText[]>> = {
    "compute:VirtualMachineExtension": (extension) =>
        isDockerExtension(extension)
            ? [...flagTexts(extension), ...composeTexts(extension)]
            : extensionTexts(extension),
    "compute:VirtualMachine": machineTexts,
};

/** The kinds of resources with instructions for a daemon. */
export const HOST_KINDS: readonly string[] = Object.keys(TEXTS);

/** The texts of a resource with instructions for a daemon; none for kinds other than {@link HOST_KINDS}. */
export function textsOf(kind: string, properties: unknown): HostText[] {
    return TEXTS[kind]?.(properties) ?? [];
}

/** The `dockerd` flags in the DockerExtension's settings as one text, followed by unknown flags. */
export function flagTexts(extension: unknown): HostText[] {
    const options = at(extension, "settings", "docker", "options");
    const flags = options instanceof Unknown ? [options] : elements(options);
    return [strings(flags).join(" "), ...unknowns(flags)].map((text) => ({
        property: "settings.docker.options",
        text,
    }));
}

/**
 * What the DockerExtension runs with docker-compose: a text for each service, in which words of a list follow each other and
 * other values have their name in front; followed by unknown values.
 */
export function composeTexts(extension: unknown): HostText[] {
    return composeParts(extension).flatMap(({ property, values }) => {
        const words = values.map(({ path, value }) =>
            value instanceof Unknown || path.endsWith("]") ? value : `${path.replace(/^.*\./, "")}=${String(value)}`,
        );
        return [strings(words).join(" "), ...unknowns(words)].map((text) => ({ property, text }));
    });
}

/** The texts that a VM extension runs: those in CustomScript's public and protected settings. */
function extensionTexts(extension: unknown): HostText[] {
    return ["settings", "protectedSettings"].flatMap((settings) => [
        ...hostText(`${settings}.script`, at(extension, settings, "script"), decoded),
        ...hostText(`${settings}.commandToExecute`, at(extension, settings, "commandToExecute"), (text) => text),
    ]);
}

/** The texts that a VM runs at its first start, with cloud-init. */
function machineTexts(machine: unknown): HostText[] {
    return [
        ...hostText("osProfile.customData", at(machine, "osProfile", "customData"), decoded),
        ...hostText("userData", at(machine, "userData"), decoded),
    ];
}

function hostText(property: string, value: unknown, decode: (text: string) => string): HostText[] {
    if (value instanceof Unknown) {
        return [{ property, text: value }];
    }
    return typeof value === "string" ? [{ property, text: decode(value) }] : [];
}

/** A decoded script: Azure accepts base64 of the script or of its gzip. Any other text is plain. */
function decoded(text: string): string {
    if (!/^[A-Za-z0-9+/\s]+={0,2}\s*$/.test(text)) {
        return text;
    }
    const bytes = Buffer.from(text, "base64");
    try {
        return bytes.readUInt16BE(0) === 0x1f8b
            ? gunzipSync(bytes, { maxOutputLength: MAXIMUM_SCRIPT_BYTES }).toString()
            : bytes.toString();
    } catch {
        // Neither a script nor gzip: the VM cannot run it either.
        return text;
    }
}

/** Judges every known text, and returns the unknown ones. */
export function judgeTexts(
    texts: readonly HostText[],
    judge: (text: string) => Omit<Violation, "property"> | undefined,
): Finding[] {
    return texts.flatMap(({ property, text }): Finding[] => {
        if (text instanceof Unknown) {
            return [text];
        }
        const problem = judge(text);
        return problem === undefined ? [] : [{ property, ...problem }];
    });
}

/** A network address on which a daemon listens. */
export interface Listener {
    /** The host as written, possibly a variable's name; empty for all addresses of the VM. */
    readonly host: string;
    /** Undefined if it is not written as a number. */
    readonly port: number | undefined;
}

/** An address with a scheme, unless it is a client's DOCKER_HOST; or a flag with an address without a scheme. */
const ADDRESS =
    /(?<!DOCKER_HOST=\\?["']?)tcp:\/\/([^\s"'\\`;,)&|<>]*)|(?<![\w-])(?:-H|--host)[=\s]*\\?["']?((?:\d+(?:\.\d+){3}|\[[\da-fA-F:]*\])?:\d+)/g;
const HOST_AND_PORT = /^(\[[^\]]*\]|[^[].*?|):(\d{1,5})(?!\d)/;
const LOOPBACK = /^(?:127(?:\.\d+){3}|localhost|\[::1\])$/i;

/** The addresses on which a text makes a daemon serve its API, from `dockerd` flags or daemon.json, except loopback ones. */
export function listenersOf(text: string): Listener[] {
    return listeners([...text.matchAll(ADDRESS)].map(([, withScheme, bare = ""]) => withScheme ?? bare));
}

/** Each as a flag, and as an entry of daemon.json. */
const METRICS_ADDRESS = /(?:--metrics-addr[=\s]+|["']metrics-addr\\?["']\s*:\s*)\\?["']?([^\s"'\\;,)}&|<>]+)/g;

const DIAGNOSTIC_PORT =
    /(?:--network-diagnostic-port[=\s]+|["']network-diagnostic-port\\?["']\s*:\s*)\\?["']?0*([1-9]\d*)/g;

/**
 * The addresses on which a text makes a daemon serve metrics and the state of its networks, which never require certificates,
 * except loopback ones.
 */
export function openListenersOf(text: string): Listener[] {
    return listeners([
        ...[...text.matchAll(METRICS_ADDRESS)].map(([, address = ""]) => address),
        ...[...text.matchAll(DIAGNOSTIC_PORT)].map(([, port = ""]) => `:${port}`),
    ]);
}

function listeners(addresses: readonly string[]): Listener[] {
    return addresses
        .map((address): Listener => {
            const [, host, port] = HOST_AND_PORT.exec(address) ?? [];
            return { host: host ?? address.replace(/\/.*$/, ""), port: port === undefined ? undefined : Number(port) };
        })
        .filter(({ host }) => !LOOPBACK.test(host));
}

/** The engine version in the component's script, and in a command line of `apt-get`. */
const DOCKER_PACKAGES =
    /\bPACKAGE_SOURCE='?docker'?\s[^]{0,1000}?\bENGINE_VERSION='?([\w.:+~-]+)|\bdocker-ce(?:-cli)?=["']?([\w.:+~-]+)/g;

/** The versions of Docker's own engine that a text installs, if it contains them literally. */
export function dockerVersionsIn(text: string): string[] {
    return [...text.matchAll(DOCKER_PACKAGES)].map(([, own, pinned]) => own ?? pinned ?? "");
}
