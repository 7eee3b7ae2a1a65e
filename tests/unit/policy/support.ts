import type { PolicyResource, ResourceValidationPolicy, StackValidationPolicy } from "@pulumi/policy";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as sdk from "@pulumi/policy";
import { CHECKOUT } from "../../support/checkout";

/** What Pulumi puts in the place of a string that a preview cannot know. */
export { UNKNOWN as LATE } from "../../../shared/pulumiValues";

/** Thrown by `notApplicable`. */
class NotApplicable extends Error {}

/** What a policy said of one resource. */
export interface Verdict {
    readonly violations: readonly string[];
    /** The property that the policy waits for. */
    readonly late?: string;
    /** Whether the policy looked at the resource at all. */
    readonly applicable: boolean;
}

/** A resource as Pulumi shows it to a policy. */
export interface Resource {
    readonly type: string;
    readonly props: object;
    readonly name?: string;
    /** The component that it belongs to. */
    readonly parent?: Resource;
}

/** The SDK's own view of properties, which throws at an unknown one; it is exported, but not declared. */
const { unknownCheckingProxy } = sdk as unknown as {
    unknownCheckingProxy: (properties: object) => Record<string, unknown>;
};

/** Runs a policy over one resource as the SDK's server does. */
export async function judge(
    policy: ResourceValidationPolicy,
    resource: Resource,
    config: object = {},
): Promise<Verdict> {
    const violations: string[] = [];
    const { validateResource } = policy;
    if (typeof validateResource !== "function") {
        throw new Error(`The policy ${policy.name} is no single function`);
    }
    const args = {
        ...identity(resource),
        opts: NO_OPTIONS,
        stackTags: new Map<string, string>(),
        isType: () => false,
        asType: () => undefined,
        getConfig: () => config as never,
        notApplicable,
    };
    try {
        await validateResource(args, (message) => violations.push(message));
        return { violations, applicable: true };
    } catch (error) {
        if (error instanceof NotApplicable) {
            return { violations, applicable: false };
        }
        if (error instanceof Error && "props" in error && Array.isArray(error.props)) {
            return { violations, late: error.props.join("."), applicable: true };
        }
        throw error;
    }
}

const NO_OPTIONS = {
    protect: false,
    ignoreChanges: [],
    aliases: [],
    customTimeouts: { createSeconds: 0, updateSeconds: 0, deleteSeconds: 0 },
    additionalSecretOutputs: [],
};

/** The property paths that the violations begin with. */
export function paths({ violations }: Verdict): string[] {
    return violations.map((message) => message.split(": ")[0] ?? "");
}

/** Runs a policy over a whole stack, and gives what it says by the name of the resource. */
export async function judgeStack(
    policy: StackValidationPolicy,
    resources: readonly Resource[],
    config: object = {},
    said: string[] = [],
): Promise<readonly (readonly [resource: string, path: string])[]> {
    const violations: (readonly [string, string])[] = [];
    await policy.validateStack(
        {
            resources: resources.map((resource) => ({
                ...inStack(resource),
                ...(resource.parent === undefined ? {} : { parent: inStack(resource.parent) }),
            })),
            stackTags: new Map<string, string>(),
            getConfig: () => config as never,
            notApplicable,
        },
        (message, urn = "") => {
            said.push(message);
            violations.push([urn.split("::").at(-1) ?? "", message.split(": ")[0] ?? ""]);
        },
    );
    return violations;
}

function inStack(resource: Resource): PolicyResource {
    return {
        ...identity(resource),
        opts: NO_OPTIONS,
        dependencies: [],
        propertyDependencies: {},
        isType: () => false,
        asType: () => undefined,
    };
}

function identity({ type, props, name = "subject" }: Resource): {
    type: string;
    name: string;
    urn: string;
    props: Record<string, unknown>;
} {
    return { type, name, urn: `urn:pulumi:test::program::${type}::${name}`, props: unknownCheckingProxy(props) };
}

function notApplicable(reason?: string): never {
    throw new NotApplicable(reason);
}

/** The configuration of the pack that docs/policy.md shows, JSON. */
export function documentedConfiguration(): string {
    const page = readFileSync(join(CHECKOUT, "docs/policy.md"), "utf8");
    const [, json] = /```json\n(.*?)```/s.exec(page) ?? [];
    if (json === undefined) {
        throw new Error("docs/policy.md shows no configuration");
    }
    return json;
}
