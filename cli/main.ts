#!/usr/bin/env node
import { Command, CommanderError, InvalidArgumentError, Option } from "commander";
import { builder } from "./commands/builder";
import { context } from "./commands/context";
import { credentials } from "./commands/credentials";
import { env, type EnvOptions, failure } from "./commands/env";
import { inspect, ip, ls, url } from "./commands/hosts";
import { addCompletion } from "./completion";
import { images, type ImagesOptions } from "./commands/images";
import { type Duration, durationOf } from "./expiring";
import { start, stop } from "./commands/power";
import { ssh } from "./commands/ssh";
import { status } from "./commands/status";
import { verify } from "./commands/verify";
import { onLostOutput, statusAfter } from "../shared/programEnd";
import { CliError, explained, FAILURE, printable, USAGE } from "../shared/errors";
import { packageVersion } from "../shared/packageVersion";
import type { Report } from "./report";
import { SHELLS } from "../shared/shells";

const EPILOGUE = `
If the stack is up in a .sandbox in the project's folder, that sandbox is used.
Exit codes: 0 success, 1 a check or an operation failed, 2 invalid command line, 3 something ends within --expires-within.`;

/** Read before the options are parsed, so that their errors are JSON as well. */
const json = process.argv.includes("--json");
/** The requested command, known before its own options are parsed. */
let asked: Command | undefined;

function seconds(text: string): number {
    const value = Number(text);
    if (!(value > 0 && value <= 3600)) {
        throw new InvalidArgumentError("Expected a number of seconds, more than 0 and at most 3600.");
    }
    return value;
}

function duration(text: string): Duration {
    const value = durationOf(text);
    if (value === undefined) {
        throw new InvalidArgumentError("Expected hours, days or weeks, for example 12h, 30d or 8w.");
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
    process.exitCode = report.exitCode ?? 0;
}

/** Adds a command that ends with a report. */
function add(
    program: Command,
    [name, description]: readonly [name: string, description: string],
    // Commander sets the declared options, which the compiler cannot know.
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
        .version(packageVersion(__dirname))
        .option("--cwd <directory>", "folder of the Pulumi project (default: the current folder)")
        .option("--stack <name>", "stack to use (default: the selected stack)")
        .option(
            "--home <directory>",
            "folder of a sandbox (default: .sandbox in the project's folder, if the stack is up there)",
        )
        .option("--no-home", "use your own Pulumi even if there is a sandbox")
        .option("--host <name>", "resource name of the DockerHostVm or DockerEngine, if the stack has several")
        .option("--json", "print a single JSON document to standard output")
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

function completedCommandLine(): Command {
    const program = commandLine();
    addCompletion(program, commandLine);
    return program;
}

function addCommands(program: Command): void {
    const dir = new Option(
        "--dir <directory>",
        "folder with ca.pem, cert.pem and key.pem (default: the stack's, or DOCKER_CERT_PATH if it is of the host's authority)",
    );
    const client = new Option("--client <name>", "client whose files to use (default: the one whose files are there)");
    add(program, ["env", "print commands that point the Docker client in a shell at the host"], env)
        .addOption(new Option("--shell <name>", "shell to print commands for (default: from $SHELL)").choices(SHELLS))
        .option("--unset", "print commands that remove the variables again")
        .option("--no-proxy", "add the host to NO_PROXY, so that the client bypasses a proxy")
        .addOption(client)
        .addOption(dir);
    add(program, ["context", "create, update or remove a Docker context for the host"], context)
        .option("--name <name>", "name of the context (default: <project>-<stack>[-<host>][-<client>][-ssh])")
        .addOption(new Option("--ssh", "use SSH with your own SSH client, instead of TLS").conflicts(["client", "dir"]))
        .option("--remove", "remove the context, and list other copies of the key")
        .addOption(client)
        .addOption(dir);
    add(program, ["builder", "create, update or remove a Buildx builder over all hosts of the stack"], builder)
        .option("--name <name>", "name of the builder (default: <project>-<stack>[-<host>]-builder)")
        .addOption(new Option("--use", "use it for the builds in the current context").conflicts("remove"))
        .option("--remove", "remove the builder, with its containers and their cache")
        .addOption(client)
        .addOption(dir);
    const writes =
        "write a client's files from the stack's state, which requires access to its secrets, or from a vault";
    add(program, ["credentials", writes], credentials)
        .requiredOption("--dir <directory>", "folder for ca.pem, cert.pem and key.pem")
        .option("--client <name>", "name of the client (default: default, or the first by name)")
        .addOption(
            new Option(
                "--vault <name>",
                "Azure Key Vault of the client, to read the files without the stack",
            ).conflicts(["client", "sshKey"]),
        )
        .option("--ssh-key", "also write the SSH key that the stack created, as id_ed25519");
    const checks = "check reachability, certificates and API versions, with advice";
    add(program, ["verify", checks], verify)
        .addOption(client)
        .addOption(dir)
        .addOption(new Option("--timeout <seconds>", "timeout for each connection").argParser(seconds).default(10));
    add(
        program,
        ["status", "list the stack's hosts with their state, its clients, and when their certificates expire"],
        status,
    ).addOption(
        new Option(
            "--expires-within <time>",
            "list what ends within a time such as 12h, 30d or 8w, and exit with 3 if anything does",
        ).argParser(duration),
    );
    add(program, ["ls", "list the stack's hosts with their state, one line each"], ls).option(
        "-q, --quiet",
        "print only the names",
    );
    add(program, ["ip", "print the host's address"], ip);
    add(program, ["url", "print the host's endpoint"], url);
    add(program, ["inspect", "print the host's properties as JSON, without secrets"], inspect);
    const logIn = program
        .command("ssh")
        .description("open a shell on the host, or run a command there, with the SSH key that the stack created")
        .argument("[command...]", "command, after -- if it has options of its own")
        .option("--accept-new-host-key", "store the host's key at the first connection without asking");
    logIn.action(async (command: string[]) => {
        process.exitCode = await ssh(command, logIn.optsWithGlobals());
    });
    const all = new Option("--all", "all hosts of the stack");
    const starts = "start a host's VM, and wait until its daemon answers";
    add(program, ["start", starts], start)
        .addOption(all)
        .addOption(new Option("--timeout <seconds>", "timeout for the daemon").argParser(seconds).default(180));
    add(program, ["stop", "deallocate a host's VM, so that Azure does not bill it"], stop).addOption(all);
    const lists = "list images with short names, or the versions of one image, newest first";
    add(program, ["images", lists], async (options: ImagesOptions, [image]) => await images(image, options))
        .argument("[image]", "short name, or publisher:offer:sku")
        .option("--location <name>", "Azure location to list versions in");
}

async function main(): Promise<void> {
    onLostOutput((request) => process.exit(statusAfter(request)));
    try {
        await completedCommandLine().parseAsync();
    } catch (error) {
        fail(error);
        failEvaluation();
    }
}

/** A shell evaluates the output of `env`. If the command fails, the shell must notice. */
function failEvaluation(): void {
    if (asked?.name() === "env" && process.exitCode !== 0 && !json && !process.stdout.isTTY) {
        process.stdout.write(failure(asked.opts<EnvOptions>().shell));
    }
}

function fail(error: unknown): void {
    if (error instanceof CommanderError) {
        // Help and version have been printed and are not errors.
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
