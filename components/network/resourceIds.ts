import { same } from "../../shared/azure/sameName";
import type { Problem, Rule } from "../validation/problems";
import { matches, rule } from "../validation/rules";

/** The kinds of existing network resources that arguments can name, each with an example of the end of its ID. */
const ENDS = {
    virtualNetworks: "virtualNetworks/hub",
    "virtualNetworks/subnets": "virtualNetworks/hub/subnets/build",
    networkSecurityGroups: "networkSecurityGroups/build-nsg",
    publicIPAddresses: "publicIPAddresses/build-ip",
} as const;

/** A kind of network resource. */
type Kind = keyof typeof ENDS;

/** Azure ignores case in resource IDs. https://learn.microsoft.com/rest/api/resources/resources/get-by-id */
function pattern(kind: Kind): RegExp {
    const [parent = "", child] = kind.split("/");
    const name = "([^/\\s]+)";
    const end = child === undefined ? "" : `/${child}/${name}`;
    const start = `/subscriptions/[^/\\s]+/resourceGroups/${name}/providers/Microsoft.Network/`;
    return new RegExp(`^${start}${parent}/${name}${end}$`, "i");
}

/** The Azure resource ID of a network resource of a kind. */
export function networkId(kind: Kind): Rule {
    return rule(
        (value) => matches(pattern(kind), value),
        `the Azure resource ID of one of Microsoft.Network/${kind}`,
        `It has the form /subscriptions/<subscription>/resourceGroups/<group>/providers/Microsoft.Network/${ENDS[kind]}`,
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
