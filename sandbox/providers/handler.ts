import type { Values } from "./values";

/** The resource that a request is about. */
export interface ResourceRequest {
    /** The resource's unique name in Pulumi, its URN. */
    urn: string;
    /** The last part of the URN: the name in the program. */
    name: string;
    /** The type token, for example `tls:index/privateKey:PrivateKey`. */
    type: string;
}

/** A request to validate and complete the program's inputs. */
export interface CheckRequest extends ResourceRequest {
    /** The inputs from the last check; empty for a new resource. */
    oldInputs: Values;
    inputs: Values;
    /** Random bytes for generated names; the same in a preview and in the update after it. */
    seed: Uint8Array;
}

/** The checked inputs, or the reasons to reject them. */
export interface CheckResult {
    inputs: Values;
    /** One per problem; any of them stops the deployment. @default none */
    failures?: { property: string; reason: string }[];
}

/** An existing resource and its new, checked inputs. */
export interface DiffRequest extends ResourceRequest {
    id: string;
    oldInputs: Values;
    oldOutputs: Values;
    inputs: Values;
}

/** One changed property. */
export interface PropertyChange {
    /** The property's path in Pulumi's notation: `osProfile.adminUsername`, `rules[0].port`, `tags["a.b"]`. */
    path: string;
    /** Whether the property is added, deleted or updated. */
    kind: "add" | "delete" | "update";
    /** True if the change replaces the resource. */
    replace: boolean;
    /** True for a change of an output that does not follow from an input, such as a certificate's age. @default false */
    output?: boolean;
}

/** The common part of requests that can change something. */
export interface OperationRequest extends ResourceRequest {
    /** How long the operation may take, in seconds; 0 for no limit. */
    timeoutSeconds: number;
    /** Aborted when the user cancels the deployment or Pulumi ends. */
    signal: AbortSignal;
    /** Shows a line next to the resource in Pulumi's progress display. */
    showStatus: (line: string) => void;
}

/** A request to create a resource; in a preview, to predict it without any effect. */
export interface CreateRequest extends OperationRequest {
    inputs: Values;
    /** True if the request must have no effect; inputs may then be unknown, and so may the outputs that follow from them. */
    preview: boolean;
}

/** The created resource. */
export interface CreateResult {
    /** The resource's own name in its system; not used in a preview. */
    id: string;
    /** All properties of the resource, including those copied from inputs. */
    outputs: Values;
}

/** A request to update a resource in place; in a preview, to predict the result without any effect. */
export interface UpdateRequest extends DiffRequest, OperationRequest {
    preview: boolean;
}

/** A request for the current state of a resource. */
export interface ReadRequest extends ResourceRequest {
    id: string;
    inputs: Values;
    outputs: Values;
}

/** The current state of a resource. */
interface ReadResult {
    inputs: Values;
    outputs: Values;
}

/** A request to delete a resource. */
export interface DeleteRequest extends ReadRequest, OperationRequest {}

/**
 * The operations of one type of resource. Values have no secret marks; an output is secret if the input of the same name is,
 * or if it is wrapped with `secret`. Any thrown error fails the operation with its message and leaves the state unchanged.
 */
export interface Handler {
    /** Defaults for missing inputs. They are filled in for all methods except `check`. @default none */
    defaults?: Values;
    /** Validates and completes the inputs. @default inputs are accepted unchanged */
    check?(request: CheckRequest): CheckResult | Promise<CheckResult>;
    /** Returns the changed properties; one with `replace` set replaces the resource. @default inputs are compared at every depth, see {@link replaces} */
    diff?(request: DiffRequest): PropertyChange[];
    /** Whether, in the default diff, a change at this path replaces the resource. @default true if there is no `update` */
    replaces?(path: string): boolean;
    create(request: CreateRequest): CreateResult | Promise<CreateResult>;
    /** Updates the resource in place and returns all its outputs. */
    update?(request: UpdateRequest): Values | Promise<Values>;
    /** Reads the resource; undefined if it is gone. @default the last known state: no drift */
    read?(request: ReadRequest): ReadResult | undefined | Promise<ReadResult | undefined>;
    /** Deletes the resource. @default nothing to do */
    delete?(request: DeleteRequest): void | Promise<void>;
}

/** A provider: its resource types and its configuration. */
export interface Provider {
    /** The package's name, for example `tls`. */
    name: string;
    /** The version of the real plugin. */
    version: string;
    /** Whether diffs contain the changed paths; providers bridged from Terraform contain only properties. @default true */
    namesChangedPaths?: boolean;
    /** The handlers by type token. */
    handlers: Record<string, Handler>;
    /** The functions by token, such as `azure-native:authorization:getClientConfig`. @default none */
    functions?: Record<string, (args: Values) => Values>;
    /** Receives the provider's settings once, before any resource. @default settings are ignored */
    configure?(settings: Values): void;
}

/**
 * Thrown by `create` and `update` if the resource exists but is not as it should be: Pulumi keeps it in the state with the
 * reasons, shows them as an error, and tries to update it in the next run.
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
