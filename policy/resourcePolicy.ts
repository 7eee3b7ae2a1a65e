import type {
    EnforcementLevel,
    PolicyConfigSchema,
    PolicyResource,
    ResourceValidationPolicy,
    Severity,
    StackValidationPolicy,
} from "@pulumi/policy";
import { kindOf } from "../shared/azure/resourceKind";
import { plainProperties, Unknown } from "./properties";

/** A problem with one property. It contains no values, because a policy pack receives secrets in plain text. */
export interface Violation {
    /** Path of the property, for example `securityRules[0].sourceAddressPrefix`. */
    readonly property: string;
    /** The problem and why it matters, without a period. */
    readonly problem: string;
    /** How to fix it, without a period. */
    readonly fix: string;
}

/** A violation, or an unknown value that prevents a decision. */
export type Finding = Violation | Unknown;

/** The pack's configuration for one policy. */
export interface Settings {
    /** Names or URNs of the resources that may violate the policy. */
    readonly exempt: readonly string[];
}

/** Checks the properties of one resource. */
export type Check<S extends Settings> = (
    properties: Readonly<Record<string, unknown>>,
    settings: S,
) => readonly Finding[];

/** A policy on single resources. */
export interface PolicySpec<S extends Settings> {
    readonly name: string;
    readonly description: string;
    readonly enforcementLevel: EnforcementLevel;
    readonly severity: Severity;
    /** The check for each kind of resource, for example `network:SecurityRule`. Other kinds are ignored. */
    readonly checks: Readonly<Record<string, Check<S>>>;
    /** Settings in addition to the exemptions, with their defaults. */
    readonly settings?: PolicyConfigSchema["properties"];
}

/** Creates a policy for the pack, with exemptions from the pack's configuration. */
export function resourcePolicy<S extends Settings>(spec: PolicySpec<S>): ResourceValidationPolicy {
    const { checks: _checks, settings: _settings, ...about } = spec;
    return {
        ...about,
        configSchema: { properties: schema(spec) },
        validateResource: (resource, report) => {
            if (checkOf(spec, resource) === undefined) {
                return resource.notApplicable("The policy does not apply to resources of this type");
            }
            const config = configuration(spec, resource.getConfig<S>());
            if (isExempt(resource, config)) {
                return resource.notApplicable("The pack's configuration exempts this resource");
            }
            const found = findings(spec, resource, config);
            violations(spec, found, resource).forEach((text) => {
                report(text);
            });
            const unknown = found.find((finding) => finding instanceof Unknown);
            if (unknown !== undefined) {
                // Pulumi reports it as advisory. The policy runs again in `up`, when the value is known.
                throw unknown.reason;
            }
        },
    };
}

/**
 * Creates a policy that checks the stack's resources again once Pulumi knows all of them, with settings derived from them: a
 * security group does not tell which of its ports is the daemon's.
 *
 * @param learn - Returns the derived settings; undefined if the stack adds nothing to the given ones.
 */
export function learningPolicy<S extends Settings>(
    spec: PolicySpec<S>,
    learn: (resources: readonly Resource[], config: S) => S | undefined,
): ResourceValidationPolicy & StackValidationPolicy {
    return {
        ...resourcePolicy(spec),
        validateStack: (stack, report) => {
            const config = configuration(spec, stack.getConfig<S>());
            const learnt = learn(stack.resources, config);
            const judged =
                learnt === undefined ? [] : stack.resources.filter((resource) => !isExempt(resource, config));
            for (const resource of judged) {
                // These are outputs. A preview does not know many that the program does not set, so unknown ones are ignored.
                violations(spec, findings(spec, resource, learnt ?? config), resource).forEach((text) => {
                    report(text, resource.urn);
                });
            }
        },
    };
}

/** A policy that judges the stack's resources once Pulumi knows all of them. Their properties are outputs. */
export interface StackSpec extends Omit<PolicySpec<Settings>, "checks"> {
    readonly judge: (resource: Resource, resources: readonly Resource[]) => readonly Violation[];
}

