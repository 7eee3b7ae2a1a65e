import { cpSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { toolCache } from "./home";
import { run } from "./processes";

const BUILD_SECONDS = 900;

/** Says what takes long. */
export type Progress = (line: string) => void;

/** Programs that are built from one Go module. */
export interface GoPrograms {
    /** Folder of the go.mod and go.sum that pin it and all it needs. */
    readonly module: string;
    /** Import path of each program by the name of its executable, the path's last element. */
    readonly targets: Readonly<Record<string, string>>;
    /** Options of Go's linker. */
    readonly ldflags: string;
}

/** Whether `bin` of a folder has them all. */
export function hasPrograms(root: string, targets: GoPrograms["targets"]): boolean {
    return Object.keys(targets).every((program) => existsSync(join(root, "bin", program)));
}

/**
 * Builds programs into `bin` of a folder, in a folder of its own first, so that an interrupted build leaves no half of them.
 *
 * @returns why it failed; nothing when the programs are there.
 */
export async function buildGoPrograms(
    order: GoPrograms,
    root: string,
    progress: Progress,
): Promise<string | undefined> {
    mkdirSync(toolCache(), { recursive: true });
    const workshop = mkdtempSync(join(toolCache(), "build-"));
    try {
        const failure = await build(order, workshop, progress);
        // Somebody else may have built it meanwhile.
        if (failure === undefined && !hasPrograms(root, order.targets)) {
            rmSync(join(root, "bin"), { recursive: true, force: true });
            mkdirSync(root, { recursive: true });
            renameSync(join(workshop, "bin"), join(root, "bin"));
        }
        return failure;
    } finally {
        rmSync(workshop, { recursive: true, force: true });
    }
}

async function build(order: GoPrograms, workshop: string, progress: Progress): Promise<string | undefined> {
    cpSync(order.module, workshop, { recursive: true });
    // As a folder that is there, it gets each program under its own name.
    mkdirSync(join(workshop, "bin"));
    const targets = Object.values(order.targets);
    const args = ["build", "-v", "-mod=readonly", "-ldflags", order.ldflags, "-o", "bin", ...targets];
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
