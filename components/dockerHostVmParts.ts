import * as pulumi from "@pulumi/pulumi";
import * as tls from "@pulumi/tls";
import {
    type AuthorityParts,
    authorityParts,
    type CertificateAuthorityReference,
} from "./certificates/authorityReference";
import { CertificateAuthority } from "./certificates/certificateAuthority";
import { certificateAuthorityRules } from "./certificates/certificateAuthorityArgs";
import { HIDDEN_PEM } from "./certificates/issuedCertificate";
import { warnOfEnd } from "./certificates/logExpiry";
import { defaultCertDir } from "./client/certDir";
import { ClientFiles } from "./client/clientFiles";
import type { ClientFilesReference } from "./client/clientFilesArgs";
import type { DockerHostVmArgs } from "./dockerHostVmArgs";
import { createHostAddress, type HostAddress } from "./network/hostAddress";
import type { HostLabel } from "./network/hostLabel";
import { HostNetwork } from "./network/hostNetwork";
import { hostNetworkRules, type HostNetworkReference, joinable } from "./network/hostNetworkArgs";
import { validatedInput } from "./validation/throwIfInvalid";
import { memberwise, pick } from "./validation/walk";

/** The parts that a host is given or creates itself. */

/** An authority, and the client identities if it has them. */
interface GivenAuthority {
    readonly authority: AuthorityParts;
    readonly clients: CertificateAuthorityReference["clients"];
}

/** The authority that signs for the host. */
export function authorityOf(name: string, args: DockerHostVmArgs, host: pulumi.ComponentResource): GivenAuthority {
    const signer =
        args.authority ??
        new CertificateAuthority(`${name}-ca`, pick(args, certificateAuthorityRules), { parent: host });
    const authority = authorityParts(`DockerHostVm "${name}"`, signer);
    // A CertificateAuthority logs its own warning.
    if (!(signer instanceof CertificateAuthority)) {
        warnOfEnd(host, `The certificate authority of ${name}`, authority.issuingCertPem);
    }
    return { authority, clients: memberwise(signer).clients };
}

/** The network that the host joins. */
export function networkOf(
    name: string,
    args: DockerHostVmArgs,
    opts: pulumi.ComponentResourceOptions,
): HostNetworkReference {
    const own = { ...pick(args, hostNetworkRules), allowedSources: args.allowedSources ?? [] };
    const network: pulumi.Input<HostNetworkReference> = args.network ?? new HostNetwork(`${name}-network`, own, opts);
    const { resourceGroupName, location, subnetId, securityGroupId, dockerPort } = memberwise(network);
    return { resourceGroupName, location, subnetId, securityGroupId, dockerPort };
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
    const { hostName, label, resourceGroupName, location } = network;
    const joined = (part: "subnetId" | "securityGroupId"): pulumi.Output<string> =>
        validatedInput(`DockerHostVm "${name}"`, `network.${part}`, joinable, network[part] ?? "");
    return createHostAddress(
        name,
        {
            resourceGroupName,
            location,
            hostName,
            dnsLabel: args.dnsLabel ?? pulumi.interpolate`${hostName}-${label.suffix}`,
            subnetId: joined("subnetId"),
            securityGroupId: joined("securityGroupId"),
            tags: args.tags,
            acceleratedNetworking: args.machine?.acceleratedNetworking,
        },
        opts,
    );
}

/** The administrator's public keys, and the new key if none was given. */
interface AdministratorKeys {
    readonly sshKey: tls.PrivateKey | undefined;
    readonly sshPublicKeys: readonly pulumi.Input<string>[];
}

/** The SSH keys of the administrator. */
export function administratorKeysOf(
    name: string,
    { sshPublicKeys = [] }: DockerHostVmArgs,
    opts: pulumi.CustomResourceOptions,
): AdministratorKeys {
    if (sshPublicKeys.length > 0) {
        return { sshKey: undefined, sshPublicKeys };
    }
    const keyOptions = { ...opts, hideDiffs: HIDDEN_PEM };
    const sshKey = new tls.PrivateKey(`${name}-ssh-key`, { algorithm: "ED25519" }, keyOptions);
    return { sshKey, sshPublicKeys: [sshKey.publicKeyOpenssh] };
}

/** The folder of the client's files. */
export const certDirOf = ({ dockerCertDir }: DockerHostVmArgs): string =>
    dockerCertDir ?? defaultCertDir(pulumi.getProject(), pulumi.getStack());

/** The client whose files to write, and the daemon that must have answered before. */
interface ClientFilesSpec {
    readonly caCertPem: pulumi.Output<string>;
    readonly clients: CertificateAuthorityReference["clients"];
    readonly sshKey: tls.PrivateKey | undefined;
    readonly dockerHost: pulumi.Output<string>;
}

/** The client's files, or undefined if the caller wants none. */
export function clientFilesOf(
    name: string,
    args: DockerHostVmArgs,
    { caCertPem, clients = {}, sshKey, dockerHost }: ClientFilesSpec,
    opts: pulumi.ComponentResourceOptions,
): ClientFilesReference | undefined {
    if (args.clientFiles !== undefined) {
        return memberwise(args.clientFiles);
    }
    if (args.writeClientFiles !== true) {
        return undefined;
    }
    const sshPrivateKey = sshKey?.privateKeyOpenssh;
    const identity = { caCertPem, clients, client: args.client };
    const files = { ...identity, dockerCertDir: certDirOf(args), sshPrivateKey, dockerHosts: [dockerHost] };
    return new ClientFiles(`${name}-files`, files, opts);
}
