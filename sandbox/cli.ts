import { Command } from "commander";
import { dockerClient } from "./docker";
import { readOptions, runCommandLine, withOptions } from "./options";
import { readPolicyPacks, withPolicyPacks } from "./policyPack";
import { type Operation, operate, outputs } from "./sandboxStack";

const OPERATIONS: Readonly<Record<Operation, string>> = {
    up: "bring the stack up, its VMs and their Docker daemons included",
    preview: "show what up would do",
    refresh: "compare the stack's state with the emulated Azure",
    destroy: "remove everything that the stack made",
};

function withAllOptions(command: Command): Command {
    return withOptions(command)
        .option("--cwd <directory>", "another Pulumi project, in TypeScript, JavaScript or YAML (default: this one)")
        .option("--json", "print one JSON document on standard output and nothing else");
}

function print(document: unknown): void {
    process.stdout.write(`${JSON.stringify(document, null, 4)}\n`);
}

function commandLine(): Command {
    const program = withAllOptions(new Command("sandbox"))
        .description(
            "The stack without an Azure account: the real Pulumi engine, an emulated Azure, a real Docker daemon",
        )
        .enablePositionalOptions();
    for (const [operation, description] of Object.entries(OPERATIONS) as [Operation, string][]) {
        const command = withAllOptions(program.command(operation).description(description));
        if (operation === "up" || operation === "preview") {
            withPolicyPacks(command);
        }
        command.action(async (_options, verb: Command) => {
            const options = { ...readOptions(verb), policies: readPolicyPacks(verb) };
            const changes = await operate(operation, options);
            if (options.json) {
                print(changes);
            }
        });
    }
    withAllOptions(program.command("outputs").description("print the stack's outputs")).action(
        async (_options, verb: Command) => {
            const options = readOptions(verb);
            const all = Object.entries(await outputs(options));
            const values = Object.fromEntries(
                all.map(([name, { value, secret }]) => [name, secret ? "[secret]" : (value as unknown)]),
            );
            if (options.json) {
                print(values);
            } else {
                all.forEach(([name]) => {
                    const value: unknown = values[name];
                    process.stdout.write(`${name}: ${typeof value === "string" ? value : JSON.stringify(value)}\n`);
                });
            }
        },
    );
    program
        .command("docker [args...]")
        .description("run the Docker client against the stack's first host; all that follows is the client's")
        .passThroughOptions()
        .allowUnknownOption()
        .helpOption(false)
        .action(async (args: string[], _options, verb: Command) => {
            const options = readOptions(verb);
            const docker = dockerClient(await outputs(options), options);
            process.exitCode = await docker(args);
        });
    return program;
}

void runCommandLine(commandLine());
