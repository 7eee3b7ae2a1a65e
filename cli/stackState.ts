import { type EngineParts, readEngineRevision } from "../components/engine/engineRevision";
import { type Extension, extensionOf, type PublicAddress, publicAddressOf, publicKeysOf, VM } from "./azureParts";
import {
    type Access,
    authoritiesIn,
    authorityOf,
    type AuthorityState,
    authorityStacksOf,
    type Certificate,
    certificateOf,
    clientOf,
    issuersOf,
} from "./authorityState";
import { CliError, USAGE } from "../shared/errors";
import { isHost } from "../shared/hostTypes";
import { textAt } from "../shared/json";
import { type Resource, resourceName, resourcesOf } from "./resources";
import { parseCertificate } from "./x509";

const ISSUED = "tls:index/locallySignedCert:LocallySignedCert";
const GATE = "command:local:Command";
const PRIVATE_KEY = "tls:index/privateKey:PrivateKey";
const CLIENT_FILES = "docker-host-vm:index:ClientFiles";

/**
 * A Docker host in the state. Values that are unknown yet, and secrets that are not decrypted, are undefined. The clients that
 * have access are those of the daemon's last answer; before the first one, those of the authority.
 */
export interface HostState extends Access {
    /** `tcp://<name>:<port>`; undefined before the daemon has answered for the first time. */
    readonly dockerHost: string | undefined;
    readonly fqdn: string | undefined;
    readonly publicIpAddress: string | undefined;
    /** Only of a host without a public address, or with a chosen private one. */
    readonly privateIpAddress: string | undefined;
    /** The port that the network allows, if it is known without the endpoint. */
    readonly dockerPort: number | undefined;
    /** The VM extension that installs the engine; undefined if it was not created. */
    readonly extension: Extension | undefined;
    /** Absolute path of the client's files on the machine that ran `up`. */
    readonly dockerCertPath: string | undefined;
    /** The administrator's private SSH key in OpenSSH format, if the host or the stack created one and secrets are decrypted. */
    readonly sshPrivateKey: string | undefined;
    /** Whether the state contains that key, decrypted or not. */
    readonly hasSshPrivateKey: boolean;
    /** Undefined for a VM that the stack only installs an engine on. */
    readonly adminUsername: string | undefined;
    /** Azure's ID of the VM; undefined if it was not created, or not known yet. */
    readonly vmId: string | undefined;
    /** The GUID of the VM, which a VM that replaces it does not share. */
    readonly vmGuid: string | undefined;
    readonly vmSize: string | undefined;
    /** The requested engine; undefined if the DockerExtension chose it or the daemon has not answered yet. */
    readonly engine: Pick<EngineParts, "source" | "version"> | undefined;
    readonly server: Certificate | undefined;
    /** The authority that signs for the host, if it is in the same stack. */
    readonly authority: AuthorityState | undefined;
}

/** The Docker hosts and their authorities in a stack's state. */
export interface StackState {
    readonly project: string;
    readonly stack: string;
    /** The stack's output of that name. It selects one of several hosts. */
    readonly dockerHost: string | undefined;
    /** Sorted by name, because their order in the state varies. */
    readonly hosts: readonly HostState[];
    readonly authorities: readonly AuthorityState[];
}

/**
 * Reads an exported stack.
 *
 * @param up the command that brings it up, for messages
 * @throws CliError if the document is not an exported stack, or the stack is empty.
 */
export function readStackState(document: unknown, up = "pulumi up"): StackState {
    const resources = resourcesOf(document);
    const [stackName, project] = resources[0]?.urn.replace(/^urn:pulumi:/, "").split("::") ?? [];
    if (stackName === undefined || project === undefined) {
        throw new CliError(
            `The stack has no resources. Bring it up first: ${up}. Or specify another one with --stack.`,
        );
    }
    const root = resources.find(({ type }) => type === "pulumi:pulumi:Stack");
    const authorities = authoritiesIn(resources);
    return {
        project,
        stack: stackName,
        dockerHost: textAt(root?.outputs, "dockerHost"),
        hosts: resources
            .filter(({ type }) => isHost(type))
            .map((host) => hostOf(host, authorities, resources))
            .sort((one, other) => (one.name < other.name ? -1 : 1)),
        authorities,
    };
}

/**
 * Selects the host for a command: the named one, the only one, or the one that the stack's outputs describe.
 *
 * @throws CliError that lists the hosts if the selection is not clear.
 */
