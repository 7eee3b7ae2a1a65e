import * as pulumi from "@pulumi/pulumi";
import * as tls from "@pulumi/tls";
import { HIDDEN_PEM } from "./certificates/issuedCertificate";
import { type DockerHostVmArgs, dockerHostVmRules } from "./dockerHostVmArgs";
import { type Administrator, checkedAdministrator, generatePassword } from "./machine/administrator";
import { notClosed } from "./network/addressProblems";
import { createInterface, type HostAddress } from "./network/hostAddress";
import type { HostLabel } from "./network/hostLabel";
import { HostNetwork } from "./network/hostNetwork";
import { hostNetworkRules, type HostNetworkReference, joinable } from "./network/hostNetworkArgs";
import { createPublicAddress, existingPublicAddress, type PublicAddress } from "./network/publicAddress";
import { validatedInput } from "./validation/throwIfInvalid";
import { memberwise, pick } from "./validation/walk";
import { withDefaults } from "./withDefaults";

/** The parts that a host is given or creates itself. */

/** The network that the host joins. */
export function networkOf(
    name: string,
    args: DockerHostVmArgs,
    opts: pulumi.ComponentResourceOptions,
): HostNetworkReference {
    const network: pulumi.Input<HostNetworkReference> =
        args.network ?? new HostNetwork(`${name}-network`, pick(args, hostNetworkRules), opts);
    const { resourceGroupName, location, subnetId, securityGroupId, dockerPort, outboundAccess } = memberwise(network);
    return { resourceGroupName, location, subnetId, securityGroupId, dockerPort, outboundAccess };
}

/** The host's address and the network interface that has it. */
export function addressOf(
    name: string,
    args: DockerHostVmArgs,
    network: HostNetworkReference & { readonly hostName: pulumi.Output<string>; readonly label: HostLabel },
    opts: pulumi.CustomResourceOptions,
): HostAddress {
    if (args.address !== undefined) {
        return memberwise(args.address);
    }
    const { hostName, resourceGroupName, location } = network;
    const joined = (part: "subnetId" | "securityGroupId"): pulumi.Output<string> =>
        validatedInput(`DockerHostVm "${name}"`, `network.${part}`, joinable, network[part] ?? "");
    const publicAddress = args.publicAddress === false ? undefined : publicAddressOf(name, args, network, opts);
    const outbound = args.publicAddress === false ? network.outboundAccess : undefined;
    return createInterface(
        name,
        {
            resourceGroupName,
            location,
            hostName,
            subnetId: pulumi
                .all([joined("subnetId"), validatedInput(`DockerHostVm "${name}"`, "network", notClosed, outbound)])
                .apply(([id]) => id),
            securityGroupId: joined("securityGroupId"),
            tags: args.tags,
            acceleratedNetworking: args.machine?.acceleratedNetworking,
            publicAddress,
            privateIpAddress: args.privateIpAddress,
        },
        opts,
    );
}

/** The public address: one that exists, or a new one. */
function publicAddressOf(
    name: string,
    args: DockerHostVmArgs,
    network: HostNetworkReference & { readonly hostName: pulumi.Output<string>; readonly label: HostLabel },
    opts: pulumi.CustomResourceOptions,
): PublicAddress {
    const { publicIpAddressId, machine = {} } = args;
    if (publicIpAddressId !== undefined) {
        const subject = `DockerHostVm "${name}"`;
        const { input } = dockerHostVmRules.publicIpAddressId;
        const id = validatedInput(subject, "publicIpAddressId", input, publicIpAddressId);
        return existingPublicAddress(subject, id, machine.zone, opts);
    }
    const { hostName, label } = network;
    const dnsLabel = args.dnsLabel ?? pulumi.interpolate`${hostName}-${label.suffix}`;
    return createPublicAddress(name, { ...network, dnsLabel, tags: args.tags }, opts);
}

/** The administrator, with the key and the password that were generated. */
interface GivenAdministrator {
    readonly administrator: Administrator;
    readonly sshKey: tls.PrivateKey | undefined;
    /** Secret. */
    readonly generatedPassword: pulumi.Output<string> | undefined;
}

/** The VM's administrator. A new SSH key is created if none is given. */
export function administratorOf(
    name: string,
    args: DockerHostVmArgs,
    opts: pulumi.CustomResourceOptions,
): GivenAdministrator {
    const { adminUsername, adminPassword, sshPublicKeys = [], generateAdminPassword } = withDefaults(args);
    const keyOptions = { ...opts, hideDiffs: HIDDEN_PEM };
    const sshKey =
        sshPublicKeys.length > 0
            ? undefined
            : new tls.PrivateKey(`${name}-ssh-key`, { algorithm: "ED25519" }, keyOptions);
    const generatedPassword = generateAdminPassword === true ? generatePassword(name, opts).result : undefined;
    const administrator = checkedAdministrator(`DockerHostVm "${name}"`, {
        adminUsername,
        adminPassword: adminPassword ?? generatedPassword,
        sshPublicKeys: sshKey === undefined ? sshPublicKeys : [sshKey.publicKeyOpenssh],
    });
    return { administrator, sshKey, generatedPassword };
}
