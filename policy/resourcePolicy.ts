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

/** What is wrong with one property. Holds no value of any property: a pack is given secrets in clear. */
export interface Violation {
    /** Path of the property, e.g. `securityRules[0].sourceAddressPrefix`. */
    readonly property: string;
    /** What is wrong and why that matters, without a full stop. */
    readonly problem: string;
    /** What to write instead, without a full stop. */
    readonly fix: string;
}

/** A violation, or a value without which nothing can be said yet. */
export type Finding = Violation | Unknown;

/** What a check is told by the pack's configuration. */
export interface Settings {
    /** Names or URNs of the resources that may violate the policy. */
    readonly exempt: readonly string[];
}

/** Judges the properties of one resource. */
export type Check<S extends Settings> = (
    properties: Readonly<Record<string, unknown>>,
    settings: S,
) => readonly Finding[];

/** A policy on single resources. */
export interface ResourceRule<S extends Settings> {
    readonly name: string;
    readonly description: string;
    readonly enforcementLevel: EnforcementLevel;
    readonly severity: Severity;
    /** The check of each kind of resource, e.g. of `network:SecurityRule`; others are not looked at. */
    readonly checks: Readonly<Record<string, Check<S>>>;
    /** Settings beside the exemptions, with their defaults. */
    readonly settings?: PolicyConfigSchema["properties"];
}

/** Makes the policy that the pack serves, with exemptions by the pack's configuration. */
export function resourcePolicy<S extends Settings>(rule: ResourceRule<S>): ResourceValidationPolicy {
    const { checks: _checks, settings: _settings, ...about } = rule;
    return {
        ...about,
        configSchema: { properties: schema(rule) },
        validateResource: (resource, report) => {
            if (checkOf(rule, resource) === undefined) {
                return resource.notApplicable("The policy does not apply to resources of this type");
            }
            const config = configuration(rule, resource.getConfig<S>());
            if (isExempt(resource, config)) {
                return resource.notApplicable("The pack's configuration exempts this resource");
            }
            const found = findings(rule, resource, config);
            violations(rule, found, resource).forEach((text) => {
                report(text);
            });
            const unknown = found.find((finding) => finding instanceof Unknown);
            if (unknown !== undefined) {
                // Pulumi makes an advisory of it. The policy runs again in `up`, when the value is known.
                throw unknown.reason;
            }
        },
    };
}

/**
 * Makes a policy that judges the stack's resources once more when Pulumi knows all of them, by settings that come from
 * them: a security group does not say which of its ports is the daemon's.
 *
 * @param learn - What is to be judged by; nothing when there is nothing to add to what is known without the stack.
 */
export function learningPolicy<S extends Settings>(
    rule: ResourceRule<S>,
    learn: (resources: readonly Resource[], config: S) => S | undefined,
): ResourceValidationPolicy & StackValidationPolicy {
    return {
        ...resourcePolicy(rule),
        validateStack: (stack, report) => {
            const config = configuration(rule, stack.getConfig<S>());
            const learnt = learn(stack.resources, config);
            const judged =
                learnt === undefined ? [] : stack.resources.filter((resource) => !isExempt(resource, config));
            for (const resource of judged) {
                // These are outputs, of which a preview does not know many that no program sets: unknown says nothing.
                violations(rule, findings(rule, resource, learnt ?? config), resource).forEach((text) => {
                    report(text, resource.urn);
                });
            }
        },
    };
}

/** What of a resource a policy looks at. */
export type Resource = Pick<PolicyResource, "type" | "name" | "urn" | "props">;

function checkOf<S extends Settings>({ checks }: ResourceRule<S>, { type }: Resource): Check<S> | undefined {
    return checks[kindOf(type) ?? ""];
}

function findings<S extends Settings>(rule: ResourceRule<S>, resource: Resource, config: S): readonly Finding[] {
    return checkOf(rule, resource)?.(plainProperties(resource.props), config) ?? [];
}

/** What to say of a resource. */
function violations({ name }: { readonly name: string }, found: readonly Finding[], resource: Resource): string[] {
    return found.flatMap((finding) => (finding instanceof Unknown ? [] : [message(finding, name, resource.name)]));
}

function isExempt({ name, urn }: Resource, { exempt }: Settings): boolean {
    return exempt.includes(name) || exempt.includes(urn);
}

function schema<S extends Settings>({ settings }: ResourceRule<S>): PolicyConfigSchema["properties"] {
    return {
        exempt: {
            type: "array",
            items: { type: "string" },
            default: [],
            description: "Names or URNs of the resources that may violate this policy",
        },
        ...settings,
    };
}

/** The given configuration over the defaults. */
function configuration<S extends Settings>(rule: ResourceRule<S>, given: S): S {
    const defaults = Object.entries(schema(rule)).map(([key, property]) => [key, property.default] as const);
    return { ...Object.fromEntries(defaults), ...given };
}

function message({ property, problem, fix }: Violation, policy: string, resource: string): string {
    const exemption = JSON.stringify({ [policy]: { exempt: [resource] } });
    return `${property}: ${problem}. ${fix}. If it is intended, exempt the resource in the pack's configuration: ${exemption}`;
}
