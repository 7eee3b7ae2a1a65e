import * as network from "@pulumi/azure-native/network";
import * as resources from "@pulumi/azure-native/resources";
import * as pulumi from "@pulumi/pulumi";
import { inboundRulesOf } from "../../shared/azure/inboundRule";
import { findOpen } from "../../shared/azure/internet";
import type { Problem } from "../validation/problems";
import { throwIfInvalid } from "../validation/throwIfInvalid";
import { partsOf } from "../../shared/azure/resourceIdParts";
import { subscriptionProblems } from "../validation/resourceIds";

/** Reads existing network resources from Azure, in a preview as well, unless the same `up` creates them. */

/** The values that locate a network. */
interface LocationSpec {
    readonly subject: string;
    /** A resource ID of the virtual network or of one of its subnets. */
    readonly networkId: pulumi.Output<string> | undefined;
    readonly resourceGroupName: pulumi.Output<string> | undefined;
    /** As the caller chose it. */
    readonly location: string | undefined;
}

/**
 * The region of an existing network. If there is none, the caller's choice or that of an existing resource group; undefined if
 * there is nothing to choose it.
 *
 * @throws pulumi.RunError if the caller chose another region than the network's, as soon as that is known.
 */
export function regionOf(
    { subject, networkId, resourceGroupName, location }: LocationSpec,
    opts: pulumi.InvokeOutputOptions,
): pulumi.Input<string> | undefined {
    if (networkId !== undefined) {
        const parts = networkId.apply(partsOf);
        const ids = { resourceGroupName: parts.resourceGroupName, virtualNetworkName: parts.name };
        const found = network.getVirtualNetworkOutput(ids, opts);
        return pulumi.all([networkId, found]).apply(([given, { id, location: region = "" }]) => {
            const ownId = given.replace(/\/subnets\/[^/]+$/i, "");
            const problems = subscriptionProblems("networking", ownId, id);
            throwIfInvalid(subject, [...problems, ...regionProblems(location, region)]);
            return region;
        });
    }
    return resourceGroupName === undefined || location !== undefined
        ? location
        : resources.getResourceGroupOutput({ resourceGroupName }, opts).location;
}

/** The problem of a chosen region that is not that of the existing network. */
export function regionProblems(location: string | undefined, region: string): readonly Problem[] {
    const expected = `${region}, the region of the existing virtual network`;
    return location === undefined || plain(location) === plain(region)
        ? []
        : [{ argument: "location", expected, got: location, fix: "Correct it, or omit it" }];
}

/** Azure ignores case and spaces in the names of regions. */
const plain = (region: string): string => region.toLowerCase().replaceAll(" ", "");

const SSH_PORT = 22;

/** The values to check an existing security group with. */
interface SecurityGroupSpec {
    readonly subject: string;
    /** The argument that names the group. */
    readonly argument: string;
    readonly securityGroupId: pulumi.Output<string>;
    readonly dockerPort: number;
}

/**
 * Warns of an existing security group that opens SSH or the Docker port to the Internet, or lets nobody reach the daemon.
 *
 * @throws pulumi.RunError if it is in another subscription, as soon as that is known.
 */
export function checkSecurityGroup(
    resource: pulumi.Resource,
    { subject, argument, securityGroupId, dockerPort }: SecurityGroupSpec,
): void {
    const parts = securityGroupId.apply(partsOf);
    const ids = { resourceGroupName: parts.resourceGroupName, networkSecurityGroupName: parts.name };
    const group = network.getNetworkSecurityGroupOutput(ids, { parent: resource });
    pulumi.all([securityGroupId, parts.name, group]).apply(([given, name, { id, securityRules = [] }]) => {
        throwIfInvalid(subject, subscriptionProblems(argument, given, id));
        for (const warning of guardWarnings(name, securityRules, dockerPort)) {
            void pulumi.log.warn(warning, resource);
        }
    });
}

/** The warnings about the rules of a security group. */
export function guardWarnings(name: string, securityRules: readonly object[], dockerPort: number): string[] {
    const allowing = inboundRulesOf("network:NetworkSecurityGroup", { securityRules }, () => false).filter(
        ({ access, protocol }) => access === "Allow" && ["tcp", "*"].includes(protocol),
    );
    const letting = (port: number): typeof allowing =>
        allowing.filter(({ ports }) => ports.some(({ from, to }) => from <= port && port <= to));
    const open = [SSH_PORT, dockerPort].filter((port) => findOpen(letting(port), ({ sources }) => sources).length > 0);
    return [
        ...open.map(
            (port) =>
                `The security group ${name} opens port ${port} to all or much of the Internet: only keys and certificates protect the hosts. Change its rules.`,
        ),
        ...(letting(dockerPort).length > 0
            ? []
            : [
                  `The security group ${name} has no rule that allows the Docker port ${dockerPort}: at most other members of the virtual network can reach the daemon. Add a rule.`,
              ]),
    ];
}
