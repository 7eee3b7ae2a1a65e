import { existsSync, mkdtempSync, realpathSync, rmSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "yaml";
import { parsedJson, recordAt } from "../shared/json";
import { ownProgram } from "../shared/ownProgram";
import { Home } from "../sandbox/stack/home";
import { forgetHome } from "../sandbox/stack/manifest";
import { Project } from "../sandbox/stack/project";
import { type BaseRevision, checkOut, removeCheckOut, type WorkingTree } from "./git/baseRevision";
import type { ProcessResult } from "../shared/processes";
import { redacted, redactedDocument, type Redaction, secretsOf } from "./plan/redaction";
import { readPlan } from "./plan/plan";
import type { Previewed } from "./findings/review";
import type { Failure } from "./render/report";
import { review } from "./findings/review";
import { readIfThere } from "../shared/jsonFile";

/** The program of the sandbox. */
const SANDBOX = ownProgram(join(__dirname, "..", "sandbox", "cli", "main"));

/** What to compare with what. */
export interface ComparisonSpec extends WorkingTree {
    readonly commit: string;
    readonly stack: string;
    /** `--set KEY=@env:NAME` for each secret that the stack's file holds encrypted. */
    readonly secrets: readonly string[];
}

/** The steps of a comparison share these. */
interface ComparisonContext extends ComparisonSpec {
    /** A folder for this comparison only. */
    readonly folder: string;
    readonly home: Home;
}

/**
 * Brings the base up in a sandbox of its own, has the checkout previewed over it, and removes all that again, also when
 * something fails or somebody interrupts.
 */
export async function compare(spec: ComparisonSpec): Promise<Previewed | Failure> {
    const folder = realpathSync(mkdtempSync(join(tmpdir(), "preview-pr-")));
    const workshop: ComparisonContext = { ...spec, folder, home: new Home(join(folder, "home")) };
    const baseFolder = join(folder, "base");
    try {
        const base = await checkOut(spec, spec.commit, baseFolder);
        try {
            return await compareWith(workshop, base);
        } finally {
            await tearDown(workshop, base);
        }
    } finally {
        await removeCheckOut(spec, baseFolder);
        if (existsSync(workshop.home.directory)) {
            forgetHome(workshop.home);
        }
        rmSync(folder, { recursive: true, force: true });
    }
}

async function compareWith(workshop: ComparisonContext, base: BaseRevision): Promise<Previewed | Failure> {
    if (base.failure !== undefined) {
        return failure(workshop, "the base could not be checked out with its dependencies", base.failure);
    }
    const { project, stack } = workshop;
    // A stack that the base does not have is compared with nothing.
    const isInBase = hasStack(base.directory, stack);
    if (isInBase) {
        const up = await sandbox(workshop, base.directory, ["up"]);
        if (up.code !== 0) {
            return failure(workshop, "the base could not be brought up", errorLines(up.output));
        }
    }
    const preview = await sandbox(workshop, project, ["preview", "--json"]);
    const document = parsedJson(preview.stdout);
    if (preview.code !== 0 || document === undefined) {
        const errors = readPlan(document).remarks.filter(({ severity }) => severity === "error");
        const said = errors.map(({ about, message }) => (about === "" ? message : `${about}: ${message}`)).join("\n");
        return failure(
            workshop,
            "the checkout could not be previewed",
            said === "" ? errorLines(preview.output) : said,
        );
    }
    const shown = redactedDocument(document, redaction(workshop));
    const settings = { before: configOf(base.directory, stack), after: configOf(project, stack) };
    return review(readPlan(shown), settings, isInBase);
}

/** Has the sandbox do something with a revision in the home of this comparison. */
async function sandbox(
    { children, project, home, stack, secrets }: ComparisonContext,
    directory: string,
    verb: readonly string[],
): Promise<Pick<ProcessResult, "code" | "stdout" | "output">> {
    const [name = "", ...options] = verb;
    const [node, ...program] = SANDBOX;
    if (children.interrupted !== undefined && name !== "destroy") {
        return { code: 1, stdout: "", output: "interrupted" };
    }
    const settings = name === "destroy" ? [] : secrets.flatMap((secret) => ["--set", secret]);
    const args = [name, "--cwd", directory, "--home", home.directory, "--stack", stack];
    children.announce(`\n==> ${name} of the ${directory === project ? "checkout" : "base"}`);
    return await children.run(node, [...program, ...args, ...settings, ...options], {
        cwd: directory,
        show: options.includes("--json") ? "errors" : "all",
    });
}

async function tearDown(workshop: ComparisonContext, base: BaseRevision): Promise<void> {
    // Where nothing was brought up there is nothing to destroy. VMs whose folders go end by themselves.
    if (existsSync(workshop.home.backend)) {
        const isInBase = hasStack(base.directory, workshop.stack);
        await sandbox(workshop, isInBase ? base.directory : workshop.project, ["destroy"]);
    }
}

function failure(workshop: ComparisonContext, step: string, error: string): Failure {
    return { step, error: redacted(error, redaction(workshop)) };
}

/** Folders and secrets of this comparison. */
function redaction({ project, folder, home }: ComparisonContext): Redaction {
    return {
        secrets: [secretsOf(process.env), readIfThere(home.passphraseFile) ?? []].flat(),
        folders: (
            [
                [join(folder, "base"), "<base>"],
                [folder, "<temporary>"],
                [project, "<checkout>"],
                [homedir(), "~"],
                // A user without a home has the root folder.
            ] as const
        ).filter(([name]) => name !== "/"),
    };
}

/** Of what a failed program printed, the lines that tell why; all of it when none looks like one. */
function errorLines(said: string): string {
    const lines = said.split("\n").filter((line) => line.trim() !== "");
    const errors = lines.filter((line) => /error|^sandbox:|expected|^\s+- /i.test(line));
    return (errors.length > 0 ? [...new Set(errors)] : lines.slice(-20)).join("\n");
}

/** Whether a revision has the stack. In a project without any stack file every stack has the same configuration. */
function hasStack(directory: string, stack: string): boolean {
    if (!existsSync(join(directory, "Pulumi.yaml"))) {
        return false;
    }
    const { stacks } = new Project(directory);
    return stacks.length === 0 || stacks.includes(stack);
}

/** The configuration in a stack's file; nothing when it cannot be read, which Pulumi tells of. */
function configOf(directory: string, stack: string): Readonly<Record<string, unknown>> {
    try {
        return recordAt(parse(readIfThere(join(directory, `Pulumi.${stack}.yaml`)) ?? ""), "config");
    } catch {
        return {};
    }
}
