import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { DaemonSettings } from "../components";
import { hardened } from "../components/engine/daemonTable";
import { renderInstallScript } from "../components/engine/installScript";
import { CHECKOUT } from "./checkout";
import { findShellcheck, lint } from "./linters";
import type { Tool } from "./unpackedProgram";

/** Runs shellcheck on all variants of the rendered install script and on the scripts of the emulated VM. */

const PEM = "-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----\n";
const ODD = 'it\'s "$HOME" $(id) `id` \\ %n * ~ ü\n#';
const PLAIN: DaemonSettings = { labels: { tier: "build" } };
const ODDLY_SET: DaemonSettings = {
    labels: { odd: ODD },
    logOptions: { tag: ODD },
    usernsRemap: ODD,
    dataRoot: "/data",
};

/** Writes the script for all combinations of the settings that change it, with two choices for most. */
function writeVariants(folder: string): void {
    const engines = [
        { engineSource: "docker" },
        { engineSource: "docker", engineMirror: "https://mirror.example.org/docker/" },
        { engineSource: "ubuntu" },
    ] as const;
    const versions = ["", "29.8.1"];
    const options = [[], ["--log-level=warn", "--label=100%"]];
    const profiles = [{}, { seccompProfile: JSON.stringify({ comment: ODD }) }];
    const combined = engines.flatMap((engine) =>
        versions.flatMap((engineVersion) =>
            options.flatMap((daemonOptions) =>
                profiles.flatMap((profile) =>
                    [PLAIN, ODDLY_SET].map((settings) => ({
                        ...engine,
                        engineVersion,
                        keepNewer: engineVersion === "",
                        daemonOptions,
                        dockerPort: 4243,
                        dataDiskGiB: settings === ODDLY_SET ? 64 : undefined,
                        daemon: hardened({ ...settings, ...profile }),
                        certificates: { ca: PEM, cert: PEM, key: PEM },
                        audit: engineVersion === "",
                    })),
                ),
            ),
        ),
    );
    combined.forEach((spec, index) => {
        writeFileSync(join(folder, `installEngine-${index}.sh`), renderInstallScript(spec));
    });
}

/** The scripts of the emulated VM and its stand-ins for a real VM's programs. */
function machineScripts(): string[] {
    const machine = "sandbox/machine";
    return readdirSync(join(CHECKOUT, machine), { recursive: true, encoding: "utf8" })
        .map((name) => join(machine, name))
        .filter((file) => {
            const entry = statSync(join(CHECKOUT, file));
            if (!entry.isFile()) {
                return false;
            }
            const isProgram = file.startsWith(join(machine, "programs")) && (entry.mode & 0o111) !== 0;
            const isShell = !readFileSync(join(CHECKOUT, file), "utf8").startsWith("#!/usr/bin/perl");
            return isShell && (file.endsWith(".sh") || isProgram);
        });
}

/** Prints the problems in scripts. Returns whether there are none. Files without a shebang are read as `sh`. */
function isClean({ program, env }: Tool, folder: string, files: readonly string[]): boolean {
    const named = files.filter((file) => readFileSync(join(folder, file), "utf8").startsWith("#!"));
    const runs = [named, ["--shell=sh", ...files.filter((file) => !named.includes(file))]];
    return runs
        .filter((args) => args.some((arg) => files.includes(arg)))
        .map((args) => spawnSync(program, args, { cwd: folder, env, stdio: "inherit" }).status)
        .every((status) => status === 0);
}

void lint(async () => {
    const folder = mkdtempSync(join(tmpdir(), "shellcheck-"));
    try {
        const shellcheck = await findShellcheck();
        writeVariants(folder);
        return [isClean(shellcheck, folder, readdirSync(folder)), isClean(shellcheck, CHECKOUT, machineScripts())];
    } finally {
        rmSync(folder, { recursive: true, force: true });
    }
});