export function selectHost({ project, stack, dockerHost, hosts }: StackState, name?: string): HostState {
    const names = hosts.map((host) => host.name).join(", ");
    if (hosts.length === 0) {
        throw new CliError(
            `The stack ${stack} of project ${project} has no DockerHostVm and no DockerEngine. Bring one up, or specify another stack with --stack.`,
        );
    }
    const candidates =
        name === undefined
            ? hosts.filter((host) => hosts.length === 1 || (dockerHost !== undefined && host.dockerHost === dockerHost))
            : hosts.filter((host) => host.name === name);
    const [host, another] = candidates;
    if (host !== undefined && another === undefined) {
        return host;
    }
    throw new CliError(
        `--host: expected one of the stack's hosts (${names}), got ${name ?? "nothing"}. Choose one of them.`,
        USAGE,
    );
}

/** The clients of the selected host, or of the only authority in a stack without hosts. */
export function selectClients(state: StackState, host?: string): Access {
    const [authority, another] = state.authorities;
    const isWithoutHosts = state.hosts.length === 0 && host === undefined;
    return isWithoutHosts && authority !== undefined && another === undefined ? authority : selectHost(state, host);
}

/** A host whose daemon has not answered yet has no outputs, so they are read from its parts. */
function hostOf(host: Resource, authorities: readonly AuthorityState[], resources: readonly Resource[]): HostState {
    const child = (type: string): Resource | undefined =>
        resources.find((resource) => resource.type === type && resource.parent === host.urn);
    const output = (key: string): string | undefined => textAt(host.outputs, key);
    const [vm, issued] = [child(VM), child(ISSUED)];
    const sshKey = madeSshKey(host, resources);
    const issuing = output("caCertPem") ?? textAt(issued?.outputs, "caCertPem");
    const authority = authorityOf(issued, issuing, authorities, resources);
    const caCertPem = output("caCertPem") ?? authority?.caCertPem ?? issuing;
    const hasAnswered = "dockerHost" in host.outputs;
    const clientIssuers = hasAnswered ? issuersOf(host, caCertPem, resources) : (authority?.clientIssuers ?? {});
    const address: PublicAddress = publicAddressOf(host, resources);
    return {
        name: resourceName(host),
        dockerHost: output("dockerHost"),
        fqdn: output("fqdn") ?? address.fqdn,
        publicIpAddress: output("publicIpAddress") ?? address.publicIpAddress,
        privateIpAddress: output("privateIpAddress"),
        dockerPort: address.dockerPort,
        extension: extensionOf(host, resources),
        dockerCertPath: output("dockerCertPath") ?? clientFolder(child(CLIENT_FILES), resources),
        sshPrivateKey: output("sshPrivateKey") ?? textAt(sshKey?.outputs, "privateKeyOpenssh"),
        hasSshPrivateKey: "sshPrivateKey" in host.outputs || sshKey !== undefined,
        adminUsername: textAt(vm?.inputs, "osProfile", "adminUsername"),
        vmId: vm?.id ?? output("vmId"),
        vmGuid: textAt(vm?.outputs, "vmId"),
        vmSize: textAt(vm?.inputs, "hardwareProfile", "vmSize"),
        engine: engineOf(child(GATE)),
        server: certificateOf(textAt(issued?.outputs, "certPem"), resources),
        authority,
        authorityStacks: authorityStacksOf(issued, resources),
        caCertPem,
        clientIssuers,
        clients: authority?.clients ?? givenClients(host, clientIssuers),
    };
}

/** The engine that the readiness check was given. */
function engineOf(gate: Resource | undefined): HostState["engine"] {
    const parts = readEngineRevision(textAt(gate?.inputs, "environment", "ENGINE_REVISION") ?? "");
    return parts === undefined ? undefined : { source: parts.source, version: parts.version };
}

/** The SSH key that the stack created and whose public key the VM accepts. */
function madeSshKey(host: Resource, resources: readonly Resource[]): Resource | undefined {
    const taken = publicKeysOf(host, resources);
    return resources.find(
        ({ type, outputs }) =>
            type === PRIVATE_KEY && taken.includes(textAt(outputs, "publicKeyOpenssh")?.trim() ?? ""),
    );
}

/** The folder of the client's files: the host's own, or the only one in the stack. */
function clientFolder(own: Resource | undefined, resources: readonly Resource[]): string | undefined {
    const all = resources.filter(({ type }) => type === CLIENT_FILES);
    return textAt((own ?? (all.length === 1 ? all[0] : undefined))?.outputs, "dockerCertPath");
}

/** The client whose identity a host was given with an authority that is not in the stack. */
function givenClients({ outputs }: Resource, clientIssuers: HostState["clientIssuers"]): HostState["clients"] {
    const pem = textAt(outputs, "clientCertPem");
    const certificate = parseCertificate(pem ?? "");
    const name = certificate && clientOf(certificate, { clientIssuers });
    return pem === undefined || name === undefined
        ? {}
        : { [name]: { certificate: { pem, earlyRenewalHours: undefined }, keyPem: textAt(outputs, "clientKeyPem") } };
}
