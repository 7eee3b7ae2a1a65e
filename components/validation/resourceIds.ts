import { same } from "../../shared/azure/sameName";
import type { Problem, Rule } from "./problems";
import { matches, rule } from "./rules";

/** The types of existing resources that arguments can name, each with an example of the end of its ID. */
const ENDS = {
    "Microsoft.Compute/virtualMachines": "virtualMachines/build",
    "Microsoft.Network/virtualNetworks": "virtualNetworks/hub",
    "Microsoft.Network/virtualNetworks/subnets": "virtualNetworks/hub/subnets/build",
    "Microsoft.Network/networkSecurityGroups": "networkSecurityGroups/build-nsg",
    "Microsoft.Network/publicIPAddresses": "publicIPAddresses/build-ip",
} as const;

/** Azure's type of a resource. */
type Type = keyof typeof ENDS;

/** Azure ignores case in resource IDs. https://learn.microsoft.com/rest/api/resources/resources/get-by-id */
function pattern(type: Type): RegExp {
    const [provider = "", parent = "", child] = type.split("/");
    const name = "([^/\\s]+)";
    const end = child === undefined ? "" : `/${child}/${name}`;
    const start = `/subscriptions/[^/\\s]+/resourceGroups/${name}/providers/${provider.replace(".", "\\.")}/`;
    return new RegExp(`^${start}${parent}/${name}${end}$`, "i");
}

/** The Azure resource ID of a resource of a type. */
export function resourceId(type: Type): Rule {
    const [provider = ""] = type.split("/");
    return rule(
        (value) => matches(pattern(type), value),
        `an Azure resource ID of the type ${type}`,
        `It has the form /subscriptions/<subscription>/resourceGroups/<group>/providers/${provider}/${ENDS[type]}`,
    );
}

/**
 * The problem of a resource in another subscription than the provider's: what was read by the names in its ID is a resource
 * with the same names in the provider's subscription.
 */
export function subscriptionProblems(argument: string, given: string, found: string | undefined): readonly Problem[] {
    const expected = "a resource in the subscription in which Pulumi creates the host";
    const fix = "Use one of that subscription, or a provider with the other subscription";
    return found === undefined || same(found, given) ? [] : [{ argument, expected, got: given, fix }];
}