/** Creates a policy that judges each resource together with all others. */
export function stackPolicy({ judge, settings: _settings, ...about }: StackSpec): StackValidationPolicy {
    const whole: PolicySpec<Settings> = { ...about, checks: {} };
    return {
        ...about,
        configSchema: { properties: schema(whole) },
        validateStack: (stack, report) => {
            const config = configuration(whole, stack.getConfig<Settings>());
            for (const resource of stack.resources.filter((one) => !isExempt(one, config))) {
                violations(whole, judge(resource, stack.resources), resource).forEach((text) => {
                    report(text, resource.urn);
                });
            }
        },
    };
}

/** A policy that judges inputs by the whole stack. */
export interface InputSpec<T> extends Omit<StackSpec, "judge"> {
    /** What to keep of a resource's inputs; undefined for resources that the policy does not judge, or cannot yet. */
    readonly read: (kind: string, properties: Readonly<Record<string, unknown>>) => T | undefined;
    /** Judges what was kept of a resource. */
    readonly judge: (kept: T, resource: Resource, resources: readonly Resource[]) => readonly Violation[];
}

/**
 * Creates a policy that judges inputs of resources once Pulumi knows the outputs of all of them. Azure never returns protected
 * settings, so the policy keeps what it needs of them when Pulumi shows the inputs of each resource.
 */
export function inputPolicy<T>({
    read,
    judge,
    ...about
}: InputSpec<T>): ResourceValidationPolicy & StackValidationPolicy {
    const kept = new Map<string, T>();
    return {
        ...stackPolicy({
            ...about,
            judge: (resource, resources) => {
                const inputs = kept.get(resource.urn);
                return inputs === undefined ? [] : judge(inputs, resource, resources);
            },
        }),
        validateResource: (resource) => {
            const inputs = read(kindOf(resource.type) ?? "", plainProperties(resource.props));
            if (inputs === undefined) {
                kept.delete(resource.urn);
                return resource.notApplicable("The policy does not apply to this resource");
            }
            kept.set(resource.urn, inputs);
        },
    };
}

/** The parts of a resource that a policy reads. */
export type Resource = Pick<PolicyResource, "type" | "name" | "urn" | "props" | "parent">;

function checkOf<S extends Settings>({ checks }: PolicySpec<S>, { type }: Resource): Check<S> | undefined {
    return checks[kindOf(type) ?? ""];
}

function findings<S extends Settings>(spec: PolicySpec<S>, resource: Resource, config: S): readonly Finding[] {
    return checkOf(spec, resource)?.(plainProperties(resource.props), config) ?? [];
}

/** The messages about a resource. */
function violations({ name }: { readonly name: string }, found: readonly Finding[], resource: Resource): string[] {
    return found.flatMap((finding) => (finding instanceof Unknown ? [] : [message(finding, name, resource.name)]));
}

function isExempt({ name, urn }: Resource, { exempt }: Settings): boolean {
    return exempt.includes(name) || exempt.includes(urn);
}

function schema<S extends Settings>({ settings }: PolicySpec<S>): PolicyConfigSchema["properties"] {
    return {
        exempt: {
            type: "array",
            items: { type: "string" },
            default: [],
            description: "Names or URNs of resources that may violate this policy",
        },
        ...settings,
    };
}

/** The defaults, overridden by the given configuration. */
function configuration<S extends Settings>(spec: PolicySpec<S>, given: S): S {
    const defaults = Object.entries(schema(spec)).map(([key, property]) => [key, property.default] as const);
    return { ...Object.fromEntries(defaults), ...given };
}

function message({ property, problem, fix }: Violation, policy: string, resource: string): string {
    const exemption = JSON.stringify({ [policy]: { exempt: [resource] } });
    return `${property}: ${problem}. ${fix}. If this is intended, exempt the resource in the pack's configuration: ${exemption}`;
}
