import { existsSync } from "node:fs";
import type { EngineEvent, InlineProgramArgs, PreviewOptions, Stack } from "@pulumi/pulumi/automation";
import { sandboxUp } from "../../shared/sandboxHome";
import { builtDockerEngine } from "../machine/dockerEngine";
import { findPulumi } from "../pulumi/pulumi";
import { requiredOutput } from "../../shared/processes";
import { toolCache } from "../../shared/toolCache";
import { bootStoppedMachines, loadSmallImages } from "./localMachines";
import { probeCapability } from "../machine/capability";
import { SMALL_IMAGE } from "../machine/smallImage";
import { lockHome } from "./homeLock";
import { interruptible } from "./interruption";
import { awaitFormerPulumi, forgetPendingCreates } from "./killedOperation";
import { noteDestroyed, writeManifest } from "./manifest";
import { removeOrphans, markRecorded } from "./orphans";
import { installPlugins } from "../pulumi/plugins";
import type { StackInHome } from "./project";
import { type Setting, writeWorkspace } from "./stackFile";
import { readState, readStates } from "./stackStates";
import type { StepCollector } from "../pulumi/steps";

/** The policy packs of an operation, and their configuration; Pulumi takes the latter in the order of the former. */
export interface PolicyPacks {
    /** Folders with a PulumiPolicy.yaml. */
    readonly policyPacks: readonly string[];
    /** JSON files, settings by the name of the policy. */
    readonly policyPackConfigs: readonly string[];
}

/** An operation on a stack: its settings, and who hears of its progress. */
export interface SandboxOptions extends StackInHome {
    readonly settings: readonly Setting[];
    /** Gets Pulumi's own progress and the sandbox's remarks. */
    readonly say: (text: string) => void;
    /** Whether Pulumi may use colours. */
    readonly color: boolean;
    /**
     * Whether a preview shows each property that changes.
     *
     * @defaultValue false
     */
    readonly diff?: boolean;
    /**
     * Whether an `up` does without the preview before it.
     *
     * @defaultValue false
     */
    readonly skipPreview?: boolean;
    /** The policy packs that judge an `up` or a `preview`. */
    readonly policies?: PolicyPacks;
    /** URNs of resources that an `up` or a `preview` is to replace, with the wildcards of `pulumi up`. */
    readonly replace?: readonly string[];
}

/** How long a command of Pulumi's that only reads or writes the state may take. */
const STATE_SECONDS = 60;

/** The operations of Pulumi that a sandbox offers. */
export type Operation = "up" | "preview" | "refresh" | "destroy";

/**
 * Runs Pulumi over the stack's program with the emulated Azure behind it.
 *
 * @param collector gets Pulumi's events, also those of an operation that fails
 */
export async function operate(operation: Operation, options: SandboxOptions, collector?: StepCollector): Promise<void> {
    const stack = await openStack(options, operation !== "preview");
    // Output of the preview before an `up`, which is of interest only when it fails.
    const held: string[] = [];
    let isHeld = operation === "up";
    const say = (text: string): void => {
        if (isHeld) {
            held.push(text);
        } else {
            options.say(text);
        }
    };
    await interruptible(say, async (watched) => {
        const common = {
            ...watched,
            ...(collector === undefined ? {} : { onEvent: collector.take }),
            color: options.color ? ("always" as const) : ("never" as const),
            suppressProgress: !options.color,
        };
        const planned = {
            ...common,
            policyPacks: [...(options.policies?.policyPacks ?? [])],
            policyPackConfigs: [...(options.policies?.policyPackConfigs ?? [])],
            replace: [...(options.replace ?? [])],
        };
        switch (operation) {
            case "up":
                if (options.skipPreview !== true) {
                    await previewFirst(stack, planned, collector).catch((error: unknown) => {
                        options.say(held.join(""));
                        throw error;
                    });
                }
                isHeld = false;
                await stack.up(planned);
                await loadImages(options);
                break;
            case "preview":
                await stack.preview({ ...planned, diff: options.diff ?? false });
                break;
            case "refresh":
                await stack.refresh(common);
                break;
            case "destroy":
                await stack.destroy(common);
                noteDestroyed(options.home, options.project, options.stack);
                break;
        }
    }).finally(() => {
        markRecorded(options.home);
    });
}

/**
 * Previews before an `up`, as `pulumi up` does and the Automation API's `up` does not: what fails in a preview then fails
 * before anything has changed. The collector gets the preview's events only when it fails.
 */
async function previewFirst(
    stack: Stack,
    options: PreviewOptions,
    collector: StepCollector | undefined,
): Promise<void> {
    const events: EngineEvent[] = [];
    try {
        await stack.preview({ ...options, onEvent: (event) => events.push(event) });
    } catch (error) {
        events.forEach((event) => collector?.take(event));
        throw error;
    }
}

