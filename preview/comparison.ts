import { existsSync, mkdtempSync, realpathSync, rmSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "yaml";
import { parsedJson, recordAt } from "../shared/json";
import { CHECKOUT } from "../shared/checkout";
import { Home } from "../sandbox/stack/home";
import { forgetHome } from "../sandbox/stack/manifest";
import { type BaseRevision, checkOut, removeCheckOut } from "./git/baseRevision";
import type { ProcessResult } from "../shared/processes";
import type { Children } from "./children";
import { redacted, redactedDocument, type Redaction, secretsOf } from "./plan/redaction";
import { readPlan } from "./plan/plan";
import type { Previewed } from "./findings/review";
import type { Failure } from "./render/report";
import { review } from "./findings/review";
import { readIfThere } from "../shared/jsonFile";

/** What to compare with what. */
export interface ComparisonSpec {
    readonly commit: string;
    readonly stack: string;
    /** `--set KEY=@env:NAME` for each secret that the stack's file holds encrypted. */
    readonly secrets: readonly string[];
}

/** The steps of a comparison share these. */
interface ComparisonContext extends ComparisonSpec {
    readonly children: Children;
    /** A folder for this comparison only. */
    readonly folder: string;
    readonly home: Home;
}

/**
 * Brings the base up in a sandbox of its own, has the checkout previewed over it, and removes all that again, also when
 * something fails or somebody interrupts.
 */
export async function compare(children: Children, spec: ComparisonSpec): Promise<Previewed | Failure> {
    const folder = realpathSync(mkdtempSync(join(tmpdir(), "preview-pr-")));
    const workshop: ComparisonContext = { ...spec, children, folder, home: new Home(join(folder, "home")) };
    const baseFolder = join(folder, "base");
    try {
        const base = await checkOut(children, spec.commit, baseFolder);
        try {
            return await compareWith(workshop, base);
        } finally {
            await tearDown(workshop, base);
        }
    } finally {
        await removeCheckOut(children, baseFolder);
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
    const [baseFile, headFile] = [base.directory, CHECKOUT].map((directory) => stackFile(directory, workshop.stack));
    // A stack that the base does not have is compared with nothing.
    if (baseFile !== undefined) {
        const up = await sandbox(workshop, base.directory, ["up"]);
        if (up.code !== 0) {
            return failure(workshop, "the base could not be brought up", errorLines(up.output));
        }
    }
    const preview = await sandbox(workshop, CHECKOUT, ["preview", "--json"]);
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
    return review(readPlan(shown), { before: configOf(baseFile), after: configOf(headFile) }, baseFile !== undefined);
}

/** Has a revision's own sandbox do something in the home of this comparison. */
async function sandbox(
    { children, home, stack, secrets }: ComparisonContext,
    directory: string,
    verb: readonly string[],
): Promise<Pick<ProcessResult, "code" | "stdout" | "output">> {
    const [name, ...options] = verb;
    if (children.interrupted !== undefined && name !== "destroy") {
        return { code: 1, stdout: "", output: "interrupted" };
    }
    const settings = name === "destroy" ? [] : secrets.flatMap((secret) => ["--set", secret]);
    const args = ["run", "--silent", "sandbox", "--", name ?? "", "--home", home.directory, "--stack", stack];
    children.announce(`\n==> ${name ?? ""} ${directory === CHECKOUT ? "of the checkout" : "of the base"}`);
    return await children.run("npm", [...args, ...settings, ...options], {
        cwd: directory,
        show: options.includes("--json") ? "errors" : "all",
    });
}

async function tearDown(workshop: ComparisonContext, base: BaseRevision): Promise<void> {
    // Where nothing was brought up there is nothing to destroy. VMs whose folders go end by themselves.
    if (existsSync(workshop.home.backend)) {
        await sandbox(workshop, existsSync(stackPath(base.directory, workshop.stack)) ? base.directory : CHECKOUT, [
            "destroy",
        ]);
    }
}

function failure(workshop: ComparisonContext, step: string, error: string): Failure {
    return { step, error: redacted(error, redaction(workshop)) };
}

/** Folders and secrets of this comparison. */
function redaction({ folder, home }: ComparisonContext): Redaction {
    return {
        secrets: [secretsOf(process.env), readIfThere(home.passphraseFile) ?? []].flat(),
        folders: (
            [
                [join(folder, "base"), "<base>"],
                [folder, "<temporary>"],
                [CHECKOUT, "<checkout>"],
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

const stackPath = (directory: string, stack: string): string => join(directory, `Pulumi.${stack}.yaml`);

function stackFile(directory: string, stack: string): string | undefined {
    return readIfThere(stackPath(directory, stack));
}

/** The configuration in a stack's file; nothing when it cannot be read, which Pulumi tells of. */
function configOf(file: string | undefined): Readonly<Record<string, unknown>> {
    try {
        return recordAt(parse(file ?? ""), "config");
    } catch {
        return {};
    }
}
