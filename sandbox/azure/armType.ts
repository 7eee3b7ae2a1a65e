import type { Values } from "../providers/values";
import type { Store, StoredResource } from "./store";

/** A write of a resource, as the rules and effects see it. */
export interface Write {
    readonly id: string;
    readonly name: string;
    readonly inputs: Values;
    /** The resource before the write; nothing at a creation. */
    readonly before: StoredResource | undefined;
    readonly store: Store;
}

/** One kind of resource that the components can make. */
export interface ArmType {
    /** Pulumi's type token. */
    readonly token: string;
    /** Azure's type, e.g. `Microsoft.Network/publicIPAddresses`. */
    readonly armType: string;
    /** The API version that azure-native 3.28.0 uses for it by default. */
    readonly apiVersion: string;
    /** The input that holds the resource's own name. */
    readonly nameInput: string;
    /** The inputs that are part of its URL, its own name among them: a change of one replaces. */
    readonly pathInputs: readonly string[];
    readonly requiredInputs: readonly string[];
    /** Other inputs whose change replaces, for which the real provider has a rule of its own. */
    readonly replacingInputs: readonly string[];
    readonly id: (inputs: Values) => string;
    /** The properties that a GET answers in addition to those of every type. */
    readonly project: (write: Write) => Values;
}
