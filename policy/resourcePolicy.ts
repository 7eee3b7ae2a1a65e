import type { EnforcementLevel, PolicyConfigSchema, ResourceValidationPolicy, Severity } from "@pulumi/policy";
import { plainProperties, Unknown } from "./properties";

/** What is wrong with one property. Holds no value of any property: a pack is given secrets in clear. */
export interface Violation {
    /** Path of the property, e.g. `securityRules[0].sourceAddressPrefix`. */
    readonly property: string;
    /** What is wrong and why that matters, without a full stop. */
    readonly problem: string;
    /** What to write instead, without a full stop. */
    readonly mend: string;
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

/** Azure's modules with a version of their API or without, as the one package or as generated for one version. */
const AZURE_TYPE = /^azure-native\w*:(\w+)(?:\/v\w+)?:(\w+)$/;
const TLS_TYPE = /^tls:index\/\w+:(\w+)$/;

/** The kind of a resource whatever version of Azure's API it is written for: `network:SecurityRule`, `tls:PrivateKey`. */
function kindOf(type: string): string | undefined {
    const [, module, name] = AZURE_TYPE.exec(type) ?? [];
    const tls = TLS_TYPE.exec(type)?.[1];
    return module !== undefined && name !== undefined ? `${module}:${name}` : tls && `tls:${tls}`;
}

/** Makes the policy that the pack serves, with exemptions by the pack's configuration. */
export function resourcePolicy<S extends Settings>(rule: ResourceRule<S>): ResourceValidationPolicy {
    const { checks, settings, ...about } = rule;
    const properties = {
        exempt: {
            type: "array",
            items: { type: "string" },
            default: [],
            description: "Names or URNs of the resources that may violate this policy",
        },
        ...settings,
    } satisfies PolicyConfigSchema["properties"];
    return {
        ...about,
        configSchema: { properties },
        validateResource: (resource, report) => {
            const { name, urn } = resource;
            const check = checks[kindOf(resource.type) ?? ""];
            if (check === undefined) {
                return resource.notApplicable("The policy has nothing to say about resources of this type");
            }
            const config = { ...defaultsOf(properties), ...resource.getConfig<S>() };
            if (config.exempt.includes(name) || config.exempt.includes(urn)) {
                return resource.notApplicable("The pack's configuration exempts this resource");
            }
            const findings = check(plainProperties(resource.props), config);
            for (const finding of findings) {
                if (!(finding instanceof Unknown)) {
                    report(message(finding, rule.name, name));
                }
            }
            const unknown = findings.find((finding) => finding instanceof Unknown);
            if (unknown !== undefined) {
                // The engine makes an advisory of it. The policy runs again in `up`, when the value is known.
                throw unknown.reason;
            }
        },
    };
}

function defaultsOf(properties: PolicyConfigSchema["properties"]): Record<string, unknown> {
    return Object.fromEntries(Object.entries(properties).map(([key, schema]) => [key, schema.default]));
}

function message({ property, problem, mend }: Violation, policy: string, resource: string): string {
    const exemption = JSON.stringify({ [policy]: { exempt: [resource] } });
    return `${property}: ${problem}. ${mend}. If it is meant so, exempt the resource in the pack's configuration: ${exemption}`;
}
