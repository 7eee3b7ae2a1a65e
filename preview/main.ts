import { writeFileSync } from "node:fs";
import { Command, CommanderError, InvalidArgumentError } from "commander";
import { explained, FAILURE, USAGE } from "../shared/errors";
import { statusAfter } from "../shared/programEnd";
import { commitOf, isChanged } from "./git/baseRevision";
import { Children } from "./children";
import { compare } from "./comparison";
import { FINDING_KINDS, type FindingKind } from "./findings/finding";
import type { Previewed } from "./findings/review";
import { type Failure, report } from "./render/report";

/** How this program ends; docs/preview.md. */
const EXIT = { reported: 0, failed: FAILURE, usage: USAGE, matched: 3 } as const;

interface Options {
    readonly base: string;
    readonly stack: string;
    readonly out?: string;
    readonly failOn: readonly FindingKind[];
    readonly set: readonly string[];
    readonly quiet?: boolean;
}

function commandLine(): Command {
    return new Command("preview:pr")
        .description(
            "Report what the checkout would change against a base revision, in a sandbox: no cloud credentials",
        )
        .requiredOption("--base <ref>", "the revision to compare with, e.g. origin/main")
        .option("--stack <name>", "the stack; there is a Pulumi.<name>.yaml of it", stackName, "dev")
        .option("--out <file>", "where to write the report (default: standard output)")
        .option(
            "--fail-on <kinds>",
            `end with 3 when something of these is found: ${FINDING_KINDS.join(", ")}`,
            kinds,
            [],
        )
        .option(
            "--set <key=@env:name>",
            "a secret that the stack's file holds encrypted, from the environment",
            secret,
            [],
        )
        .option("--quiet", "print the report and nothing else; what failed is in the report");
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
async function main(options: Options): Promise<number> {
    const { base: ref, stack, out } = options;
    const children = new Children(options.quiet === true);
    children.listen();
    const [commit, head] = [await commitOf(children, ref), await commitOf(children, "HEAD")];
    if (commit === undefined || head === undefined) {
        return usage(
            `--base: expected a revision of this repository, got "${ref}". Fetch it first: git fetch origin; in CI, check out with the whole history.`,
        );
    }
    // Before the report's file is made, which would be a change itself.
    const checkout = { commit: head, isChanged: await isChanged(children) };
    if (out !== undefined && !emptied(out)) {
        return usage(`--out: expected a file that can be written, got "${out}". Make its folder first.`);
    }
    const comparison = {
        stack,
        base: { ref, commit },
        head: checkout,
    };
    const outcome = await compare(children, { commit, stack, secrets: options.set });
    if (children.interrupted !== undefined) {
        return statusAfter(children.interrupted);
    }
    const text = report(comparison, outcome);
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

function usage(message: string): number {
    process.stderr.write(`preview:pr: ${message}\n`);
    return EXIT.usage;
}

async function run(): Promise<void> {
    const program = commandLine().exitOverride();
    try {
        program.parse();
    } catch (error) {
        process.exitCode = error instanceof CommanderError && error.exitCode === 0 ? 0 : EXIT.usage;
        return;
    }
    try {
        process.exitCode = await main(program.opts<Options>());
    } catch (error) {
        process.stderr.write(`preview:pr: ${explained(error)}\n`);
        process.exitCode = EXIT.failed;
    }
}

void run();
