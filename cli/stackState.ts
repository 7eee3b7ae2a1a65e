import { defaults, DEFAULT_CLIENT } from "../components/defaults";
import { type EngineParts, readEngineRevision } from "../components/engine/engineRevision";
import { type Extension, extensionOf, type PublicAddress, publicAddressOf, publicKeysOf, VM } from "./azureParts";
import { CliError, USAGE } from "../shared/errors";
import { recordAt, textAt } from "../shared/json";
import { type Resource, resourcesOf } from "./resources";

const HOST = "docker-host-vm:index:DockerHostVm";
const AUTHORITY = "docker-host-vm:index:CertificateAuthority";
const ISSUED = "tls:index/locallySignedCert:LocallySignedCert";
const GATE = "command:local:Command";
const PRIVATE_KEY = "tls:index/privateKey:PrivateKey";
const CLIENT_FILES = "docker-host-vm:index:ClientFiles";

/** A certificate and its early renewal. */
export interface Certificate {
    /** PEM. */
    readonly pem: string;
    /** How many hours before expiry the next `up` renews it. */
    readonly earlyRenewalHours: number;
}

/** A client identity. */
interface ClientIdentity {
    /** PEM; undefined if it is a secret that is not decrypted. */
    readonly certPem: string | undefined;
    /** PEM; undefined if secrets are not decrypted. */
    readonly keyPem: string | undefined;
}

/** A Docker host in the state. Values that are unknown yet, and secrets that are not decrypted, are undefined. */
export interface HostState {
    /** The resource's name. */
    readonly name: string;
    /** `tcp://<name>:<port>`; undefined before the daemon has answered for the first time. */
    readonly dockerHost: string | undefined;
    readonly fqdn: string | undefined;
    readonly publicIpAddress: string | undefined;
    /** The port that the network allows, if it is known without the endpoint. */
    readonly dockerPort: number | undefined;
    /** The VM extension that installs the engine; undefined if it was not created. */
    readonly extension: Extension | undefined;
    /** Absolute path of the client's files on the machine that ran `up`. */
    readonly dockerCertPath: string | undefined;
    /** The administrator's private SSH key in OpenSSH format, if the host or the stack created one and secrets are decrypted. */
    readonly sshPrivateKey: string | undefined;
    readonly adminUsername: string | undefined;
    readonly vmSize: string | undefined;
    /** The requested engine; undefined if the DockerExtension chose it or the daemon has not answered yet. */
    readonly engine: Pick<EngineParts, "source" | "version"> | undefined;
    readonly server: Certificate | undefined;
    readonly client: Certificate | undefined;
    readonly authority: Certificate | undefined;
    /** The client identities by name. */
    readonly clients: Readonly<Record<string, ClientIdentity>>;
}

/** The Docker hosts in a stack's state. */
export interface StackState {
    readonly project: string;
    readonly stack: string;
    /** The stack's output of that name. It selects one of several hosts. */
    readonly dockerHost: string | undefined;
    /** Sorted by name, because their order in the state varies. */
    readonly hosts: readonly HostState[];
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
    return {
        project,
        stack: stackName,
        dockerHost: textAt(root?.outputs, "dockerHost"),
        hosts: resources
            .filter(({ type }) => type === HOST)
            .map((host) => hostOf(host, resources))
            .sort((one, other) => (one.name < other.name ? -1 : 1)),
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
            `The stack ${stack} of project ${project} has no DockerHostVm. Bring one up, or specify another stack with --stack.`,
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

/** A host whose daemon has not answered yet has no outputs, so they are read from its parts. */
function hostOf(host: Resource, resources: readonly Resource[]): HostState {
    const child = (type: string): Resource | undefined =>
        resources.find((resource) => resource.type === type && resource.parent === host.urn);
    const output = (key: string): string | undefined => textAt(host.outputs, key);
    const [vm, issued] = [child(VM), child(ISSUED)];
    const caCertPem = "caCertPem" in host.outputs ? output("caCertPem") : textAt(issued?.outputs, "caCertPem");
    const clients = clientsOf(caCertPem, resources);
    const client = {
        certPem: output("clientCertPem") ?? clients[DEFAULT_CLIENT]?.certPem,
        keyPem: output("clientKeyPem") ?? clients[DEFAULT_CLIENT]?.keyPem,
    };
    const renewal = (pem: string): number => {
        const resource = resources.find(({ type, outputs }) => type === ISSUED && outputs["certPem"] === pem);
        const hours = resource?.outputs["earlyRenewalHours"] ?? resource?.inputs["earlyRenewalHours"];
        return typeof hours === "number" ? hours : defaults.earlyRenewalHours;
    };
    const certificate = (pem: string | undefined): Certificate | undefined =>
        pem === undefined ? undefined : { pem, earlyRenewalHours: renewal(pem) };
    const address: PublicAddress = publicAddressOf(host, resources);
    return {
        name: host.urn.split("::").at(-1) ?? "",
        dockerHost: output("dockerHost"),
        fqdn: output("fqdn") ?? address.fqdn,
        publicIpAddress: output("publicIpAddress") ?? address.publicIpAddress,
        dockerPort: address.dockerPort,
        extension: extensionOf(host, resources),
        dockerCertPath: output("dockerCertPath") ?? clientFolder(child(CLIENT_FILES), resources),
        sshPrivateKey: output("sshPrivateKey") ?? madeSshKey(vm, resources),
        adminUsername: textAt(vm?.inputs, "osProfile", "adminUsername"),
        vmSize: textAt(vm?.inputs, "hardwareProfile", "vmSize"),
        engine: engineOf(child(GATE)),
        server: certificate(textAt(issued?.outputs, "certPem")),
        client: certificate(client.certPem),
        authority: certificate(caCertPem),
        clients: { ...clients, [DEFAULT_CLIENT]: client },
    };
}

/** The engine that the readiness check was given. */
function engineOf(gate: Resource | undefined): HostState["engine"] {
    const parts = readEngineRevision(textAt(gate?.inputs, "environment", "ENGINE_REVISION") ?? "");
    return parts === undefined ? undefined : { source: parts.source, version: parts.version };
}

/** The private SSH key that the stack created and whose public key the VM accepts. */
function madeSshKey(vm: Resource | undefined, resources: readonly Resource[]): string | undefined {
    const taken = publicKeysOf(vm);
    const made = resources.find(
        ({ type, outputs }) =>
            type === PRIVATE_KEY && taken.includes(textAt(outputs, "publicKeyOpenssh")?.trim() ?? ""),
    );
    return textAt(made?.outputs, "privateKeyOpenssh");
}

/** The folder of the client's files: the host's own, or the only one in the stack. */
function clientFolder(own: Resource | undefined, resources: readonly Resource[]): string | undefined {
    const all = resources.filter(({ type }) => type === CLIENT_FILES);
    return textAt((own ?? (all.length === 1 ? all[0] : undefined))?.outputs, "dockerCertPath");
}

/** The clients of the host's authority, if it is in the same stack. */
function clientsOf(caCertPem: string | undefined, resources: readonly Resource[]): Record<string, ClientIdentity> {
    const authority = resources.find(
        ({ type, outputs }) => type === AUTHORITY && caCertPem !== undefined && outputs["caCertPem"] === caCertPem,
    );
    const clients = Object.entries(recordAt(authority?.outputs, "clients"));
    return Object.fromEntries(
        clients.map(([name, client]) => [
            name,
            { certPem: textAt(client, "certPem"), keyPem: textAt(client, "keyPem") },
        ]),
    );
}
