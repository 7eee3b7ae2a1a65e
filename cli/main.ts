#!/usr/bin/env node
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Command, CommanderError, InvalidArgumentError, Option } from "commander";
import { context } from "./commands/context";
import { credentials } from "./commands/credentials";
import { env, type EnvOptions, failure } from "./commands/env";
import { images, type ImagesOptions } from "./commands/images";
import { status } from "./commands/status";
import { verify } from "./commands/verify";
import { onLostOutput, statusAfter } from "../shared/programEnd";
import { CliError, explained, FAILURE, printable, USAGE } from "../shared/errors";
import type { Report } from "./report";
import { SHELLS } from "../shared/shells";

const EPILOGUE = `
The sandbox in .sandbox is meant where the project's folder has one that holds the stack.
Exit codes: 0 all is well, 1 a check or an operation failed, 2 the command line is wrong.`;

/** Before the options are parsed: their errors are to be JSON as well. */
const json = process.argv.includes("--json");
/** The command that was asked for, known before its own options are parsed. */
let asked: Command | undefined;

function packageVersion(): string {
    // Beside cli/ in the checkout, one folder higher when compiled.
    const file = ["..", "../.."].map((up) => join(__dirname, up, "package.json")).find((path) => existsSync(path));
    const { version } = JSON.parse(readFileSync(file ?? "", "utf8")) as { version: string };
    return version;
}

function seconds(text: string): number {
    const value = Number(text);
    if (!(value > 0 && value <= 3600)) {
        throw new InvalidArgumentError("Expected seconds, more than 0 and at most 3600.");
    }
    return value;
}

function print(document: unknown): void {
    process.stdout.write(`${JSON.stringify(document, null, 4)}\n`);
}

function finish(report: Report): void {
    if (json) {
        print(report.document);
    } else {
        process.stdout.write(`${report.text}\n`);
    }
    process.exitCode = report.failed === true ? FAILURE : 0;
}

/** Adds a command that ends with a report. */
function add(
    program: Command,
    [name, description]: readonly [name: string, description: string],
    // Commander fills in what the options declare; the compiler cannot follow that.
    run: (options: never, args: readonly string[]) => Promise<Report>,
): Command {
    const command = program.command(name).description(description);
    return command.action(async () => {
        finish(await run(command.optsWithGlobals<never>(), command.args));
    });
}

function commandLine(): Command {
    const program = new Command("docker-host-vm")
        .description("Use and check the Docker hosts of a Pulumi stack")
        .version(packageVersion())
        .option("--cwd <directory>", "a folder of the Pulumi project (default: the current one)")
        .option("--stack <name>", "the stack (default: the one that is selected)")
        .option("--home <directory>", "a sandbox's folder (default: .sandbox in the project's folder, if it is there)")
        .option("--no-home", "the user's own Pulumi, though there is a sandbox")
        .option("--host <name>", "the resource name of the DockerHostVm, if there are several")
        .option("--json", "print one JSON document on standard output and nothing else")
        .addHelpText("after", EPILOGUE)
        .configureHelp({ showGlobalOptions: true })
        .configureOutput(json ? { writeErr: () => undefined } : {})
        .showHelpAfterError("(--help lists commands and options)")
        .exitOverride()
        .hook("preSubcommand", (_, command) => {
            asked = command;
        });
    addCommands(program);
    return program;
}

function addCommands(program: Command): void {
    const dir = new Option("--dir <directory>", "the folder with ca.pem, cert.pem and key.pem (default: the stack's)");
    add(program, ["env", "print the lines that point the Docker client in a shell to the host"], env)
        .addOption(new Option("--shell <name>", "whose lines (default: $SHELL's)").choices(SHELLS))
        .option("--unset", "print the lines that remove them again")
        .option("--no-proxy", "add the host to NO_PROXY, so that the client does not go through a proxy")
        .addOption(dir);
    add(program, ["context", "create, update or remove a docker context for the host"], context)
        .option("--name <name>", "the context's name (default: <project>-<stack>[-<host>])")
        .option("--remove", "remove it, and say where else the key is")
        .addOption(dir);
    const writes = "write a client's files out of the stack's state, whose secrets you must be able to read";
    add(program, ["credentials", writes], credentials)
        .requiredOption("--dir <directory>", "the folder for ca.pem, cert.pem and key.pem")
        .option("--client <name>", "the client (default: default)")
        .option("--ssh-key", "write the SSH key that was made with the host, too: id_ed25519");
    const checks = "check reachability, certificates and API versions, with what to do";
    add(program, ["verify", checks], verify)
        .addOption(dir)
        .addOption(new Option("--timeout <seconds>", "for each connection").argParser(seconds).default(10));
    add(program, ["status", "list the stack's hosts with the ends of their certificates"], status);
    const lists = "list the images by short name, or the versions of one, newest first";
    add(program, ["images", lists], async (options: ImagesOptions, [image]) => await images(image, options))
        .argument("[image]", "a short name, or publisher:offer:sku")
        .option("--location <name>", "the Azure location whose catalogue to ask");
}

async function main(): Promise<void> {
    onLostOutput((request) => process.exit(statusAfter(request)));
    try {
        await commandLine().parseAsync();
    } catch (error) {
        fail(error);
        failEvaluation();
    }
}

/** A shell evaluates what `env` prints: where that failed, it must not go on as if it had not. */
function failEvaluation(): void {
    if (asked?.name() === "env" && process.exitCode !== 0 && !json && !process.stdout.isTTY) {
        process.stdout.write(failure(asked.opts<EnvOptions>().shell));
    }
}

function fail(error: unknown): void {
    if (error instanceof CommanderError) {
        // Help and version have been printed and are no errors.
        process.exitCode = error.exitCode === 0 ? 0 : USAGE;
        if (json && error.exitCode !== 0) {
            const noCommand = error.code === "commander.help";
            print({ error: noCommand ? "expected a command" : error.message.replace(/^error: /, "") });
        }
        return;
    }
    const message = explained(error);
    process.exitCode = error instanceof CliError ? error.exitCode : FAILURE;
    if (json) {
        print({ error: message });
    } else {
        process.stderr.write(`docker-host-vm: ${printable(message)}\n`);
    }
}

void main();
