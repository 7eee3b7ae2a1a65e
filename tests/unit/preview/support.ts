import type { Inputs, Operation, Plan, PlannedResource } from "../../../preview/plan/plan";
import type { PropertyChange } from "../../../preview/plan/properties";

/** A resource of a plan; what a test does not name is unchanged. */
export function planned(type: string, name: string, rest: Partial<PlannedResource> = {}): PlannedResource {
    const urn = `urn:pulumi:dev::docker-host-vm::${type}::${name}`;
    const outputs = { before: {}, after: {} };
    const states = { before: {}, after: {}, outputs };
    const isProtected = { before: false, after: false };
    return { urn, type, name, id: "", parent: "", operation: "same", isProtected, ...states, changes: [], ...rest };
}

/** A property that changes; by default without values. */
export function changed(path: string, rest: Partial<PropertyChange> = {}): PropertyChange {
    return { path, before: undefined, after: undefined, replaces: false, ...rest };
}

/** A plan of resources, of a stack that was there before. */
export function planOf(...resources: readonly PlannedResource[]): Plan {
    const stack = planned("pulumi:pulumi:Stack", "docker-host-vm-dev");
    return { resources: [stack, ...resources], isNew: false, remarks: [], hide: (text) => text };
}

/** A resource of one type with the given inputs before and after. */
export function between(type: string, before: Inputs | undefined, after: Inputs | undefined): PlannedResource {
    const operation: Operation = before === undefined ? "create" : after === undefined ? "delete" : "update";
    return planned(type, "thing", { operation, before, after });
}
