import { join } from "node:path";
import { type Command, CommanderError } from "commander";
import { CliError, explained, FAILURE, USAGE } from "../../shared/errors";
import { REPORT, stackName } from "../../preview/command";
import { statusAfter } from "../../shared/programEnd";
import { DEFAULT_HOME } from "../../shared/sandboxHome";
import { Home } from "../stack/home";
import { interruption } from "../stack/interruption";
import { Project } from "../stack/project";
import type { SandboxOptions } from "../stack/sandboxStack";
import { parseSetting, type Setting } from "../stack/stackFile";

/** The options of the command line, given before or after the verb. */
interface Options {
    stack?: string;
    set?: Setting[];
    home?: string;
    cwd?: string;
    json?: boolean;
}

/** Adds the options that all commands of the sandbox share. */
export function withOptions(command: Command): Command {
    const collect = (text: string, before: Setting[] = []): Setting[] => [...before, parseSetting(text)];
    return command
        .option("--stack <name>", "the stack, configured in Pulumi.<name>.yaml (default: dev)", stackName)
        .option(
            "--set <key=value>",
            "a configuration value for this run; lists as JSON, secrets as KEY=@env:NAME; can be repeated",
            collect,
        )
        .option(
            "--home <directory>",
            "the folder of the sandbox's own files (default: .sandbox in the project's folder)",
        );
}

/** Reads the options before and after the verb. */
export function readOptions(verb: Command): SandboxOptions & { readonly json: boolean } {
    const [before, after] = [verb.parent?.opts<Options>() ?? {}, verb.opts<Options>()];
    const { stack = "dev", home, cwd = ".", json = false } = { ...before, ...after };
    const project = new Project(cwd);
    return {
        home: new Home(home ?? join(project.directory, DEFAULT_HOME)),
        project,
        stack,
        settings: [...(before.set ?? []), ...(after.set ?? [])],
        json,
        say: (text) => void (json ? process.stderr : process.stdout).write(text),
        color: !json && process.stdout.isTTY,
    };
}

/** Runs a command line to its end. A failure prints one message and sets an exit status other than 0. */
export async function runCommandLine(program: Command): Promise<void> {
    program.hook("preAction", (_program, command) => {
        // The report has its own listener and keeps running after an interrupt to clean up.
        if (command.name() !== REPORT) {
            interruption.listen();
        }
    });
    // A command copies this setting from the program only when it is created.
    [program, ...program.commands].forEach((command) => command.exitOverride());
    try {
        await program.parseAsync();
    } catch (error) {
        process.exitCode = statusOf(error);
        if (!(error instanceof CommanderError)) {
            process.stderr.write(`sandbox: ${explain(error)}\n`);
        }
    }
}

function statusOf(error: unknown): number {
    if (interruption.request !== undefined) {
        return statusAfter(interruption.request);
    }
    if (error instanceof CommanderError) {
        // Printing help is not an error.
        return error.exitCode === 0 ? 0 : USAGE;
    }
    return error instanceof CliError ? error.exitCode : FAILURE;
}

/** The message for an error. Pulumi's own output is already on the terminal, so only its error lines are repeated. */
function explain(error: unknown): string {
    if (interruption.request !== undefined) {
        return `stopped by ${interruption.request}`;
    }
    // Recognized by its property, not its class: the project may have its own copy of the SDK.
    if (error instanceof Error && "commandResult" in error) {
        const errors = error.message.split("\n").filter((line) => /^(\s*stderr:\s*)?error:/.test(line));
        const said = [...new Set(errors.map((line) => line.replace(/^\s*(stderr:)?\s*error:\s*/, "")))].join("; ");
        return said === "" ? "the operation failed; see Pulumi's messages above" : `the operation failed: ${said}`;
    }
    return explained(error);
}
