import * as network from "@pulumi/azure-native/network";
import * as pulumi from "@pulumi/pulumi";
import { same } from "../../shared/azure/sameName";
import type { AvailabilityZone } from "../options";
import type { Problem } from "../validation/problems";
import type { Tags } from "../validation/tags";
import { throwIfInvalid } from "../validation/throwIfInvalid";
import { partsOf } from "../../shared/azure/resourceIdParts";
import { namesOnceThere } from "../outputs";
import { subscriptionProblems } from "../validation/resourceIds";

/** A public address. */
export interface PublicAddress {
    readonly id: pulumi.Output<string>;
    readonly publicIpAddress: pulumi.Output<string>;
    /** The value is undefined if an existing address has no DNS label. */
    readonly fqdn: pulumi.Output<string | undefined>;
}

/** The values for a new public address. */
interface PublicAddressSpec {
    readonly hostName: pulumi.Input<string>;
    readonly dnsLabel: pulumi.Input<string>;
    readonly resourceGroupName: pulumi.Input<string>;
    readonly location: pulumi.Input<string>;
    readonly tags?: Tags;
}

/** Creates a static public address with a DNS name. It exists before the VM, so that the host's certificate can name it. */
export function createPublicAddress(
    name: string,
    { hostName, dnsLabel, resourceGroupName, location, tags }: PublicAddressSpec,
    opts: pulumi.CustomResourceOptions,
): PublicAddress {
    const address = new network.PublicIPAddress(
        `${name}-ip`,
        {
            resourceGroupName,
            location,
            tags,
            publicIpAddressName: pulumi.interpolate`${hostName}-ip`,
            // Azure retired the Basic SKU in 2025. A Standard address is static, and closed until a security rule opens it.
            sku: { name: "Standard", tier: "Regional" },
            publicIPAllocationMethod: "Static",
            publicIPAddressVersion: "IPv4",
            dnsSettings: { domainNameLabel: dnsLabel },
        },
        { ...opts, deleteBeforeReplace: true, replaceOnChanges: ["publicIPAllocationMethod", "zones", "ipTags"] },
    );
    const { ipAddress, fqdn } = pulumi.runtime.isDryRun()
        ? predicted(address, dnsLabel, opts)
        : { ipAddress: address.ipAddress, fqdn: fqdnOf(address) };
    return {
        id: address.id,
        publicIpAddress: ipAddress.apply((ip) => present(ip, "address")),
        fqdn: fqdn.apply((name) => present(name, "domain name")),
    };
}

const fqdnOf = (address: network.PublicIPAddress): pulumi.Output<string | undefined> =>
    address.dnsSettings.apply((settings) => settings?.fqdn);

/**
 * The address and the name in a preview. The preview of an update, for example of tags, does not know them, although Azure
 * keeps the address and, with the same label, the name: without reading them it would show a new certificate.
 */
function predicted(
    address: network.PublicIPAddress,
    dnsLabel: pulumi.Input<string>,
    opts: pulumi.InvokeOutputOptions,
): { readonly ipAddress: pulumi.Output<string | undefined>; readonly fqdn: pulumi.Output<string | undefined> } {
    const { resourceGroupName, name: publicIpAddressName } = namesOnceThere(address);
    const existing = network.getPublicIPAddressOutput({ resourceGroupName, publicIpAddressName }, opts);
    const kept = pulumi
        .all([existing, dnsLabel])
        .apply(([{ dnsSettings }, label]) =>
            dnsSettings?.domainNameLabel === label ? pulumi.output(dnsSettings.fqdn) : fqdnOf(address),
        );
    return { ipAddress: existing.apply(({ ipAddress }) => ipAddress), fqdn: kept };
}

/** A static address with a label has both as soon as it is created. Without them no certificate would be valid. */
export function present(value: string | undefined, what: string): string {
    if (value === undefined) {
        throw new Error(`Azure returned no ${what} for a static public address with a DNS label.`);
    }
    return value;
}

/**
 * Reads an existing public address.
 *
 * @param zone - The availability zone of the VM, if it has one.
 * @throws pulumi.RunError if the host cannot use it, as soon as that is known.
 */
export function existingPublicAddress(
    subject: string,
    id: pulumi.Output<string>,
    zone: AvailabilityZone | undefined,
    opts: pulumi.InvokeOutputOptions,
): PublicAddress {
    const { resourceGroupName, name } = pulumi.output(id.apply(partsOf));
    const found = network.getPublicIPAddressOutput({ resourceGroupName, publicIpAddressName: name }, opts);
    const usable = pulumi.all([id, found]).apply(([given, address]) => {
        const elsewhere = subscriptionProblems("publicIpAddressId", given, address.id);
        throwIfInvalid(subject, [...elsewhere, ...publicAddressProblems(address, zone)]);
        return address;
    });
    return {
        id,
        publicIpAddress: usable.apply(({ ipAddress = "" }) => ipAddress),
        fqdn: usable.apply(({ dnsSettings }) => dnsSettings?.fqdn),
    };
}

/** The properties of an existing address that decide whether a host can use it. */
interface ExistingAddress {
    readonly sku?: { readonly name?: string };
    readonly publicIPAllocationMethod?: string;
    readonly publicIPAddressVersion?: string;
    readonly zones?: readonly string[];
}

/** The problems of an existing address: its VM's certificate names it, and Azure combines it only with a VM of its zone. */
export function publicAddressProblems(
    address: ExistingAddress,
    zone: AvailabilityZone | undefined,
): readonly Problem[] {
    const { sku, publicIPAllocationMethod, publicIPAddressVersion = "IPv4", zones = [] } = address;
    const argument = "publicIpAddressId";
    const kind = [sku?.name ?? "Basic", publicIPAllocationMethod ?? "Dynamic", publicIPAddressVersion];
    const expected = "a Standard, static IPv4 address, because the host's certificate names it";
    const isUsable = ["Standard", "Static", "IPv4"].every((wanted, index) => same(kind[index], wanted));
    // An address in all zones, or in none, works with every VM.
    const elsewhere = zones.length === 1 && zone !== undefined && zones[0] !== zone;
    return [
        ...(isUsable ? [] : [{ argument, expected, got: kind.join(", "), fix: "Use another address, or omit it" }]),
        ...(elsewhere
            ? [
                  {
                      argument: "machine.zone",
                      expected: `${String(zones[0])}, the zone of the existing public address`,
                      got: zone,
                      fix: "Use that zone, or an address without a zone",
                  },
              ]
            : []),
    ];
}
