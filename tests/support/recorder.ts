import { isDeepStrictEqual } from "node:util";
import { jest } from "@jest/globals";
import * as pulumi from "@pulumi/pulumi";
import * as debuggable from "@pulumi/pulumi/runtime/debuggable";
import type { RegisterResourceOutputsRequest, RegisterResourceRequest } from "@pulumi/pulumi/proto/resource_pb";
import { type Revealed, revealed, revealedProperties } from "./revealed";
import { called, standIn } from "./standIns";

/** A resource as the program registered it, with the options that mocks do not show. */
export interface Registration {
    readonly urn: string;
    readonly type: string;
    readonly name: string;
    /** Without marks of secrecy. */
    readonly inputs: Readonly<Record<string, unknown>>;
    /** Where the inputs were secret, e.g. `environment.FILES`. */
    readonly secretPaths: readonly string[];
    /** The parent's name; empty at the top. */
    readonly parent: string;
    /** Names, not URNs, like all that follows. */
    readonly dependencies: readonly string[];
    readonly propertyDependencies: Readonly<Record<string, readonly string[]>>;
    readonly deletedWith: string;
    readonly deleteBeforeReplace: boolean;
    readonly replaceOnChanges: readonly string[];
    readonly ignoreChanges: readonly string[];
    readonly hideDiffs: readonly string[];
    readonly additionalSecretOutputs: readonly string[];
    /** Undefined where the parent's option counts. */
    readonly protect: boolean | undefined;
}

/** A line that the program showed to the user. */
interface Message {
    readonly severity: "info" | "warning" | "error";
    readonly text: string;
}

/** What to pretend. */
export interface RecorderOptions {
    /** A preview leaves what only the provider knows unknown. @defaultValue false */
    readonly preview?: boolean;
    /**
     * A run whose resources exist already: a preview knows those that it registers with the same inputs.
     *
     * @defaultValue nothing exists
     */
    readonly over?: Recorder;
    /** The stack's configuration, keys with their namespace. @defaultValue none */
    readonly config?: Readonly<Record<string, string>>;
}

/** All that a program registers and says from now on, until the next recorder starts. */
export interface Recorder {
    readonly registrations: readonly Registration[];
    readonly messages: readonly Message[];
    /** Waits until everything is registered, and checks that no two resources have the same URN. */
    settled(): Promise<void>;
    /** The registrations of one type. */
    byType(type: string): readonly Registration[];
    /** The one registration of that name. */
    byName(name: string): Registration;
    /** `parent > name: type` of each one, in order of name. */
    tree(): readonly string[];
    /** What the component of that name registered as its outputs. */
    outputsOf(name: string): Revealed;
}

/**
 * Pulumi keeps a stack trace with each of its promises, for the case that one never ends. Jest maps each frame of them to its
 * source, which took more than half of a component test's time.
 */
Object.assign(debuggable, { debuggablePromise: <T>(promise: Promise<T>) => promise });

/** Starts Pulumi's mocks, in project `docker-host-vm` and stack `dev`, and records. */
export async function startRecorder({ preview = false, over, config = {} }: RecorderOptions = {}): Promise<Recorder> {
    const registrations: Registration[] = [];
    const outputs = new Map<string, Revealed>();
    const exists = (type: string, name: string, inputs: object): boolean =>
        over?.byType(type).some((one) => one.name === name && isDeepStrictEqual(one.inputs, inputs)) === true;
    const messages = captureMessages();
    pulumi.runtime.setAllConfig({ ...config });
    await pulumi.runtime.setMocks(
        {
            newResource: async ({ type, name, inputs, custom }) => {
                const plain = revealedProperties(inputs as object);
                if (custom !== true || (preview && !exists(type, name, plain))) {
                    return { id: undefined, state: plain };
                }
                const { id, outputs } = await standIn({ type, name, inputs: plain });
                return { id, state: { ...plain, ...outputs } };
            },
            call: ({ token, inputs }) => called(token, revealedProperties(inputs as object)),
        },
        "docker-host-vm",
        "dev",
        preview,
    );
    recordRegistrations(registrations, outputs);
    return {
        registrations,
        messages,
        settled: async () => {
            await pulumi.runtime.disconnect();
            await new Promise((resolve) => setImmediate(resolve));
            const urns = registrations.map(({ urn }) => urn);
            const twice = urns.filter((urn, index) => urns.indexOf(urn) !== index);
            if (twice.length > 0) {
                throw new Error(`Registered twice, which mocks do not notice: ${twice.join(", ")}`);
            }
        },
        byType: (type) => registrations.filter((one) => one.type === type),
        byName: (name) => {
            const [found, another] = registrations.filter((one) => one.name === name);
            if (found === undefined || another !== undefined) {
                throw new Error(`Expected one ${name} among ${registrations.map((one) => one.name).join(", ")}`);
            }
            return found;
        },
        tree: () => registrations.map(({ parent, name, type }) => `${parent} > ${name}: ${type}`).sort(),
        outputsOf: (name) => {
            const found = outputs.get(name);
            if (found === undefined) {
                throw new Error(`No component ${name} has registered outputs`);
            }
            return found;
        },
    };
}

