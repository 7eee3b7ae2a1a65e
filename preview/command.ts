import { writeFileSync } from "node:fs";
import { type Command, InvalidArgumentError } from "commander";
import { CliError, FAILURE, USAGE } from "../shared/errors";
import { statusAfter } from "../shared/programEnd";
import { Project } from "../sandbox/stack/project";
import { commitOf, isChanged } from "./git/baseRevision";
import { Children } from "./children";
import { compare } from "./comparison";
import { FINDING_KINDS, type FindingKind } from "./findings/finding";
import type { Previewed } from "./findings/review";
import { type Failure, report as renderReport } from "./render/report";

/** The name of the command. */
export const REPORT = "report";

/** How it ends; docs/preview.md. */
const EXIT = { reported: 0, failed: FAILURE, matched: 3 } as const;

interface Options {
    readonly base: string;
    readonly cwd: string;
    readonly stack: string;
    readonly out?: string;
    readonly failOn: readonly FindingKind[];
    readonly set: readonly string[];
    readonly quiet?: boolean;
}

/** Adds the command `report` to the sandbox's program. */
export function addReport(program: Command): void {
    program
        .command(REPORT)
        .description("report what the working tree would change against a base revision; it needs no cloud credentials")
        .requiredOption("--base <ref>", "the revision to compare with, for example origin/main")
        .option("--cwd <directory>", "the folder of the Pulumi project", ".")
        .option("--stack <name>", "the stack", stackName, "dev")
        .option("--out <file>", "where to write the report (default: standard output)")
        .option("--fail-on <kinds>", `exit with 3 when one of these is found: ${FINDING_KINDS.join(", ")}`, kinds, [])
        .option(
            "--set <key=@env:name>",
            "a secret that the stack's file holds encrypted, from the environment",
            secret,
            [],
        )
        .option("--quiet", "print the report and nothing else; what failed is in the report")
        .action(async (options: Options, verb: Command) => {
            const [misplaced] = Object.keys(verb.parent?.opts() ?? {});
            if (misplaced !== undefined) {
                throw new CliError(
                    `--${misplaced}: expected after ${REPORT}, got it before. Write ${REPORT} --${misplaced} …`,
                    USAGE,
                );
            }
            process.exitCode = await report(options);
        });
}

function stackName(text: string): string {
    if (!/^\w[\w.]*(-[\w.]+)*$/.test(text)) {
        throw new InvalidArgumentError(
            `expected letters, digits, dots and single hyphens, got "${text}". Write for example dev.`,
        );
    }
    return text;
}

function kinds(text: string): FindingKind[] {
    return text.split(",").map((word) => {
        const kind = FINDING_KINDS.find((one) => one === word.trim());
        if (kind === undefined) {
            throw new InvalidArgumentError(
                `expected some of ${FINDING_KINDS.join(", ")} with commas between, got "${text}".`,
            );
        }
        return kind;
    });
}

function secret(text: string, before: readonly string[]): string[] {
    if (!/^[^=]+=@env:\w+$/.test(text)) {
        throw new InvalidArgumentError(
            "expected KEY=@env:NAME, got something else (not shown). Other settings would hide what the two revisions differ in.",
        );
    }
    return [...before, text];
}

/** Prepares, compares and reports; gives the exit code. */
async function report(options: Options): Promise<number> {
    const { base: ref, stack, out } = options;
    const { directory: project } = new Project(options.cwd);
    const children = new Children(options.quiet === true);
    children.listen();
    const tree = { children, project };
    const [commit, head] = [await commitOf(tree, ref), await commitOf(tree, "HEAD")];
    if (commit === undefined || head === undefined) {
        throw new CliError(
            `--base: expected a revision of the repository of ${project}, got "${ref}". Fetch it first: git fetch origin; in CI, check out with the whole history.`,
            USAGE,
        );
    }
    // Before the report's file is made, which would be a change itself.
    const checkout = { commit: head, isChanged: await isChanged(tree) };
    if (out !== undefined && !emptied(out)) {
        throw new CliError(`--out: expected a file that can be written, got "${out}". Make its folder first.`, USAGE);
    }
    const outcome = await compare({ ...tree, commit, stack, secrets: options.set });
    if (children.interrupted !== undefined) {
        return statusAfter(children.interrupted);
    }
    const text = renderReport({ stack, base: { ref, commit }, head: checkout }, outcome);
    if (out === undefined) {
        process.stdout.write(text);
    } else {
        writeFileSync(out, text);
    }
    return exitCode(outcome, options.failOn);
}

function exitCode(outcome: Previewed | Failure, failOn: readonly FindingKind[]): number {
    if ("error" in outcome) {
        return EXIT.failed;
    }
    return outcome.findings.some(({ kind }) => failOn.includes(kind)) ? EXIT.matched : EXIT.reported;
}

/** An earlier report must not be taken for this one's. */
function emptied(file: string): boolean {
    try {
        writeFileSync(file, "");
        return true;
    } catch {
        return false;
    }
}
