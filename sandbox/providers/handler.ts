import type { Values } from "./values";

/** The resource that a request is about. */
export interface ResourceRequest {
    /** The resource's unique name in Pulumi. */
    urn: string;
    /** The last part of the URN: the name that the program gave. */
    name: string;
    /** The type token, for example `tls:index/privateKey:PrivateKey`. */
    type: string;
}

/** The program's inputs, to be validated and completed. */
export interface CheckRequest extends ResourceRequest {
    /** The inputs that the last check answered; empty for a new resource. */
    oldInputs: Values;
    inputs: Values;
    /** Random bytes that are the same in the preview and in the run after it, for names made up here. */
    seed: Uint8Array;
}

/** The checked inputs, or why they are refused. */
export interface CheckResult {
    inputs: Values;
    /** One for each problem; any of them stops the deployment. @default none */
    failures?: { property: string; reason: string }[];
}

/** An existing resource and the checked inputs that it should have. */
export interface DiffRequest extends ResourceRequest {
    id: string;
    oldInputs: Values;
    oldOutputs: Values;
    inputs: Values;
}

/** One changed property. */
export interface PropertyChange {
    /** Where, in Pulumi's notation for property paths: `osProfile.adminUsername`, `rules[0].port`, `tags["a.b"]`. */
    path: string;
    /** What happens to the property. */
    kind: "add" | "delete" | "update";
    /** True if the resource must be replaced for it. */
    replace: boolean;
    /** True if the change is one of an output that no input asked for, such as a certificate's age. @default false */
    output?: boolean;
}

/** The common part of the requests that can change something. */
export interface OperationRequest extends ResourceRequest {
    /** How long the operation may take, in seconds; 0 for no limit. */
    timeoutSeconds: number;
    /** Aborted when the user cancels the deployment or Pulumi is gone. */
    signal: AbortSignal;
    /** Shows a line next to the resource in Pulumi's progress display. */
    showStatus: (line: string) => void;
}

/** A resource to be made; in a preview, to be predicted without any effect. */
export interface CreateRequest extends OperationRequest {
    inputs: Values;
    /** True if nothing may happen; inputs may then be unknown, and so may the outputs that follow from them. */
    preview: boolean;
}

/** The resource as made. */
export interface CreateResult {
    /** The resource's own name in its system; not used in a preview. */
    id: string;
    /** All properties of the resource, those copied from inputs included. */
    outputs: Values;
}

/** A resource to be changed in place; in a preview, to be predicted without any effect. */
export interface UpdateRequest extends DiffRequest, OperationRequest {
    preview: boolean;
}

/** A resource whose present state is asked for. */
export interface ReadRequest extends ResourceRequest {
    id: string;
    inputs: Values;
    outputs: Values;
}

/** The state that was found. */
interface ReadResult {
    inputs: Values;
    outputs: Values;
}

/** A resource to be removed. */
export interface DeleteRequest extends ReadRequest, OperationRequest {}

/**
 * One type of resource. Values come without marks of secrecy; an output is secret if the input of that name is, or if it
 * is wrapped by `secret`. An error thrown anywhere fails the operation with its message and leaves the state as it was.
 */
export interface Handler {
    /** The values of inputs that are left out. Handlers get inputs completed with them, except in `check`. @default none */
    defaults?: Values;
    /** Validates and completes the inputs. @default they are taken as they are */
    check?(request: CheckRequest): CheckResult | Promise<CheckResult>;
    /** The changed properties; none means no change, one with `replace` set replaces the resource. @default the inputs are compared at every depth, see {@link replaces} */
    diff?(request: DiffRequest): PropertyChange[];
    /** Says for the default diff whether a change at this path replaces. @default all do if there is no `update`, else none */
    replaces?(path: string): boolean;
    create(request: CreateRequest): CreateResult | Promise<CreateResult>;
    /** Changes the resource in place and answers all its outputs. */
    update?(request: UpdateRequest): Values | Promise<Values>;
    /** Looks the resource up; undefined if it is gone. @default the state as it was: no drift */
    read?(request: ReadRequest): ReadResult | undefined | Promise<ReadResult | undefined>;
    /** Removes the resource. @default nothing has to be done */
    delete?(request: DeleteRequest): void | Promise<void>;
}

/** A provider: its resource types and what it takes from its configuration. */
export interface Provider {
    /** The package's name, for example `tls`. */
    name: string;
    /** The version of the plugin that this one stands for. */
    version: string;
    /** Whether a diff names the changed paths; providers that are bridged from Terraform name properties. @default true */
    namesChangedPaths?: boolean;
    /** The handler of each type token. */
    handlers: Record<string, Handler>;
    /** Receives the provider's own settings once, before any resource. @default they are ignored */
    configure?(settings: Values): void;
}

/**
 * Thrown by `create` and `update` when the resource exists, but not as it should: Pulumi keeps it in the state with
 * the reasons, shows them as an error and tries an update in the next run.
 */
export class InitializationError extends Error {
    constructor(
        readonly resource: CreateResult,
        readonly reasons: string[],
    ) {
        super(reasons.join("; "));
        this.name = "InitializationError";
    }
}
