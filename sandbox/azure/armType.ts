import type { Values } from "../providers/values";
import type { Cloud } from "./clouds";
import type { Store, StoredResource } from "./store";

/** The creation or update of a resource, for rules and effects. */
export interface Write {
    readonly id: string;
    readonly name: string;
    readonly inputs: Values;
    /** The resource before the write; undefined for a creation. */
    readonly before: StoredResource | undefined;
    readonly store: Store;
    readonly cloud: Cloud;
}

/** One type of resource that the components can create. */
export interface ArmType {
    /** Pulumi's type token. */
    readonly token: string;
    /** Azure's type, e.g. `Microsoft.Network/publicIPAddresses`. */
    readonly armType: string;
    /** The default API version in azure-native 3.28.0. */
    readonly apiVersion: string;
    /** The input with the resource's own name. */
    readonly nameInput: string;
    /** The inputs that are part of the resource's URL, including its name. Changing one replaces the resource. */
    readonly pathInputs: readonly string[];
    readonly requiredInputs: readonly string[];
    /** Whether the provider generates a GUID for a missing name. @default false */
    readonly isNamedByGuid?: boolean;
    /** Other inputs that replace the resource when they change, as in the real provider. */
    readonly replacingInputs: readonly string[];
    readonly id: (inputs: Values) => string;
    /** The properties in the response to a GET, in addition to those of every type. */
    readonly project: (write: Write) => Values;
    /** Those that follow from other resources at the time of the GET. */
    readonly related?: (id: string, store: Store) => Values;
}
