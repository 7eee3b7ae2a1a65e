import "../pulumi/lazyModules";
import { Command } from "commander";
import { dockerClient } from "./docker";
import { Home } from "../stack/home";
import { SMALL_IMAGE } from "../machine/smallImage";
import { readOptions, runCommandLine, withOptions } from "./options";
import { operate, outputs, type SandboxOptions } from "../stack/sandboxStack";

/** `npm start`: brings up the stack, queries its daemon, runs a container, and suggests what to type next. */

const SCRIPT = 'echo "Hello from a container on $(uname -n), reached over mutual TLS"';

const heading = (text: string): void => void process.stdout.write(`\n── ${text}\n`);

async function start(options: SandboxOptions): Promise<void> {
    const home = options.home.directory === new Home(".sandbox").directory ? "" : ` --home ${options.home.directory}`;
    const stack = options.stack === "dev" ? "" : ` --stack ${options.stack}`;
    heading(`Bringing up stack ${options.stack} with the real Pulumi engine on an emulated Azure`);
    await operate("up", options);

    heading(String((await outputs(options))["verifyCommand"]));
    const docker = await dockerClient(options);
    const must = async (args: readonly string[]): Promise<void> => {
        const code = await docker(args);
        if (code !== 0) {
            throw new Error(`docker ${args.join(" ")} failed with exit code ${code}`);
        }
    };
    await must(["info"]);

    if (options.home.capability.kind === "real") {
        heading(`docker run --rm ${SMALL_IMAGE} sh -c '${SCRIPT}'`);
        await must(["run", "--rm", SMALL_IMAGE, "sh", "-c", SCRIPT]);
    } else {
        heading("No container can run: a TLS server stands in for dockerd (see above)");
    }

    if (options.stack === "dev") {
        heading("The same on Ubuntu 24.04, which also works on Azure today");
        process.stdout.write(`  npm start --${home} --stack modern\n`);
    }

    heading("What to type next");
    const next = {
        "docker ps": "any Docker command",
        [`docker run --rm ${SMALL_IMAGE} ls`]: "run a container; other images cannot be pulled",
        "preview --set vmSize=Standard_B4ls_v2": "preview a change",
        outputs: "show endpoint, files and commands",
        destroy: "delete everything",
    };
    for (const [command, purpose] of Object.entries(next)) {
        process.stdout.write(`  npx docker-host-vm-sandbox${home}${stack} ${command.padEnd(41)} # ${purpose}\n`);
    }
    process.stdout.write(`  ls -l ${options.home.clientFiles(options.stack)}   # the client's certificate files\n`);
}

const program = withOptions(new Command("start"))
    .description("Bring up the stack in the sandbox, query its daemon and run a container on it")
    .action(async (_options, command: Command) => {
        await start(readOptions(command));
    });
void runCommandLine(program);
