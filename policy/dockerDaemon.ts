import { gunzipSync } from "node:zlib";
import { same } from "../components/internal/sameName";
import { at, elements, strings, Unknown, unknowns } from "./properties";
import type { Finding, Violation } from "./resourcePolicy";

/**
 * What a VM is told about its Docker daemon: by the DockerExtension's settings, or by a text that runs on it, as
 * CustomScript's script and the VM's custom data. What a script downloads is not seen.
 */

/** A script that unpacks to more than that is none. */
const MAXIMUM_SCRIPT_BYTES = 4 * 1024 * 1024;

/** A text that runs on the VM, and where it stands; {@link Unknown} where it is still to be made. */
export interface HostText {
    readonly property: string;
    readonly text: string | Unknown;
}

/** Whether a VM extension is the DockerExtension, by whichever of its publishers. */
export function isDockerExtension(extension: unknown): boolean {
    return same(at(extension, "type"), "DockerExtension");
}

/** The flags of `dockerd` that the DockerExtension is given. */
function extensionFlags(extension: unknown): readonly unknown[] {
    const options = at(extension, "settings", "docker", "options");
    return options instanceof Unknown ? [options] : elements(options);
}

/** The texts that a VM extension runs: CustomScript's, in its public and in its protected settings. */
export function extensionTexts(extension: unknown): HostText[] {
    return ["settings", "protectedSettings"].flatMap((settings) => [
        ...hostText(`${settings}.script`, at(extension, settings, "script"), decoded),
        ...hostText(`${settings}.commandToExecute`, at(extension, settings, "commandToExecute"), (text) => text),
    ]);
}

/** The texts that a VM runs at its first start: cloud-init's. */
export function machineTexts(machine: unknown): HostText[] {
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

/** A script as Azure takes it: base64 of it, or of what gzip made of it; else it is plain. */
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
        // Neither a script nor packed: what the VM cannot run either.
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
        const fault = judge(text);
        return fault === undefined ? [] : [{ property, ...fault }];
    });
}

/** Judges the flags of the DockerExtension as one text, and gives those that are not known yet. */
export function judgeFlags(
    extension: unknown,
    judge: (text: string) => Omit<Violation, "property"> | undefined,
): Finding[] {
    if (!isDockerExtension(extension)) {
        return [];
    }
    const flags = extensionFlags(extension);
    const fault = judge(strings(flags).join(" "));
    return [...(fault === undefined ? [] : [{ property: "settings.docker.options", ...fault }]), ...unknowns(flags)];
}
