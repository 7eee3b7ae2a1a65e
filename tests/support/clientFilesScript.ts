import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach } from "@jest/globals";
import { CHECKOUT } from "./checkout";
import { folder } from "./eachTest";

/** The script that writes and removes client files. */
export const SCRIPT = readFileSync(join(CHECKOUT, "components/client/scripts/clientFiles.js"));
/** What it is given to write. */
export const FILES = { "ca.pem": "authority\n", "cert.pem": "certificate\n", "key.pem": "key\n", id_ed25519: "ssh\n" };

/** The folder for the files in it. */
export let certs: string;

beforeEach(() => {
    certs = join(folder, "docker", "certs");
});

export interface Run {
    readonly directory?: string;
    readonly files?: Readonly<Record<string, string>>;
    /** What the last run printed. */
    readonly last?: string;
    readonly home?: string;
    /** A module that is loaded first. */
    readonly preload?: string;
}

/** Runs the script as the command does: by standard input, with its data in the environment. */
export function run(
    action: "create" | "delete",
    { directory = certs, files = FILES, last = "", home = folder, preload }: Run = {},
) {
    const { status, stdout, stderr } = spawnSync(
        process.execPath,
        [...(preload === undefined ? [] : ["--require", preload]), "-", action],
        {
            input: SCRIPT,
            cwd: folder,
            encoding: "utf8",
            env: { HOME: home, DOCKER_CERT_DIR: directory, FILES: JSON.stringify(files), PULUMI_COMMAND_STDOUT: last },
        },
    );
    return { status, stdout, stderr };
}

/** Runs it where it must succeed, and gives what it printed. */
export function create(options?: Run): string {
    const { status, stdout, stderr } = run("create", options);
    if (status !== 0) {
        throw new Error(stderr);
    }
    return stdout;
}

/** The files in a folder, by name. */
export const content = (directory = certs): Record<string, string> =>
    Object.fromEntries(readdirSync(directory).map((name) => [name, readFileSync(join(directory, name), "utf8")]));