/** Loads the small image into the VMs. The stack is up by then, so that a failure is only reported. */
async function loadImages({ home, say }: SandboxOptions): Promise<void> {
    try {
        if ((await loadSmallImages(home)) > 0) {
            say(`Image: each VM has ${SMALL_IMAGE}, since it has no way out to pull another\n`);
        }
    } catch (error) {
        say(`${(error as Error).message}\n`);
    }
}

/**
 * The stack's outputs. Secrets are `[secret]`.
 *
 * @throws Error when the stack was never brought up in that home.
 */
export async function outputs(which: StackInHome): Promise<Readonly<Record<string, unknown>>> {
    const pulumi = await wakeStack(which);
    return JSON.parse(await callPulumi(pulumi, which, ["stack", "output", "--json"])) as Record<string, unknown>;
}

/**
 * Gets a stack that was brought up ready to be asked: boots those of its VMs that do not run any more.
 *
 * @returns the Pulumi program
 * @throws Error when the stack was never brought up in that home.
 */
export async function wakeStack({ home, project, stack }: StackInHome): Promise<string> {
    const workDir = home.workspace(project.name, stack);
    if (!existsSync(workDir)) {
        throw new Error(
            `There is no stack ${stack} of ${project.name} in ${home.directory}. Bring it up first: ${sandboxUp(home.directory, stack, project.directory)}`,
        );
    }
    home.isolateEnvironment();
    readState(home, project.name, stack);
    // Nothing is written: an operation may be running in that home.
    const { command } = await findPulumi(() => undefined, project.automation.PulumiCommand);
    await bootStoppedMachines(home);
    return command.command;
}

/**
 * Locks the home, writes what Pulumi reads, and opens the stack.
 *
 * @param repair whether to remove what a killed operation left
 */
async function openStack(sandbox: SandboxOptions, repair: boolean): Promise<Stack> {
    const { home, project, settings, say } = sandbox;
    home.prepare();
    home.isolateEnvironment();
    lockHome(home);
    readStates(home);
    const workDir = writeWorkspace(sandbox, settings);
    const onProgress = (line: string): void => {
        say(`${line}\n`);
    };
    const pulumi = await findPulumi(onProgress, project.automation.PulumiCommand);
    say(`${pulumi.origin}\n`);
    writeManifest(home, pulumi.command.command, project, sandbox.stack);
    say(`${await installPlugins(home, pulumi.command, project.directory)}\n`);
    home.capability = await probeCapability({ cache: toolCache(), engine: builtDockerEngine(), onProgress });
    say(`Daemon: ${home.capability.explanation}\n`);
    const isLocked = repair && (await awaitFormerPulumi(sandbox));
    for (const id of repair ? await removeOrphans(home) : []) {
        say(`An operation was killed while it made ${id}: removed, to be made again\n`);
    }
    const booted = await bootStoppedMachines(home);
    if (booted > 0) {
        say(`Booted ${booted} VMs that did not run any more\n`);
    }
    const options = { workDir, pulumiCommand: pulumi.command, envVars: home.environment() };
    const stack = await project.automation.LocalWorkspace.createOrSelectStack(stackArgs(sandbox, workDir), options);
    if (isLocked) {
        say("The operation before was killed: its lock is taken away\n");
        await stack.cancel();
    }
    const call = (args: readonly string[], input?: string): Promise<string> =>
        callPulumi(pulumi.command.command, sandbox, args, input);
    if (repair) {
        await forgetPendingCreates(sandbox, call);
    }
    for (const { key, value } of settings.filter(({ secret }) => secret)) {
        // By standard input: the Automation API would put the value on a command line.
        await call(["config", "set", "--secret", "--", project.qualified(key)], String(value));
    }
    // The Automation API asks for both after each operation, in three runs of Pulumi; nobody reads them here.
    stack.outputs = () => Promise.resolve({});
    stack.info = () => Promise.resolve(undefined);
    return stack;
}

/** Runs a command of Pulumi's that only reads or writes a stack's state, and gives what it prints. */
async function callPulumi(
    program: string,
    { home, project, stack }: StackInHome,
    args: readonly string[],
    input?: string,
): Promise<string> {
    return await requiredOutput(program, ["--non-interactive", "--stack", stack, ...args], {
        cwd: home.workspace(project.name, stack),
        env: home.environment(),
        input,
        timeoutSeconds: STATE_SECONDS,
    });
}

/** Which stack, and its program unless Pulumi reads that itself: the declarations have an overload for each only. */
function stackArgs({ project, stack: stackName }: StackInHome, workDir: string): InlineProgramArgs {
    const { program, name: projectName } = project;
    const args = program === undefined ? { stackName, workDir } : { stackName, projectName, program };
    return args as InlineProgramArgs;
}
