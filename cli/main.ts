#!/usr/bin/env node
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Command, CommanderError, InvalidArgumentError, Option } from "commander";
import { context, type ContextOptions } from "./commands/context";
import { credentials, type CredentialsOptions } from "./commands/credentials";
import { env, type EnvOptions } from "./commands/env";
import { images, type ImagesOptions } from "./commands/images";
import { status } from "./commands/status";
import { verify, type VerifyOptions } from "./commands/verify";
import { CliError, FAILURE, printable, USAGE } from "./errors";
import type { Report } from "./report";
import { SHELLS } from "./shells";
import type { Selection } from "./source";

const EPILOGUE = `
Without --home, --cwd and --stack, the sandbox in .sandbox is meant where the current directory has one.
Exit codes: 0 all is well, 1 a check or an operation failed, 2 the command line cannot be understood.`;

/** Before the options are parsed: their errors are to be JSON as well. */
const json = process.argv.includes("--json");

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

function commandLine(): Command {
    const program = new Command("docker-host-vm")
        .description("Use and check the Docker hosts of a Pulumi stack")
        .version(packageVersion())
        .addOption(new Option("--cwd <directory>", "a folder of the Pulumi project (default: the current one)"))
        .addOption(new Option("--stack <name>", "the stack (default: the one that is selected)"))
        .addOption(
            new Option("--home <directory>", "a sandbox's folder (default: .sandbox, if it is there)").conflicts("cwd"),
        )
        .addOption(new Option("--host <name>", "the resource name of the DockerHostVm, if there are several"))
        .addOption(new Option("--json", "print one JSON document on standard output and nothing else"))
        .addHelpText("after", EPILOGUE)
        .configureHelp({ showGlobalOptions: true })
        .configureOutput(json ? { writeErr: () => undefined } : {})
        .showHelpAfterError("(--help lists commands and options)")
        .exitOverride();
    const dir = new Option("--dir <directory>", "the folder with ca.pem, cert.pem and key.pem (default: the stack's)");

    program
        .command("env")
        .description("print the lines that point the Docker client in a shell to the host")
        .addOption(new Option("--shell <name>", "whose lines (default: $SHELL's)").choices(SHELLS))
        .addOption(new Option("--unset", "print the lines that remove them again"))
        .addOption(dir)
        .action(async (_: unknown, command: Command) => {
            finish(await env(command.optsWithGlobals<EnvOptions>()));
        });
    program
        .command("context")
        .description("create or update a docker context for the host")
        .addOption(new Option("--name <name>", "the context's name (default: <project>-<stack>[-<host>])"))
        .addOption(dir)
        .action(async (_: unknown, command: Command) => {
            finish(await context(command.optsWithGlobals<ContextOptions>()));
        });
    program
        .command("credentials")
        .description("write a client's files out of the stack's state, whose secrets you must be able to read")
        .requiredOption("--dir <directory>", "the folder for ca.pem, cert.pem and key.pem")
        .addOption(new Option("--client <name>", "the client (default: default)"))
        .action(async (_: unknown, command: Command) => {
            finish(await credentials(command.optsWithGlobals<CredentialsOptions>()));
        });
    program
        .command("verify")
        .description("check reachability, certificates and API versions, with what to do")
        .addOption(dir)
        .addOption(new Option("--timeout <seconds>", "for each connection").argParser(seconds).default(10))
        .action(async (_: unknown, command: Command) => {
            finish(await verify(command.optsWithGlobals<VerifyOptions>()));
        });
    program
        .command("status")
        .description("list the stack's hosts with the ends of their certificates")
        .action(async (_: unknown, command: Command) => {
            finish(await status(command.optsWithGlobals<Selection>()));
        });
    program
        .command("images")
        .description("list the images by short name, or the versions of one, newest first")
        .argument("[image]", "a short name, or publisher:offer:sku")
        .addOption(new Option("--location <name>", "the Azure location whose catalogue to ask"))
        .action(async (image: string | undefined, _: unknown, command: Command) => {
            finish(await images(image, command.optsWithGlobals<ImagesOptions>()));
        });
    return program;
}

async function main(): Promise<void> {
    try {
        await commandLine().parseAsync();
    } catch (error) {
        fail(error);
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
    const message = error instanceof Error ? error.message : String(error);
    process.exitCode = error instanceof CliError ? error.exitCode : FAILURE;
    if (json) {
        print({ error: message });
    } else {
        process.stderr.write(`docker-host-vm: ${printable(message)}\n`);
    }
}

void main();
