import { chmodSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { callMachine } from "./controlSocket";
import { Disk } from "./disk";
import { type ExtensionInputs, forgetRuns, runOnce, type Settings } from "./extensionRuns";

const DATA = "/var/lib/waagent/custom-script";
/** The extension's own folder. */
const FOLDER = "/var/lib/waagent/Microsoft.Azure.Extensions.CustomScript-2.1.19";
const SCRIPT_LIMIT = 256 * 1024;
/** How many bytes from the end of each output go into the status. */
const TAIL_BYTES = 4 * 1024;

/**
 * Emulates CustomScript 2.1.19 (Azure/custom-script-extension-linux) with a `script`.
 *
 * @returns the extension's failure message with the ends of the script's output; undefined if it succeeded
 */
export async function runCustomScript(folder: string, inputs: ExtensionInputs): Promise<string | undefined> {
    const disk = new Disk(folder);
    return await runOnce(disk, FOLDER, inputs, (number) => enable(disk, number, inputs));
}

/** Emulates the removal of the extension: removes its own folders, but nothing that the script did. */
export async function removeCustomScript(folder: string): Promise<void> {
    const disk = new Disk(folder);
    await rm(disk.path(DATA), { recursive: true, force: true });
    await forgetRuns(disk, FOLDER);
}

async function enable(disk: Disk, number: number, inputs: ExtensionInputs): Promise<string | undefined> {
    const script = readScript(inputs.settings, inputs.protectedSettings);
    const downloads = disk.path(join(DATA, "download"));
    const folder = join(downloads, String(number));
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const failure = script === undefined ? undefined : await execute(disk, folder, script);
    const earlier = existsSync(downloads) ? readdirSync(downloads).filter((name) => name !== String(number)) : [];
    earlier.forEach((name) => {
        rmSync(join(downloads, name), { recursive: true });
    });
    return failure;
}

async function execute(disk: Disk, folder: string, script: Buffer): Promise<string | undefined> {
    const keep = (name: string, content: string | Buffer, mode: number): void => {
        writeFileSync(join(folder, name), content, { mode });
        chmodSync(join(folder, name), mode);
    };
    keep("script.sh", script, 0o500);
    const inside = folder.slice(disk.path("/").length - 1);
    // The agent is a system service without a home folder.
    const command = `cd ${inside} && unset HOME && exec ${inside}/script.sh`;
    const { code, stdout, stderr } = await callMachine(disk.folder, "exec", { argv: ["/bin/bash", "-c", command] });
    // The VM and its disk may have been deleted meanwhile.
    if (existsSync(folder)) {
        keep("stdout", stdout, 0o600);
        keep("stderr", stderr, 0o600);
    }
    return code === 0 ? undefined : failureMessage(code, stdout, stderr);
}

/** The extension's message about a failed script, with the reason before and after the output. */
export function failureMessage(code: number, stdout: string, stderr: string): string {
    const tail = (text: string): string => Buffer.from(text).subarray(-TAIL_BYTES).toString("utf8");
    const reason = `failed to execute command: command terminated with exit status=${code}`;
    return `${reason}\n[stdout]\n${tail(stdout)}\n[stderr]\n${tail(stderr)}: ${reason}`;
}

/**
 * Reads the script from the protected settings as the extension does: base64 of the text or of its gzip. Windows line
 * endings stay. Returns undefined where the extension reports success without running anything: if there is no script (the
 * extension ignores the result of its own check), or if it is too long or cannot be decoded.
 *
 * @throws Error that names a setting that the sandbox does not emulate.
 */
export function readScript(settings: Settings, protectedSettings: Settings): Buffer | undefined {
    const { script = "", ...others } = protectedSettings;
    const [unsupported] = [...Object.keys(settings), ...Object.keys(others)];
    if (unsupported !== undefined) {
        throw new Error(`the sandbox does not emulate the CustomScript extension's setting "${unsupported}"`);
    }
    if (typeof script !== "string") {
        throw new Error(
            `failed to get configuration: json validation error: invalid protected settings JSON: script: Invalid type. Expected: string, given: ${typeof script}`,
        );
    }
    return script === "" ? undefined : decode(script);
}

function decode(script: string): Buffer | undefined {
    const bare = script.replaceAll(/[\r\n]/g, "");
    const isBase64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(bare);
    if (script.length > SCRIPT_LIMIT || !isBase64) {
        return undefined;
    }
    const content = Buffer.from(bare, "base64");
    const isGzip = content[0] === 0x1f && content[1] === 0x8b;
    try {
        return isGzip ? gunzipSync(content) : content;
    } catch {
        return undefined;
    }
}