/** Without an engine the SDK prints its log to the console. */
function captureMessages(): readonly Message[] {
    const messages: Message[] = [];
    const capture =
        (severity: Message["severity"]) =>
        (line: unknown): void => {
            messages.push({ severity, text: String(line).replace(/^\w+: \[runtime\] /, "") });
        };
    jest.spyOn(console, "log").mockImplementation(capture("info"));
    jest.spyOn(console, "warn").mockImplementation(capture("warning"));
    jest.spyOn(console, "error").mockImplementation(capture("error"));
    return messages;
}

/** The mocks are told neither parent nor options, so the monitor itself is wrapped. */
function recordRegistrations(registrations: Registration[], outputs: Map<string, Revealed>): void {
    const monitor = pulumi.runtime.getMonitor() as unknown as {
        registerResource(request: RegisterResourceRequest, callback: Callback): Promise<void>;
        registerResourceOutputs(request: RegisterResourceOutputsRequest, callback: Callback): void;
    };
    const register = monitor.registerResource.bind(monitor);
    monitor.registerResource = (request, callback) =>
        register(request, (error, response) => {
            if (response !== undefined) {
                registrations.push(registrationOf(request, response.getUrn()));
            }
            callback(error, response);
        });
    const registerOutputs = monitor.registerResourceOutputs.bind(monitor);
    monitor.registerResourceOutputs = (request, callback) => {
        outputs.set(nameOf(request.getUrn()), revealed(request.getOutputs()?.toJavaScript() ?? {}));
        registerOutputs(request, callback);
    };
}

type Callback = (error: unknown, response: { getUrn(): string } | undefined) => void;

const nameOf = (urn: string): string => urn.split("::").at(-1) ?? "";

function registrationOf(request: RegisterResourceRequest, urn: string): Registration {
    const { value, secretPaths } = revealed(request.getObject()?.toJavaScript() ?? {});
    const propertyDependencies: Record<string, readonly string[]> = {};
    request.getPropertydependenciesMap().forEach((dependencies, property) => {
        propertyDependencies[property] = dependencies.getUrnsList().map(nameOf).sort();
    });
    return {
        urn,
        type: request.getType(),
        name: request.getName(),
        inputs: value as Record<string, unknown>,
        secretPaths,
        parent: nameOf(request.getParent()),
        dependencies: request.getDependenciesList().map(nameOf).sort(),
        propertyDependencies,
        deletedWith: nameOf(request.getDeletedwith()),
        deleteBeforeReplace: request.getDeletebeforereplace(),
        replaceOnChanges: request.getReplaceonchangesList(),
        ignoreChanges: request.getIgnorechangesList(),
        hideDiffs: request.getHidediffsList(),
        additionalSecretOutputs: request.getAdditionalsecretoutputsList(),
        protect: request.hasProtect() ? request.getProtect() : undefined,
    };
}

/** Whether an output is known, which in a preview it may not be. Pulumi leaves this out of its declarations. */
export function isKnown(output: unknown): Promise<boolean> {
    return (output as { readonly isKnown: Promise<boolean> }).isKnown;
}

/** The value of an output; an error instead of a hang when it stays unknown, as in a preview. */
export async function valueOf<T>(output: pulumi.Input<T> | undefined): Promise<pulumi.Unwrap<T>> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_resolve, reject) => {
        timer = setTimeout(() => {
            reject(new Error("The output is not known after 4 s"));
        }, 4_000);
    });
    const value = new Promise<pulumi.Unwrap<T>>((resolve) => {
        pulumi.output(output as pulumi.Input<T>).apply(resolve);
    });
    return Promise.race([value, late]).finally(() => {
        clearTimeout(timer);
    });
}
