import { writeFileSync } from "node:fs";
import { type Command, InvalidArgumentError, Option } from "commander";
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

/** The exit codes; see docs/preview.md. */
const EXIT = { reported: 0, failed: FAILURE, matched: 3 } as const;

interface Options {
    readonly base: string;
    readonly cwd: string;
    readonly stack: string;
    readonly out?: string;
    readonly failOn?: readonly FindingKind[];
    readonly set?: readonly string[];
    readonly quiet?: boolean;
}

/** Adds the command `report` to the sandbox's program. */
export function addReport(program: Command): void {
    program
        .command(REPORT)
        .description(
            "report what the working tree would change relative to a base revision; needs no cloud credentials",
        )
        .requiredOption("--base <ref>", "the revision to compare with, for example origin/main")
        .addOption(new Option("--cwd <directory>", "the folder of the Pulumi project").default(".", "current folder"))
        .option("--stack <name>", "the stack", stackName, "dev")
        .option("--out <file>", "where to write the report (default: standard output)")
        .option("--fail-on <kinds>", `exit with code 3 on findings of these kinds: ${FINDING_KINDS.join(", ")}`, kinds)
        .option(
            "--set <key=@env:name>",
            "a value from the environment for a secret that is encrypted in the stack's file; can be repeated",
            secret,
        )
        .option("--quiet", "print only the report, which includes any errors")
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

/** Reads the name of a stack. @throws InvalidArgumentError if it cannot be one. */
export function stackName(text: string): string {
    if (!/^\w[\w.]*(-[\w.]+)*$/.test(text)) {
        throw new InvalidArgumentError(
            `Expected letters, digits, dots and single hyphens, got "${text}". Write for example dev.`,
        );
    }
    return text;
}

function kinds(text: string): FindingKind[] {
    return text.split(",").map((word) => {
        const kind = FINDING_KINDS.find((one) => one === word.trim());
        if (kind === undefined) {
            throw new InvalidArgumentError(
                `Expected a comma-separated list of ${FINDING_KINDS.join(", ")}, got "${text}".`,
            );
        }
        return kind;
    });
}

function secret(text: string, before: readonly string[] = []): string[] {
    if (!/^[^=]+=@env:\w+$/.test(text)) {
        throw new InvalidArgumentError(
            "Expected KEY=@env:NAME, got something else (not shown). Other settings would hide differences between the revisions.",
        );
    }
    return [...before, text];
}

/** Compares the revisions and writes the report. Returns the exit code. */
async function report(options: Options): Promise<number> {
    const { base: ref, stack, out } = options;
    const { directory: project } = new Project(options.cwd);
    const children = new Children(options.quiet === true);
    children.listen();
    const tree = { children, project };
    const [commit, head] = [await commitOf(tree, ref), await commitOf(tree, "HEAD")];
    if (commit === undefined || head === undefined) {
        throw new CliError(
            `--base: expected a revision in the repository of ${project}, got "${ref}". Fetch it first: git fetch origin; in CI, check out the full history.`,
            USAGE,
        );
    }
    // Before the report's file is created, because that would count as a change.
    const checkout = { commit: head, isChanged: await isChanged(tree) };
    if (out !== undefined && !emptied(out)) {
        throw new CliError(`--out: expected a writable file, got "${out}". Create its folder first.`, USAGE);
    }
    const outcome = await compare({ ...tree, commit, stack, secrets: options.set ?? [] });
    if (children.interrupted !== undefined) {
        return statusAfter(children.interrupted);
    }
    const text = renderReport({ stack, base: { ref, commit }, head: checkout }, outcome);
    if (out === undefined) {
        process.stdout.write(text);
    } else {
        writeFileSync(out, text);
    }
    return exitCode(outcome, options.failOn ?? []);
}

function exitCode(outcome: Previewed | Failure, failOn: readonly FindingKind[]): number {
    if ("error" in outcome) {
        return EXIT.failed;
    }
    return outcome.findings.some(({ kind }) => failOn.includes(kind)) ? EXIT.matched : EXIT.reported;
}

/** Empties the report's file, so that an earlier report is not mistaken for this one. Returns whether that succeeds. */
function emptied(file: string): boolean {
    try {
        writeFileSync(file, "");
        return true;
    } catch {
        return false;
    }
}
