import { cpSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { toolCache } from "../toolCache";
import { type ProcessResult, runProgram } from "../processes";

/** A build that prints nothing for this long hangs. Its longest silent step, linking, takes a minute on a busy machine. */
const SILENCE_SECONDS = 900;
const REPORT_MILLISECONDS = 10_000;

/** Reports progress. */
export type Progress = (line: string) => void;

/** Programs that are built from one Go module. */
export interface GoPrograms {
    /** The folder with the go.mod and go.sum that pin the module and its dependencies. */
    readonly module: string;
    /** The import path of each program by the name of its executable, which is the path's last element. */
    readonly targets: Readonly<Record<string, string>>;
    /** Options of Go's linker. */
    readonly ldflags: string;
    /** Go's build tags. @default - none */
    readonly tags?: string;
    /** Added to the environment of Go. @default - nothing */
    readonly env?: Readonly<Record<string, string>>;
}

/** Whether a folder's `bin` contains all programs. */
export function hasPrograms(root: string, targets: GoPrograms["targets"]): boolean {
    return Object.keys(targets).every((program) => existsSync(join(root, "bin", program)));
}

/**
 * Builds programs into a folder's `bin`. They are built in a temporary folder first, so that an interrupted build leaves no
 * incomplete set.
 *
 * @returns the reason of a failure; undefined on success.
 */
export async function buildGoPrograms(spec: GoPrograms, root: string, progress: Progress): Promise<string | undefined> {
    mkdirSync(toolCache(), { recursive: true });
    const buildFolder = mkdtempSync(join(toolCache(), "build-"));
    try {
        const failure = await build(spec, buildFolder, progress);
        // Another process may have built them meanwhile.
        if (failure === undefined && !hasPrograms(root, spec.targets)) {
            rmSync(join(root, "bin"), { recursive: true, force: true });
            mkdirSync(root, { recursive: true });
            renameSync(join(buildFolder, "bin"), join(root, "bin"));
        }
        return failure;
    } finally {
        rmSync(buildFolder, { recursive: true, force: true });
    }
}

async function build(spec: GoPrograms, buildFolder: string, progress: Progress): Promise<string | undefined> {
    cpSync(spec.module, buildFolder, { recursive: true });
    // Go writes each program under its own name only into an existing folder.
    mkdirSync(join(buildFolder, "bin"));
    const targets = Object.values(spec.targets);
    const common = ["-mod=readonly", "-tags", spec.tags ?? "", "-ldflags", spec.ldflags, ...targets];
    const go = async (args: readonly string[], onLine: (line: string) => void): Promise<ProcessResult> =>
        await runProgram("go", [...args, ...common], {
            cwd: buildFolder,
            env: spec.env ?? {},
            timeoutSeconds: SILENCE_SECONDS,
            silenceOnly: true,
            onLine,
        });

    let modules = 0;
    const report = everyTenSeconds(progress);
    // Prints the packages that are not in Go's cache, after downloading their modules.
    const listed = await go(["list", "-deps", "-f", "{{if .Stale}}{{.ImportPath}}{{end}}"], (line) => {
        modules += line.startsWith(DOWNLOADING) ? 1 : 0;
        report(() => `  ${count(modules)} modules downloaded`);
    });
    const packages = listed.output.split("\n").filter((line) => line !== "" && !line.startsWith("go: ")).length;
    let compiled = 0;
    const finished =
        listed.code !== 0
            ? listed
            : await go(["build", "-v", "-o", "bin"], (line) => {
                  compiled += line.startsWith("go: ") ? 0 : 1;
                  report(() => `  ${count(compiled)} of about ${count(packages)} packages compiled`);
              });
    return finished.code === 0 ? undefined : stoppedBuild(finished.output);
}

const DOWNLOADING = "go: downloading ";

/** For example `1,950`. */
const count = (number: number): string => number.toLocaleString("en-US");

/** Passes a line on if ten seconds have passed since the last one. */
function everyTenSeconds(progress: Progress): (line: () => string) => void {
    let last = Date.now();
    return (line) => {
        if (Date.now() - last >= REPORT_MILLISECONDS) {
            last = Date.now();
            progress(line());
        }
    };
}

/** Explains why a build failed, and that its work is not lost. */
function stoppedBuild(output: string): string {
    const why = output.trim().split("\n").at(-1) ?? "";
    return `its build failed (${why}); the compiled packages are in Go's cache, and the next run continues from there`;
}
