import { gunzipSync } from "node:zlib";
import { same } from "../shared/azure/sameName";
import { at, elements, strings, Unknown, unknowns } from "./properties";
import type { Finding, Violation } from "./resourcePolicy";

/**
 * Reads what a VM is told about its Docker daemon: in the DockerExtension's settings, or in a text that runs on it, such as
 * CustomScript's script and the VM's custom data. It does not see what a script downloads.
 */

/** More than any VM is given: Azure takes 256 KiB of a script, packed. */
const MAXIMUM_SCRIPT_BYTES = 512 * 1024 * 1024;

/** A text that runs on the VM, and where it stands; {@link Unknown} where it is still to be made. */
export interface HostText {
    readonly property: string;
    readonly text: string | Unknown;
}

/** Whether a VM extension is the DockerExtension, by whichever of its publishers. */
export function isDockerExtension(extension: unknown): boolean {
    return same(at(extension, "type"), "DockerExtension");
}

/** Where the texts of each kind of resource are. */
const TEXTS: Readonly<Record<string, (properties: unknown) => HostText[]>> = {
    "compute:VirtualMachineExtension": (extension) => [...flagTexts(extension), ...extensionTexts(extension)],
    "compute:VirtualMachine": machineTexts,
};

/** The kinds of resources that tell a VM about its daemon. */
export const HOST_KINDS: readonly string[] = Object.keys(TEXTS);

/** The texts by which a resource of a kind tells a VM about its daemon; none for other kinds than {@link HOST_KINDS}. */
export function textsOf(kind: string, properties: unknown): HostText[] {
    return TEXTS[kind]?.(properties) ?? [];
}

/** The flags of `dockerd` that the DockerExtension is given, as one text; those that are not known yet apart. */
export function flagTexts(extension: unknown): HostText[] {
    if (!isDockerExtension(extension)) {
        return [];
    }
    const options = at(extension, "settings", "docker", "options");
    const flags = options instanceof Unknown ? [options] : elements(options);
    return [strings(flags).join(" "), ...unknowns(flags)].map((text) => ({
        property: "settings.docker.options",
        text,
    }));
}

/** The texts that a VM extension runs: CustomScript's, in its public and in its protected settings. */
function extensionTexts(extension: unknown): HostText[] {
    return ["settings", "protectedSettings"].flatMap((settings) => [
        ...hostText(`${settings}.script`, at(extension, settings, "script"), decoded),
        ...hostText(`${settings}.commandToExecute`, at(extension, settings, "commandToExecute"), (text) => text),
    ]);
}

/** The texts that a VM runs at its first start: cloud-init's. */
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

/** A script as Azure takes it: base64 of it, or of what gzip made of it. Any other text is plain. */
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
        // Neither a script nor gzip's: the VM cannot run it either.
        return text;
    }
}

/** Judges every text, and gives those that are not known yet. */
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

/** Where a daemon listens on the network. */
export interface Listener {
    /** As it is written, also a variable's name; empty for every address of the VM. */
    readonly host: string;
    /** Nothing where it is not written as a number. */
    readonly port: number | undefined;
}

/** An address with its scheme, but the one that a client is told; or a flag that takes an address without scheme. */
const ADDRESS =
    /(?<!DOCKER_HOST=\\?["']?)tcp:\/\/([^\s"'\\`;,)&|<>]*)|(?<![\w-])(?:-H|--host)[=\s]*\\?["']?((?:\d+(?:\.\d+){3}|\[[\da-fA-F:]*\])?:\d+)/g;
const HOST_AND_PORT = /^(\[[^\]]*\]|[^[].*?|):(\d{1,5})(?!\d)/;
const LOOPBACK = /^(?:127(?:\.\d+){3}|localhost|\[::1\])$/i;

/** Where a text has a daemon listen for its API, by flags of `dockerd` or by daemon.json; the loopback is left out. */
export function listenersOf(text: string): Listener[] {
    return listeners([...text.matchAll(ADDRESS)].map(([, withScheme, bare = ""]) => withScheme ?? bare));
}

/** Each by its flag, and by the entry of daemon.json. */
const METRICS_ADDRESS = /(?:--metrics-addr[=\s]+|["']metrics-addr\\?["']\s*:\s*)\\?["']?([^\s"'\\;,)}&|<>]+)/g;

const DIAGNOSTIC_PORT =
    /(?:--network-diagnostic-port[=\s]+|["']network-diagnostic-port\\?["']\s*:\s*)\\?["']?0*([1-9]\d*)/g;

/** Where a text has a daemon show metrics and the state of its networks, never behind certificates; the loopback is left out. */
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

/** How the component's script says which packages it installs, and how a command line of `apt-get` does. */
const DOCKER_PACKAGES =
    /\bPACKAGE_SOURCE='?docker'?\s[^]{0,1000}?\bENGINE_VERSION='?([\w.:+~-]+)|\bdocker-ce(?:-cli)?=["']?([\w.:+~-]+)/g;

/** The versions of Docker's own engine that a text installs, as far as it writes them out. */
export function dockerVersionsIn(text: string): string[] {
    return [...text.matchAll(DOCKER_PACKAGES)].map(([, own, pinned]) => own ?? pinned ?? "");
}
