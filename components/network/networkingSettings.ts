import type * as pulumi from "@pulumi/pulumi";
import { Protocol } from "../options";
import type { Problem, Rule } from "../validation/problems";
import { allOf, distinct, listOf, oneOf, rule, trueOrFalse, wholeNumber } from "../validation/rules";
import { membersOf, type Rules } from "../validation/walk";
import { addressPrefix } from "./addressPrefix";
import { allowedSource, allowedSources, disjoint, fewTags } from "./allowedSources";
import { resourceGroupName, resourceNamePart } from "./networkRules";
import { resourceId } from "../validation/resourceIds";

/** A port, or a range of ports, that is open in addition to SSH and the Docker port. */
export interface OpenPort {
    /** Name of the port's security rules: 1 to 40 lowercase letters, digits and hyphens, unique in the list. */
    name: string;
    /** First port: 1 to 65535. The range must not include port 22 or the Docker port, which have their own sources. */
    port: number;
    /**
     * Last port of the range.
     *
     * @defaultValue - `port`
     */
    toPort?: number;
    /**
     * `Tcp` or `Udp`.
     *
     * @defaultValue `Tcp`
     */
    protocol?: Protocol;
    /** Sources that can reach the port, as in `allowedSources`. */
    sources: string[];
}

/**
 * Settings of a network: existing resources to use instead of new ones, outbound access, and the sources of SSH and of additional
 * ports.
 */
export interface NetworkingSettings {
    /**
     * Name of an existing resource group for all new resources. A change **replaces everything**.
     *
     * @defaultValue - a new one
     */
    resourceGroupName?: pulumi.Input<string>;
    /**
     * Azure resource ID of an existing virtual network, which gets a new subnet with the range `addressPrefix`. A change
     * **replaces the hosts**.
     *
     * @defaultValue - a new one
     */
    virtualNetworkId?: pulumi.Input<string>;
    /**
     * Azure resource ID of an existing subnet. Cannot be used with `virtualNetworkId`, `addressPrefix` or `natGateway`. A
     * change **replaces the hosts**.
     *
     * @defaultValue - a new one
     */
    subnetId?: pulumi.Input<string>;
    /**
     * Azure resource ID of an existing security group for the hosts' interfaces, in the same region. Only its rules decide who
     * can reach the hosts. The component never changes them, and warns if they open SSH or the Docker port to the Internet, or
     * allow nobody to reach the daemon. Cannot be used with `allowedSources`, `sshSources` or `openPorts`. A change **replaces
     * the hosts**.
     *
     * @defaultValue - a new one that allows only the given sources
     */
    securityGroupId?: pulumi.Input<string>;
    /**
     * Range of the new virtual network in CIDR notation, /8 to /29; its subnet is the first /24 of it. With
     * `virtualNetworkId`, the range of the new subnet. A change **replaces the network and the hosts**.
     *
     * @defaultValue `10.0.0.0/16`
     */
    addressPrefix?: string;
    /**
     * Whether the new subnet has a NAT gateway, through which hosts without a public address reach the Internet. It costs
     * money even if it is idle. A change takes effect in place.
     *
     * @defaultValue false
     * @see https://learn.microsoft.com/azure/nat-gateway/nat-overview
     */
    natGateway?: boolean;
    /**
     * Sources that can reach SSH on port 22, as in `allowedSources`. An empty list closes SSH. A change takes effect in place.
     *
     * @defaultValue - `allowedSources`
     */
    sshSources?: string[];
    /**
     * Additional open ports: at most 50. A change takes effect in place.
     *
     * @defaultValue `[]`
     */
    openPorts?: OpenPort[];
    /**
     * Start of the names of the new security group, virtual network and subnet: 1 to 40 letters, digits and hyphens. Two
     * networks in one existing resource group need different ones. A change **replaces the network and the hosts**.
     *
     * @defaultValue `docker-hosts`
     */
    namePrefix?: string;
}

/** The most ports in the list: each has a block of priorities in the security group. */
const MOST_PORTS = 50;

const openPortRules = {
    name: resourceNamePart,
    port: wholeNumber("port", 1, 65_535),
    toPort: wholeNumber("port", 1, 65_535),
    protocol: oneOf(Object.values(Protocol)),
    sources: allOf(allowedSources, fewTags),
} as const satisfies Rules<OpenPort>;

