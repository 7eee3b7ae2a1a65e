import { cpSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { toolCache } from "./home";
import { run } from "./processes";

const BUILD_SECONDS = 900;

/** Says what takes long. */
export type Progress = (line: string) => void;

/** A program that is built from its Go module. */
export interface GoProgram {
    /** Folder of the go.mod and go.sum that pin it and all it needs. */
    readonly module: string;
    /** Import path of the program. */
    readonly target: string;
    /** Name of the executable. */
    readonly program: string;
    /** Options of Go's linker. */
    readonly ldflags: string;
}

/**
 * Builds a program into `bin` of a folder, in a folder of its own first, so that an interrupted build leaves no half of it.
 *
 * @returns why it failed; nothing when the program is there.
 */
export async function buildGoProgram(order: GoProgram, root: string, progress: Progress): Promise<string | undefined> {
    mkdirSync(toolCache(), { recursive: true });
    const workshop = mkdtempSync(join(toolCache(), "build-"));
    try {
        const failure = await build(order, workshop, progress);
        // Somebody else may have built it meanwhile.
        if (failure === undefined && !existsSync(join(root, "bin"))) {
            mkdirSync(root, { recursive: true });
            renameSync(join(workshop, "bin"), join(root, "bin"));
        }
        return failure;
    } finally {
        rmSync(workshop, { recursive: true, force: true });
    }
}

async function build(order: GoProgram, workshop: string, progress: Progress): Promise<string | undefined> {
    cpSync(order.module, workshop, { recursive: true });
    const output = join("bin", order.program);
    const args = ["build", "-v", "-mod=readonly", "-ldflags", order.ldflags, "-o", output, order.target];
    let lines = 0;
    const finished = await run("go", args, {
        cwd: workshop,
        timeoutSeconds: BUILD_SECONDS,
        onLine: (line) => {
            lines += 1;
            if (lines % 100 === 0) {
                progress(`  ${lines} modules and packages so far, now ${line.replace("go: downloading ", "")}`);
            }
        },
    });
    return finished.code === 0 ? undefined : `its build failed (${finished.output.trim().split("\n").at(-1) ?? ""})`;
}
