import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { status } from "@grpc/grpc-js";
import * as pulumi from "@pulumi/pulumi";
import { LocalWorkspace, type OutputMap, type Stack } from "@pulumi/pulumi/automation";
import { findEngine } from "./engine";
import { type Home, PROJECT, toolCache } from "./home";
import { bootStoppedMachines } from "./localMachines";
import { probeCapability } from "./machine/capability";
import { takeHome } from "./homeLock";
import { installPlugins } from "./plugins";
import { qualified, type Setting, writeWorkspace } from "./stackFile";
import type { StepCollector } from "./steps";

/** Which stack in which home. */
export interface StackInHome {
    readonly home: Home;
    readonly stack: string;
}

/** The same, with which settings, and where to say what is going on. */
export interface SandboxOptions extends StackInHome {
    readonly settings: readonly Setting[];
    /** Gets the engine's own progress and the sandbox's remarks. */
    readonly say: (text: string) => void;
    /** Whether the engine may use colours. */
    readonly color: boolean;
}

/** The operations of the engine that a sandbox offers. */
export type Operation = "up" | "preview" | "refresh" | "destroy";

/**
 * Runs the engine over the stack's program with the emulated Azure behind it.
 *
 * @param collector gets the engine's events, also those of an operation that fails
 */
export async function operate(operation: Operation, options: SandboxOptions, collector?: StepCollector): Promise<void> {
    const stack = await openStack(options);
    const common = {
        onOutput: options.say,
        ...(collector === undefined ? {} : { onEvent: collector.take }),
        color: options.color ? ("always" as const) : ("never" as const),
        suppressProgress: !options.color,
    };
    switch (operation) {
        case "up":
            await stack.up(common);
            break;
        case "preview":
            await stack.preview({ ...common, diff: false });
            break;
        case "refresh":
            await stack.refresh(common);
            break;
        case "destroy":
            await stack.destroy(common);
            break;
    }
}

/**
 * The stack's outputs.
 *
 * @throws Error when the stack was never brought up in that home.
 */
export async function outputs({ home, stack: stackName }: StackInHome): Promise<OutputMap> {
    const workDir = home.workspace(stackName);
    if (!existsSync(workDir)) {
        throw new Error(
            `There is no stack ${stackName} in ${home.directory}. Bring it up first: npm run sandbox -- up`,
        );
    }
    home.enter();
    // Nothing is written: an operation may be running in that home.
    const { command } = await findEngine(() => undefined);
    const stack = await LocalWorkspace.selectStack(
        { stackName, projectName: PROJECT, program },
        { workDir, pulumiCommand: command, envVars: home.environment() },
    );
    await bootStoppedMachines(home);
    return await stack.outputs();
}

/** Takes the home, writes what the engine reads, and opens the stack. */
async function openStack({ home, stack: stackName, settings, say }: SandboxOptions): Promise<Stack> {
    home.prepare();
    home.enter();
    const { formerWasKilled } = takeHome(home);
    const workDir = writeWorkspace(home, stackName, settings);
    const engine = await findEngine((line) => {
        say(`${line}\n`);
    });
    say(`${engine.origin}\n`);
    const plugins = await installPlugins(home, engine.command);
    say(`${plugins.origin}\n`);
    await probeMachines(home, say);
    const stack = await LocalWorkspace.createOrSelectStack(
        { stackName, projectName: PROJECT, program },
        { workDir, pulumiCommand: engine.command, envVars: home.environment() },
    );
    if (formerWasKilled) {
        say("The operation before was killed: its lock is taken away\n");
        await stack.cancel();
    }
    for (const { key, value } of settings.filter(({ secret }) => secret)) {
        await stack.setConfig(qualified(key), { value: String(value), secret: true });
    }
    return stack;
}

async function probeMachines(home: Home, say: SandboxOptions["say"]): Promise<void> {
    const onProgress = (line: string): void => {
        say(`${line}\n`);
    };
    home.capability = await probeCapability({ cache: toolCache(), onProgress });
    say(`Daemon: ${home.capability.explanation}\n`);
    const booted = await bootStoppedMachines(home);
    if (booted > 0) {
        say(`Booted ${booted} VMs that did not run any more\n`);
    }
}

/** The stack's program as it is; it does not know where it runs. */
async function program(): Promise<Record<string, unknown>> {
    try {
        // Loaded when the engine asks for it: it registers resources as it loads.
        return createRequire(__filename)("../index.ts") as Record<string, unknown>;
    } catch (error) {
        if (!pulumi.RunError.isInstance(error)) {
            throw error;
        }
        await pulumi.log.error(error.message);
        // Thrown as it is, the message would be printed twice: by the Automation API's handler of unhandled rejections and
        // as the program's result. That handler keeps silent about a cancelled call. Something must be thrown: a program
        // that just ends has no resources any more, and the engine would delete them all.
        throw Object.assign(new Error("the program stopped with the message above"), { code: status.CANCELLED });
    }
}
