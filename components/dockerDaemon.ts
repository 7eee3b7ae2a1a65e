import * as pulumi from "@pulumi/pulumi";
import {
    authorityOutput,
    type AuthorityParts,
    authorityParts,
    type CertificateAuthorityReference,
} from "./certificates/authorityReference";
import { CertificateAuthority } from "./certificates/certificateAuthority";
import { certificateAuthorityRules } from "./certificates/certificateAuthorityArgs";
import { daemonBundle, firstCertificate, servedChain } from "./certificates/chain";
import { clientsRule, identityOf, optionalClientsRule } from "./certificates/clientCertificate";
import { logExpiry, warnOfEnd } from "./certificates/logExpiry";
import { createReadinessCertificate } from "./certificates/readinessCertificate";
import { remembered } from "./certificates/recordOutput";
import { issueServerCertificate } from "./certificates/serverCertificate";
import { defaultCertDir } from "./client/certDir";
import { ClientFiles } from "./client/clientFiles";
import type { ClientFilesReference } from "./client/clientFilesArgs";
import { awaitReadiness } from "./client/readiness";
import { UNWRITTEN_CERT_PATHS, verifyCommand } from "./client/shellCommands";
import type { DockerDaemonArgs } from "./dockerDaemonArgs";
import { type EngineSpec, installDockerEngine } from "./engine/engineExtension";
import type { HostNames } from "./network/hostAddress";
import { memberwise, pick } from "./validation/walk";
import { withDefaults } from "./withDefaults";

/** What a `DockerHostVm` and a `DockerEngine` do with a VM: certificates, the engine, readiness, and the client's files. */

/** The component that sets up a daemon. */
export interface Owner {
    readonly name: string;
    /** The component in error messages. */
    readonly subject: string;
    readonly component: pulumi.ComponentResource;
}

/** A VM, and how clients reach it. */
export interface DaemonMachine extends Pick<
    EngineSpec,
    "vm" | "extensionName" | "resourceGroupName" | "location" | "dockerPort" | "disks"
> {
    /** Its GUID, which a VM that replaces it does not share. */
    readonly vmGuid: pulumi.Output<string>;
    /** The names and addresses in the server certificate. */
    readonly hostName: pulumi.Output<string>;
    readonly address: HostNames;
    /** The one of them that clients connect to. */
    readonly endpoint: pulumi.Output<string>;
    /** What must be there before the engine is installed. */
    readonly dependsOn?: pulumi.Resource[];
    /** The private SSH key to write with the client's files. */
    readonly sshPrivateKey?: pulumi.Output<string> | undefined;
}

