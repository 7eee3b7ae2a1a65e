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
import { noteDestroyed, throwIfForeign, writeManifest } from "./manifest";
import { removeOrphans, markRecorded } from "./orphans";
import { installPlugins } from "../pulumi/plugins";
import { placePythonHost } from "../pulumi/pythonHost";
import type { StackInHome } from "./project";
import { type Setting, writeWorkspace } from "./stackFile";
import { readState, readStates, type StackState } from "./stackStates";
import type { StepCollector } from "../pulumi/steps";

/** The policy packs of an operation and their configuration files, in the same order. */
export interface PolicyPacks {
    /** Folders with a PulumiPolicy.yaml. */
    readonly policyPacks: readonly string[];
    /** JSON files with settings by policy name. */
    readonly policyPackConfigs: readonly string[];
}

/** The stack, settings and output of an operation. */
export interface SandboxOptions extends StackInHome {
    readonly settings: readonly Setting[];
    /** Receives Pulumi's progress and the sandbox's own messages. */
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
     * Whether an `up` skips the preview before it.
     *
     * @defaultValue false
     */
    readonly skipPreview?: boolean;
    /** The policy packs that check an `up` or a `preview`. */
    readonly policies?: PolicyPacks;
    /** URNs of resources that an `up` or a `preview` should replace, with wildcards as in `pulumi up`. */
    readonly replace?: readonly string[];
}

/** How long a Pulumi command may take that only reads or writes the state. */
const STATE_SECONDS = 60;

/** The Pulumi operations that the sandbox offers. */
export type Operation = "up" | "preview" | "refresh" | "destroy";

/**
 * Runs a Pulumi operation with the stack's program against the emulated Azure.
 *
 * @param collector receives Pulumi's events, even if the operation fails
 * @throws Error if a stack to refresh or destroy was never brought up in that home.
 */
export async function operate(operation: Operation, options: SandboxOptions, collector?: StepCollector): Promise<void> {
    if (operation === "refresh" || operation === "destroy") {
        throwIfMissing(options);
    }
    const stack = await openStack(options, operation !== "preview");
    // The output of the preview before an `up` is shown only if that preview fails.
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
                // As `pulumi destroy` does: without a preview, Pulumi deletes everything but the protected resources. Nothing
                // else can fail in a preview.
                if (stateOf(options).resources.some(({ protect }) => protect === true)) {
                    await stack.previewDestroy(common);
                }
                await stack.destroy(common);
                break;
        }
    }).finally(() => {
        const { home, project, stack: name } = options;
        markRecorded(home);
        if (stateOf(options).resources.length === 0) {
            noteDestroyed(home, project, name);
        }
    });
}

const stateOf = ({ home, project, stack }: StackInHome): StackState => readState(home, project.name, stack);

/**
 * Previews before an `up`, as `pulumi up` does and the Automation API does not: errors that a preview can find then come
 * before anything has changed. The collector receives the preview's events only if it fails.
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

/** Loads the small image into the VMs. The stack is already up, so a failure is only reported. */
async function loadImages({ home, say }: SandboxOptions): Promise<void> {
    try {
        if ((await loadSmallImages(home)) > 0) {
            say(`Image: each VM has ${SMALL_IMAGE}; other images cannot be pulled\n`);
        }
    } catch (error) {
        say(`Image: ${(error as Error).message}\n`);
    }
}

/**
 * Reads the stack's outputs. Secrets are `[secret]`.
 *
 * @throws Error if the stack was never brought up in that home.
 */
export async function outputs(which: StackInHome): Promise<Readonly<Record<string, unknown>>> {
    const pulumi = await wakeStack(which);
    return JSON.parse(await callPulumi(pulumi, which, ["stack", "output", "--json"])) as Record<string, unknown>;
}

/**
 * Prepares an existing stack for queries: boots those of its VMs that have stopped.
 *
 * @returns the path of the Pulumi program
 * @throws Error if the stack was never brought up in that home.
 */
export async function wakeStack(which: StackInHome): Promise<string> {
    throwIfMissing(which);
    const { home, project, stack } = which;
    throwIfForeign(home);
    home.isolateEnvironment();
    readState(home, project.name, stack);
    // Writes nothing, because an operation may be running in that home.
    const { command } = await findPulumi(() => undefined, project.automation.PulumiCommand);
    await bootStoppedMachines(home);
    return command.command;
}

function throwIfMissing({ home, project, stack }: StackInHome): void {
    if (!existsSync(home.workspace(project.name, stack))) {
        throw new Error(
            `stack ${stack} of ${project.name} not found in ${home.directory}. Bring it up first: ${sandboxUp(home.directory, stack, project.directory)}`,
        );
    }
}

/**
 * Locks the home, writes the files that Pulumi reads, and opens the stack.
 *
 * @param repair whether to clean up after a killed operation
 */
async function openStack(sandbox: SandboxOptions, repair: boolean): Promise<Stack> {
    const { home, project, settings, say } = sandbox;
    throwIfForeign(home);
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
    if (project.python !== undefined) {
        say(placePythonHost(home, pulumi.command, project.python));
    }
    home.capability = await probeCapability({ cache: toolCache(), engine: builtDockerEngine(), onProgress });
    say(`Daemon: ${home.capability.explanation}\n`);
    const isLocked = repair && (await awaitFormerPulumi(sandbox));
    for (const id of repair ? await removeOrphans(home) : []) {
        say(`Removed ${id}: an earlier operation was killed while creating it\n`);
    }
    const booted = await bootStoppedMachines(home);
    if (booted > 0) {
        say(`Booted ${booted} stopped ${booted === 1 ? "VM" : "VMs"}\n`);
    }
    const options = { workDir, pulumiCommand: pulumi.command, envVars: home.environment() };
    const stack = await project.automation.LocalWorkspace.createOrSelectStack(stackArgs(sandbox, workDir), options);
    if (isLocked) {
        say("Removed the lock of an earlier operation that was killed\n");
        await stack.cancel();
    }
    const call = (args: readonly string[], input?: string): Promise<string> =>
        callPulumi(pulumi.command.command, sandbox, args, input);
    if (repair) {
        await forgetPendingCreates(sandbox, call);
    }
    for (const { key, value } of settings.filter(({ secret }) => secret)) {
        // Passed on standard input: the Automation API would put the value on a command line.
        await call(["config", "set", "--secret", "--", project.qualified(key)], String(value));
    }
    // The Automation API fetches both after each operation, with three runs of Pulumi, and nothing here reads them.
    stack.outputs = () => Promise.resolve({});
    stack.info = () => Promise.resolve(undefined);
    return stack;
}

/** Runs a Pulumi command that only reads or writes a stack's state, and returns its output. */
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

/** The arguments that select a stack, with its program unless Pulumi reads that itself. The SDK declares separate overloads. */
function stackArgs({ project, stack: stackName }: StackInHome, workDir: string): InlineProgramArgs {
    const { program, name: projectName } = project;
    const args = program === undefined ? { stackName, workDir } : { stackName, projectName, program };
    return args as InlineProgramArgs;
}
