import type * as pulumi from "@pulumi/pulumi";
import { isRecord } from "../../shared/json";
import { isUnknown, type Problem } from "../validation/problems";
import { rule } from "../validation/rules";
import { DEFAULT_PREFIX, outsideProblems, subnetPrefix } from "./addressPrefix";
import type { HostAddress } from "./hostAddress";
import { type HostNetworkReference, joinable } from "./hostNetworkArgs";
import type { NetworkingSettings } from "./networkingSettings";

/** The arguments of a host that concern its address. */
interface AddressArgs {
    readonly network?: pulumi.Input<HostNetworkReference>;
    readonly address?: pulumi.Input<HostAddress>;
    readonly networking?: NetworkingSettings;
    readonly publicAddress?: boolean;
    readonly publicIpAddressId?: pulumi.Input<string>;
    readonly privateIpAddress?: string;
    readonly dnsLabel?: string;
}

/** Checks valid arguments about a host's address and its network against each other. */
export function addressProblems(args: AddressArgs): readonly Problem[] {
    return [...publicProblems(args), ...egressProblems(args), ...privateProblems(args)];
}

/**
 * A given address needs its network, and at least one address. A given network needs the subnet and the security group that
 * the host's new interface joins.
 */
export function partsProblems({ network, address }: AddressArgs): readonly Problem[] {
    if (address !== undefined) {
        const expected = "the network of that address, with its resource group, location and Docker port";
        const fix = "Specify network too, or omit address";
        const names = ["publicIpAddress", "privateIpAddress"];
        const hasNone = isRecord(address) && !isUnknown(address) && names.every((one) => address[one] === undefined);
        const either = "a value, unless there is a privateIpAddress";
        return [
            ...(network === undefined ? [{ argument: "network", expected, fix }] : []),
            ...(hasNone ? [{ argument: "address.publicIpAddress", expected: either, fix: "Add one of the two" }] : []),
        ];
    }
    const given: unknown = network;
    return isRecord(given) && !isUnknown(given)
        ? ["subnetId", "securityGroupId"]
              .filter((part) => given[part] === undefined)
              .flatMap((part) => joinable(`network.${part}`, undefined))
        : [];
}

/** A label belongs to a new public address. */
function publicProblems({ publicAddress, publicIpAddressId, dnsLabel }: AddressArgs): readonly Problem[] {
    const isPrivate = publicAddress === false;
    const expected = isPrivate
        ? "no value, because publicAddress is false"
        : "no value, because the existing address has its own";
    return [
        ...(publicIpAddressId !== undefined && isPrivate
            ? [
                  {
                      argument: "publicIpAddressId",
                      expected: "no value, because publicAddress is false",
                      fix: "Omit one of the two",
                  },
              ]
            : []),
        ...(dnsLabel !== undefined && (isPrivate || publicIpAddressId !== undefined)
            ? [{ argument: "dnsLabel", expected, got: dnsLabel, fix: "Omit it" }]
            : []),
    ];
}

/** The VM downloads the engine's packages. A new subnet has no other way to the Internet. */
function egressProblems({ publicAddress, network, networking = {} }: AddressArgs): readonly Problem[] {
    const { subnetId, natGateway } = networking;
    const isClosed = network === undefined && subnetId === undefined && natGateway !== true;
    return publicAddress === false && isClosed
        ? [
              {
                  argument: "networking.natGateway",
                  expected: "true, because without a public address the VM cannot download packages",
                  got: natGateway,
                  fix: "Set it to true, use an existing networking.subnetId with outbound access, or set publicAddress to true",
              },
          ]
        : [];
}

/** A network from which a host without a public address can download packages, as far as that is known. */
export const notClosed = rule(
    (outboundAccess) => outboundAccess !== false,
    "a network with outbound access, because the host has no public address",
    "Set networking.natGateway to true where the network is created, or use an existing subnet with outbound access",
);

/** The range of a new subnet is known, that of an existing one is not. */
function privateProblems({ privateIpAddress, network, networking = {} }: AddressArgs): readonly Problem[] {
    const { subnetId, virtualNetworkId, addressPrefix = DEFAULT_PREFIX } = networking;
    return privateIpAddress === undefined || network !== undefined || subnetId !== undefined
        ? []
        : outsideProblems(
              privateIpAddress,
              virtualNetworkId === undefined ? subnetPrefix(addressPrefix) : addressPrefix,
          );
}
