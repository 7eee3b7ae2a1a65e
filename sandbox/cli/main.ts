// A project's program may be in TypeScript.
import "../../shared/loadTypeScript.js";
import "../pulumi/lazyModules";
import { Command } from "commander";
import { DEFAULT_ENGINE_VERSION } from "../../components/defaults";
import { contextDescription, contextNames } from "../../shared/dockerContexts";
import { dockerClient } from "./docker";
import { buildDockerEngine } from "../machine/dockerEngine";
import { packageVersion } from "../../shared/packageVersion";
import { addReport } from "../../preview/command";
import { readOptions, runCommandLine, withOptions } from "./options";
import { readPolicyPacks, withPolicyPacks } from "./policyPacks";
import { type Operation, operate, outputs, type SandboxOptions } from "../stack/sandboxStack";
import { StepCollector } from "../pulumi/steps";

const OPERATIONS: Readonly<Record<Operation, string>> = {
    up: "bring up the stack, including its VMs and their Docker daemons",
    preview: "show what up would change",
    refresh: "update the stack's state from the emulated Azure",
    destroy: "delete all resources of the stack",
};

function withAllOptions(command: Command): Command {
    return withOptions(command)
        .option(
            "--cwd <directory>",
            "the folder of the Pulumi project, in TypeScript, JavaScript, YAML or Python (default: the current folder)",
        )
        .option("--json", "print one JSON document to standard output, and nothing else");
}

function print(document: unknown): void {
    process.stdout.write(`${JSON.stringify(document, null, 4)}\n`);
}

/** Runs an operation and prints its changes as JSON, even if it fails. The program's own output goes to standard error. */
async function operateWithJson(operation: Operation, options: SandboxOptions): Promise<void> {
    const collector = new StepCollector();
    const write = process.stdout.write.bind(process.stdout);
    process.stdout.write = process.stderr.write.bind(process.stderr);
    try {
        await operate(operation, options, collector);
    } finally {
        process.stdout.write = write;
        print(collector.changes);
    }
}

function commandLine(): Command {
    const program = withAllOptions(new Command("docker-host-vm-sandbox"))
        .description(
            "Runs a Pulumi stack without an Azure account: real Pulumi engine, emulated Azure, real Docker daemon",
        )
        .option(
            "--host <name>",
            "the DockerHostVm or DockerEngine that docker connects to (default: the only one, or the one of the output dockerHost)",
        )
        .version(packageVersion(__dirname))
        .enablePositionalOptions();
    for (const [operation, description] of Object.entries(OPERATIONS) as [Operation, string][]) {
        const command = withAllOptions(program.command(operation).description(description));
        if (operation === "up" || operation === "preview") {
            withPolicyPacks(command).option(
                "--replace <urn>",
                "URN of a resource to replace, with wildcards as in pulumi up; can be repeated",
                (urn: string, before?: string[]) => [...(before ?? []), urn],
            );
        }
        if (operation === "preview") {
            command.option("--diff", "show each property that changes");
        }
        if (operation === "up") {
            command.option("--skip-preview", "update without a preview first");
        }
        command.action(async (_options, verb: Command) => {
            const { replace, diff, skipPreview } =
                verb.opts<Pick<SandboxOptions, "replace" | "diff" | "skipPreview">>();
            const sandbox = readOptions(verb);
            const policies = readPolicyPacks(verb, sandbox.project.directory);
            const options = { ...sandbox, policies, replace, diff, skipPreview };
            await (options.json ? operateWithJson : operate)(operation, options);
            if (operation === "destroy") {
                (await contextNames(contextDescription(options.project.name, options.stack))).forEach((name) => {
                    options.say(
                        `The Docker context ${name} still holds a copy of the client's key. Remove it: npx docker-host-vm context --remove --name ${name}\n`,
                    );
                });
            }
        });
    }
    withAllOptions(program.command("outputs").description("print the stack's outputs")).action(
        async (_options, verb: Command) => {
            const options = readOptions(verb);
            const values = await outputs(options);
            if (options.json) {
                print(values);
            } else {
                Object.entries(values).forEach(([name, value]) => {
                    process.stdout.write(`${name}: ${typeof value === "string" ? value : JSON.stringify(value)}\n`);
                });
            }
        },
    );
    addReport(program);
    program
        .command("tools")
        .description("build the Docker engine for hosts with engineInstall CustomScript; once, needs Go")
        .action(async () => {
            const { folder, origin } = await buildDockerEngine((line) => void process.stdout.write(`${line}\n`));
            process.stdout.write(`Docker engine ${DEFAULT_ENGINE_VERSION} is in ${folder} (${origin})\n`);
        });
    program
        .command("docker [args...]")
        .description(
            "run the Docker client against a host of the stack; all arguments after docker belong to the client",
        )
        .passThroughOptions()
        .allowUnknownOption()
        .helpOption(false)
        .action(async (args: string[], _options, verb: Command) => {
            const { host } = program.opts<{ host?: string }>();
            const docker = await dockerClient(readOptions(verb), host);
            process.exitCode = await docker(args);
        });
    return program;
}

void runCommandLine(commandLine());
