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

/** The sandbox's program. */
const SANDBOX = ownProgram(join(__dirname, "..", "sandbox", "cli", "main"));

/** The options of a comparison: the base's commit, the stack and its secrets. */
export interface ComparisonSpec extends WorkingTree {
    readonly commit: string;
    readonly stack: string;
    /** `KEY=@env:NAME` for each secret that is encrypted in the stack's file. */
    readonly secrets: readonly string[];
}

/** The state that the steps of a comparison share. */
interface ComparisonContext extends ComparisonSpec {
    /** A folder for this comparison only. */
    readonly folder: string;
    readonly home: Home;
}

/**
 * Brings up the base in a separate sandbox, previews the checkout on top of it, and removes everything again, even after a
 * failure or an interrupt.
 */
export async function compare(spec: ComparisonSpec): Promise<Previewed | Failure> {
    const folder = realpathSync(mkdtempSync(join(tmpdir(), "preview-pr-")));
    const context: ComparisonContext = { ...spec, folder, home: new Home(join(folder, "home")) };
    const baseFolder = join(folder, "base");
    try {
        const base = await checkOut(spec, spec.commit, baseFolder);
        try {
            return await compareWith(context, base);
        } finally {
            await tearDown(context, base);
        }
    } finally {
        await removeCheckOut(spec, baseFolder);
        if (existsSync(context.home.directory)) {
            forgetHome(context.home);
        }
        rmSync(folder, { recursive: true, force: true });
    }
}

async function compareWith(context: ComparisonContext, base: BaseRevision): Promise<Previewed | Failure> {
    if (base.failure !== undefined) {
        return failure(context, "the base could not be checked out with its dependencies", base.failure);
    }
    const { project, stack } = context;
    // If the base does not have the stack, the preview starts from an empty stack.
    const isInBase = hasStack(base.directory, stack);
    if (isInBase) {
        const up = await sandbox(context, base.directory, ["up"]);
        if (up.code !== 0) {
            return failure(context, "the base could not be brought up", errorLines(up.output));
        }
    }
    const preview = await sandbox(context, project, ["preview", "--json"]);
    const document = parsedJson(preview.stdout);
    if (preview.code !== 0 || document === undefined) {
        const errors = readPlan(document).remarks.filter(({ severity }) => severity === "error");
        const said = errors.map(({ about, message }) => (about === "" ? message : `${about}: ${message}`)).join("\n");
        return failure(context, "the checkout could not be previewed", said === "" ? errorLines(preview.output) : said);
    }
    const shown = redactedDocument(document, redaction(context));
    const settings = { before: configOf(base.directory, stack), after: configOf(project, stack) };
    return review(readPlan(shown), settings, isInBase);
}

/** Runs a command of the sandbox on a revision, in the home of this comparison. */
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
    const settings = secrets.flatMap((secret) => ["--set", secret]);
    const args = [name, "--cwd", directory, "--home", home.directory, "--stack", stack];
    children.announce(`\n==> ${name} of the ${directory === project ? "checkout" : "base"}`);
    return await children.run(node, [...program, ...args, ...settings, ...options], {
        cwd: directory,
        show: options.includes("--json") ? "errors" : "all",
    });
}

async function tearDown(context: ComparisonContext, base: BaseRevision): Promise<void> {
    // Without a backend nothing was brought up. VMs end on their own when their folders are removed.
    if (existsSync(context.home.backend)) {
        const isInBase = hasStack(base.directory, context.stack);
        await sandbox(context, isInBase ? base.directory : context.project, ["destroy"]);
    }
}

function failure(context: ComparisonContext, step: string, error: string): Failure {
    return { step, error: redacted(error, redaction(context)) };
}

/** The secrets and folders that the report must not show. */
function redaction({ project, folder, home }: ComparisonContext): Redaction {
    return {
        secrets: [secretsOf(process.env), readIfThere(home.passphraseFile) ?? []].flat(),
        folders: (
            [
                [join(folder, "base"), "<base>"],
                [folder, "<temporary>"],
                [project, "<checkout>"],
                [homedir(), "~"],
                // The home of a user without one is the root folder.
            ] as const
        ).filter(([name]) => name !== "/"),
    };
}

/** The lines with errors in the output of a failed program; its last 20 lines if there are none. */
function errorLines(said: string): string {
    const lines = said.split("\n").filter((line) => line.trim() !== "");
    const errors = lines.filter((line) => /error|^sandbox:|expected|^\s+- /i.test(line));
    return (errors.length > 0 ? [...new Set(errors)] : lines.slice(-20)).join("\n");
}

/** Whether a revision has the stack. A project without stack files has every stack. */
function hasStack(directory: string, stack: string): boolean {
    if (!existsSync(join(directory, "Pulumi.yaml"))) {
        return false;
    }
    const { stacks } = new Project(directory);
    return stacks.length === 0 || stacks.includes(stack);
}

/** The configuration in a stack's file; empty if the file cannot be read, which Pulumi reports. */
function configOf(directory: string, stack: string): Readonly<Record<string, unknown>> {
    try {
        return recordAt(parse(readIfThere(join(directory, `Pulumi.${stack}.yaml`)) ?? ""), "config");
    } catch {
        return {};
    }
}