/** Installs the engine on a VM, waits for its daemon, and writes the client's files. Returns the outputs of a component. */
export function setUpDaemon(owner: Owner, args: DockerDaemonArgs, machine: DaemonMachine) {
    const { name, subject, component } = owner;
    const { endpoint, dockerPort, vmGuid: vmId } = machine;
    const child = { parent: component };
    const host = { ...withDefaults(args), ...machine };

    const { authority, clients } = authorityOf(owner, args);
    const { issuingCertPem, issuingKeyPem, caCertPem, clientIssuers } = authority;
    const issuer = { certPem: issuingCertPem.apply(firstCertificate), keyPem: issuingKeyPem };
    const server = issueServerCertificate(name, { ...host, issuer }, child);
    logExpiry(component, `Server certificate ${name}`, server.certPem, host.certificateValidityHours);

    const readiness = createReadinessCertificate(name, clientIssuers, host, child);
    const certificates = pulumi
        .all([clientIssuers, readiness.certPem, server.certPem, issuingCertPem, server.keyPem])
        .apply(([issuers, own, cert, issuing, key]) => ({
            ca: daemonBundle(issuers, own),
            cert: servedChain(cert, issuing),
            key,
        }));
    const { daemon = {}, daemonOptions = [] } = args;
    const engine = installDockerEngine(
        name,
        { ...host, subject, daemon, daemonOptions, certificates },
        { ...child, dependsOn: machine.dependsOn },
    );

    const rule = args.client === undefined ? optionalClientsRule : clientsRule;
    const client =
        clients && identityOf(subject, { argument: "authority.clients", clients, chosen: args.client, rule });
    const { certPem: serverCertPem } = server;
    const timeoutSeconds = host.readinessTimeoutSeconds;
    const ready = awaitReadiness(
        name,
        { issuingCertPem, identity: readiness, serverCertPem, vmId, engine, endpoint, dockerPort, timeoutSeconds },
        child,
    );
    const dockerHost = pulumi
        .all([endpoint, dockerPort, ready])
        .apply(([endpointName, port]) => `tcp://${endpointName}:${port}`);
    const { sshPrivateKey } = machine;
    const files = clientFilesOf(owner, args, { caCertPem, clients, sshPrivateKey, dockerHost });
    return {
        outputs: {
            dockerHost,
            dockerCertPath: files && pulumi.output(files.dockerCertPath),
            clientCertPaths: files && pulumi.output(files.clientCertPaths),
            verifyCommand: pulumi
                .all([dockerHost, files?.clientCertPaths])
                .apply(([endpointUrl, paths]) => verifyCommand(endpointUrl, paths ?? UNWRITTEN_CERT_PATHS)),
            caCertPem,
            clientIssuers,
            ...(client && { clientCertPem: client.certPem, clientKeyPem: pulumi.secret(client.keyPem) }),
            authority: authorityOutput(authority),
        },
        sshPrivateKeyPath: files?.sshPrivateKeyPath,
    };
}

/** The same outputs as a component registers them: a preview with a new client shows which other clients the host accepts. */
export function registered<T extends { readonly clientIssuers: pulumi.Output<Record<string, string>> }>(outputs: T): T {
    return { ...outputs, clientIssuers: remembered(outputs.clientIssuers) ?? outputs.clientIssuers };
}

/** An authority, and the client identities if it has them. */
interface GivenAuthority {
    readonly authority: AuthorityParts;
    readonly clients: CertificateAuthorityReference["clients"];
}

/** The authority that signs for the host: the given one, or a new one. */
function authorityOf({ name, subject, component }: Owner, args: DockerDaemonArgs): GivenAuthority {
    const signer =
        args.authority ??
        new CertificateAuthority(`${name}-ca`, pick(args, certificateAuthorityRules), { parent: component });
    const authority = authorityParts(subject, signer);
    // A CertificateAuthority logs its own warning.
    if (!(signer instanceof CertificateAuthority)) {
        warnOfEnd(component, `The certificate authority of ${name}`, authority.issuingCertPem);
    }
    return { authority, clients: memberwise(signer).clients };
}

/** The folder of the client's files. */
export const certDirOf = ({ dockerCertDir }: DockerDaemonArgs): string =>
    dockerCertDir ?? defaultCertDir(pulumi.getProject(), pulumi.getStack());

/** The client whose files to write, and the daemon that must have answered before. */
interface ClientFilesSpec {
    readonly caCertPem: pulumi.Output<string>;
    readonly clients: CertificateAuthorityReference["clients"];
    readonly sshPrivateKey: pulumi.Output<string> | undefined;
    readonly dockerHost: pulumi.Output<string>;
}

/** The client's files, or undefined if the caller wants none. */
function clientFilesOf(
    { name, component }: Owner,
    args: DockerDaemonArgs,
    { caCertPem, clients = {}, sshPrivateKey, dockerHost }: ClientFilesSpec,
): ClientFilesReference | undefined {
    if (args.clientFiles !== undefined) {
        return memberwise(args.clientFiles);
    }
    if (args.writeClientFiles !== true) {
        return undefined;
    }
    const identity = { caCertPem, clients, client: args.client };
    const files = { ...identity, dockerCertDir: certDirOf(args), sshPrivateKey, dockerHosts: [dockerHost] };
    return new ClientFiles(`${name}-files`, files, { parent: component });
}
