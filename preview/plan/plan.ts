import { isExpirySentence } from "../../components/certificates/lifetimes";
import { at, isRecord, listAt, recordAt, textAt } from "../../shared/json";
import { type Accidents, accidentsOf } from "./accidents";
import { type PropertyChange, propertyChanges } from "./properties";

/** What happens to a resource, the gravest first. */
export const OPERATIONS = ["replace", "delete", "create", "import", "update", "read", "other", "same"] as const;
/** One of {@link OPERATIONS}. */
export type Operation = (typeof OPERATIONS)[number];

/** The input properties of a resource. */
export type Inputs = Readonly<Record<string, unknown>>;

/** A resource and what the plan does with it. */
export interface PlannedResource {
    readonly urn: string;
    /** Its type, e.g. `azure-native:compute:VirtualMachine`. */
    readonly type: string;
    readonly name: string;
    /** What its provider calls it, e.g. the id of Azure's; empty when it is new. */
    readonly id: string;
    /** The URN of the component that it belongs to; empty for none. */
    readonly parent: string;
    readonly operation: Operation;
    /** Whether Pulumi refuses to delete and to replace it. */
    readonly isProtected: { readonly before: boolean; readonly after: boolean };
    /** What it has; nothing when it is new. */
    readonly before: Inputs | undefined;
    /** What it gets; nothing when it is removed. */
    readonly after: Inputs | undefined;
    /** What its provider, or a component, said of it: before the plan, and of a component also after it. */
    readonly outputs: { readonly before: Inputs; readonly after: Inputs };
    /** What changes, as it is shown: without what the sandbox made up. */
    readonly changes: readonly PropertyChange[];
}

/** What somebody said during the preview. */
export interface Remark {
    readonly severity: "error" | "warning" | "info";
    readonly message: string;
    /** Name of the resource that it is about; empty for none. */
    readonly about: string;
}

/** What an `up` would do. */
export interface Plan {
    readonly resources: readonly PlannedResource[];
    /** Whether there is nothing before: all of the stack is new, so that nothing can be less than it was. */
    readonly isNew: boolean;
    readonly remarks: readonly Remark[];
    /** The stack's outputs after; nothing when they are not told. */
    readonly outputs?: unknown;
    /** Hides what the sandbox made up, wherever a value is shown. */
    readonly hide: Accidents;
}

/**
 * Reads the JSON that the sandbox's `preview --json` prints. The program that is previewed may have written anything into it:
 * what does not have the expected form is left out, and nothing here fails.
 */
export function readPlan(document: unknown): Plan {
    const steps = listAt(document, "steps");
    const byUrn = new Map<string, Record<string, unknown>[]>();
    for (const step of steps.filter(({ urn }) => textOf(urn) !== "")) {
        const urn = textOf(step["urn"]);
        byUrn.set(urn, [...(byUrn.get(urn) ?? []), step]);
    }
    const hide = accidentsOf(steps.flatMap(({ oldState, newState }) => [oldState, newState].filter(isRecord)));
    // Pulumi tells of what it does side by side in no fixed order.
    const resources = [...byUrn]
        .sort(([one], [other]) => (one < other ? -1 : 1))
        .map(([urn, all]) => plannedResource(urn, all, hide));
    return {
        resources,
        outputs: at(document, "outputs"),
        hide,
        isNew: resources.every(({ before }) => before === undefined),
        remarks: listAt(document, "diagnostics")
            .map(({ severity, message, urn }): Remark => ({
                severity: severity === "error" || severity === "warning" ? severity : "info",
                message: hide(textOf(message)),
                about: nameOf(textOf(urn)),
            }))
            .filter(({ severity, message }) => severity !== "info" || !isExpirySentence(message)),
    };
}

const textOf = (value: unknown): string => textAt(value) ?? "";

/** The name at the end of a URN. */
export const nameOf = (urn: string): string => urn.split("::").slice(3).join("::");

/** Whether a parent is a component: neither the stack nor missing. */
export const isComponent = (parent: string): boolean => parent !== "" && !parent.includes("::pulumi:pulumi:Stack::");

/** The last of the types in a URN. */
export const typeOf = (urn: string): string => (urn.split("::")[2] ?? "").split("$").at(-1) ?? "";

/** All steps of one resource: a replacement has three. */
function plannedResource(urn: string, steps: readonly Record<string, unknown>[], hide: Accidents): PlannedResource {
    const operation = gravest(steps.map(({ op }) => operationOf(textOf(op))));
    const states = (key: "oldState" | "newState"): Record<string, unknown>[] =>
        steps.map((step) => step[key]).filter(isRecord);
    const [old, planned] = [states("oldState")[0], states("newState").at(-1)];
    const before = operation === "create" ? undefined : inputsOf(old);
    const after = operation === "delete" ? undefined : inputsOf(planned);
    const outputs = recordAt(old, "outputs");
    return {
        urn,
        type: typeOf(urn),
        name: nameOf(urn),
        id: textOf(old?.["id"]),
        parent: textOf((planned ?? old)?.["parent"]),
        operation,
        isProtected: { before: old?.["protect"] === true, after: planned?.["protect"] === true },
        before,
        after,
        outputs: { before: outputs, after: recordAt(planned, "outputs") },
        changes:
            operation === "same" || before === undefined || after === undefined
                ? []
                : propertyChanges(steps, { before, outputs, after }, hide),
    };
}

function inputsOf(state: Record<string, unknown> | undefined): Inputs | undefined {
    return isRecord(state?.["inputs"]) ? state["inputs"] : undefined;
}

function gravest(operations: readonly Operation[]): Operation {
    return OPERATIONS.find((operation) => operations.includes(operation)) ?? "other";
}

/** Pulumi's operations, of which some are parts of others. */
function operationOf(op: string): Operation {
    if (op.includes("replace")) {
        return "replace";
    }
    return op === "refresh" ? "same" : (OPERATIONS.find((operation) => operation === op) ?? "other");
}