/** A valid list with too many ports, or two ports with the same name. */
const fewWithNames: Rule = (argument, value) => {
    const names = Array.isArray(value) ? value.map((one: unknown) => (one as Partial<OpenPort> | null)?.name) : [];
    const expected = `at most ${MOST_PORTS} ports`;
    const tooMany = { argument, expected, got: names.length, fix: "Use ranges of ports" };
    return [...(names.length > MOST_PORTS ? [tooMany] : []), ...distinct(`${argument}.name`, names)];
};

/** The rules for the settings. */
export const networkingRules = {
    resourceGroupName: { input: resourceGroupName },
    virtualNetworkId: { input: resourceId("Microsoft.Network/virtualNetworks") },
    subnetId: { input: resourceId("Microsoft.Network/virtualNetworks/subnets") },
    securityGroupId: { input: resourceId("Microsoft.Network/networkSecurityGroups") },
    addressPrefix,
    natGateway: trueOrFalse,
    sshSources: allOf(listOf(allowedSource), distinct, disjoint),
    openPorts: allOf(listOf(membersOf("an open port", openPortRules, ["toPort", "protocol"])), fewWithNames),
    namePrefix: rule(
        (value) => typeof value === "string" && /^[A-Za-z0-9]([A-Za-z0-9-]{0,38}[A-Za-z0-9])?$/.test(value),
        "1 to 40 letters, digits and hyphens, without a hyphen at the start or the end",
        "For example, use build",
    ),
} as const satisfies Rules<NetworkingSettings>;

/** The settings as an argument. */
export const networking = membersOf("network settings", networkingRules, Object.keys(networkingRules));

/** The values that decide whether settings go together. */
interface Network {
    readonly allowedSources?: readonly string[] | undefined;
    readonly dockerPort: number;
    readonly networking?: NetworkingSettings | undefined;
}

/** Checks valid settings against each other. */
export function networkingProblems({
    allowedSources: sources,
    dockerPort,
    networking = {},
}: Network): readonly Problem[] {
    return [
        ...ownedProblems(networking),
        ...(networking.securityGroupId === undefined ? [] : guardedProblems(sources, networking)),
        ...(networking.openPorts ?? []).flatMap((one, index) => portProblems(one, index, dockerPort)),
    ];
}

/** An existing subnet has its own range, and a new one in an existing network needs a free one. */
function ownedProblems(networking: NetworkingSettings): readonly Problem[] {
    const { subnetId, virtualNetworkId } = networking;
    const owned = (["virtualNetworkId", "addressPrefix", "natGateway"] as const).filter(
        (name) => subnetId !== undefined && networking[name] !== undefined,
    );
    const needsRange =
        virtualNetworkId !== undefined && subnetId === undefined && networking.addressPrefix === undefined;
    return [
        ...owned.map((name) => ({
            argument: `networking.${name}`,
            expected: "no value together with networking.subnetId, because that subnet exists already",
            fix: "Omit one of the two",
        })),
        ...(needsRange
            ? [
                  {
                      argument: "networking.addressPrefix",
                      expected: "a free range of the virtual network for the new subnet",
                      got: undefined,
                      fix: "Add it, for example 10.20.1.0/24, or use networking.subnetId",
                  },
              ]
            : []),
    ];
}

/** An existing security group has its own rules. */
function guardedProblems(sources: unknown, { sshSources, openPorts }: NetworkingSettings): readonly Problem[] {
    const given = { allowedSources: sources, "networking.sshSources": sshSources, "networking.openPorts": openPorts };
    return Object.entries(given)
        .filter(([, value]) => value !== undefined)
        .map(([argument, got]) => ({
            argument,
            expected: "no value together with networking.securityGroupId, whose rules decide who can reach the hosts",
            got,
            fix: "Omit one of the two",
        }));
}

/** SSH and the Docker port have their own sources: a range must not open them to others. */
function portProblems({ port, toPort = port }: OpenPort, index: number, dockerPort: number): readonly Problem[] {
    const argument = `networking.openPorts[${index}]`;
    const taken = {
        22: "ports without 22, because SSH has sources of its own: networking.sshSources",
        [dockerPort]: `ports without ${dockerPort}, because the Docker port has sources of its own: allowedSources`,
    };
    const backwards = {
        argument: `${argument}.toPort`,
        expected: `a port from ${port} on`,
        got: toPort,
        fix: "Write the lower port first",
    };
    return [
        ...(toPort < port ? [backwards] : []),
        ...Object.entries(taken)
            .filter(([one]) => port <= Number(one) && Number(one) <= toPort)
            .map(([, expected]) => ({
                argument,
                expected,
                got: toPort === port ? port : `${port}-${toPort}`,
                fix: "Use other ports, or divide the range",
            })),
    ];
}
