import { chmodSync, existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { callMachine } from "./control";
import { Disk } from "./disk";

/** Settings as they reach the agent: any JSON object. */
type Settings = Readonly<Record<string, unknown>>;

const DATA = "/var/lib/waagent/custom-script";
const SCRIPT_LIMIT = 256 * 1024;
/** What of each output reaches the status, in bytes. */
const TAIL_BYTES = 4 * 1024;
const NOT_EMULATED = ["commandToExecute", "fileUris", "storageAccountName", "storageAccountKey", "managedIdentity"];

/**
 * Plays the Linux agent that runs CustomScript 2.1 with a `script` (Azure/custom-script-extension-linux): once for each
 * call, as the agent does for each new sequence number.
 *
 * @returns the extension's failure message with the ends of the script's output, or nothing
 */
export async function runCustomScript(
    folder: string,
    settings: Settings,
    protectedSettings: Settings,
): Promise<string | undefined> {
    try {
        return await enable(new Disk(folder), readScript(settings, protectedSettings));
    } catch (error) {
        return `Enable failed: ${(error as Error).message}`;
    }
}

/** Plays the removal of the extension: its own folder goes, and what the script did stays. */
export async function removeCustomScript(folder: string): Promise<void> {
    await rm(new Disk(folder).path(DATA), { recursive: true, force: true });
}

async function enable(disk: Disk, script: string): Promise<string | undefined> {
    const downloads = disk.path(join(DATA, "download"));
    mkdirSync(downloads, { recursive: true });
    const number = Math.max(-1, ...readdirSync(downloads).map(Number)) + 1;
    const folder = join(downloads, String(number));
    mkdirSync(folder, { mode: 0o700 });
    const keep = (name: string, content: string, mode: number): void => {
        writeFileSync(join(folder, name), content, { mode });
        chmodSync(join(folder, name), mode);
    };
    keep("script.sh", script, 0o500);
    const inside = join(DATA, "download", String(number));
    // The agent is a service of the system, and has no home folder.
    const command = `cd ${inside} && unset HOME && exec ${inside}/script.sh`;
    const { code, stdout, stderr } = await callMachine(disk.folder, "exec", { argv: ["/bin/bash", "-c", command] });
    // The VM can have gone meanwhile, its disk with it.
    if (existsSync(folder)) {
        keep("stdout", stdout, 0o600);
        keep("stderr", stderr, 0o600);
    }
    return code === 0 ? undefined : failureMessage(code, stdout, stderr);
}

/** What the extension reports of a script that fails. */
export function failureMessage(code: number, stdout: string, stderr: string): string {
    const tail = (text: string): string => Buffer.from(text).subarray(-TAIL_BYTES).toString("utf8");
    const output = `\n[stdout]\n${tail(stdout)}\n[stderr]\n${tail(stderr)}`;
    return `Enable failed: failed to execute command: command terminated with exit status=${code}${output}`;
}

/**
 * Reads the script from the settings as the extension does: base64, of gzip or of the text itself, its line ends made
 * Unix's.
 *
 * @throws Error with the extension's own message, or a note on what the sandbox does not emulate.
 */
export function readScript(settings: Settings, protectedSettings: Settings): string {
    const all = [settings, protectedSettings];
    const holders = (key: string): number => all.filter((each) => isFilled(each[key])).length;
    const invalid = (message: string): Error =>
        new Error(`failed to get configuration: invalid configuration: ${message}`);
    for (const key of ["commandToExecute", "script"].filter((each) => holders(each) === 2)) {
        throw invalid(`'${key}' was specified both in public and protected settings; it must be specified only once`);
    }
    if (holders("commandToExecute") + holders("script") === 0) {
        throw invalid("'commandToExecute' is not specified");
    }
    if (holders("commandToExecute") + holders("script") === 2) {
        throw invalid("'commandToExecute' and 'script' were both specified, but only one is validate at a time");
    }
    const unsupported = NOT_EMULATED.find((key) => holders(key) > 0);
    if (unsupported !== undefined) {
        throw new Error(`the sandbox does not emulate the CustomScript extension's setting "${unsupported}"`);
    }
    const script = all.map((each) => each["script"]).find(isFilled);
    const text = decode(String(script));
    return settings["skipDos2Unix"] === true ? text : text.replaceAll("\r\n", "\n");
}

function isFilled(value: unknown): boolean {
    return Array.isArray(value) ? value.length > 0 : value !== undefined && value !== null && value !== "";
}

function decode(script: string): string {
    if (script.length > SCRIPT_LIMIT) {
        throw new Error(
            `The script's length (${script.length}) exceeded the maximum allowed length of ${SCRIPT_LIMIT}!`,
        );
    }
    const bare = script.replaceAll(/[\r\n]/g, "");
    if (!/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(bare)) {
        throw new Error("failed to decode script: illegal base64 data");
    }
    const content = Buffer.from(bare, "base64");
    const isGzip = content[0] === 0x1f && content[1] === 0x8b;
    return (isGzip ? gunzipSync(content) : content).toString("utf8");
}
