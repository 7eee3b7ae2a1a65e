import { defaults, DEFAULT_CLIENT } from "../components/internal/defaults";
import { isRecord } from "../components/internal/records";
import { CliError, USAGE } from "./errors";

/** How the engine marks a secret in a state: https://www.pulumi.com/docs/iac/concepts/secrets/ */
const SIGNATURE = "4dabf18193072939515e22adb298388d";
const SECRET = "1b47061264138c4ac30d75fd1eb44270";

const HOST = "docker-host-vm:index:DockerHostVm";
const AUTHORITY = "docker-host-vm:index:CertificateAuthority";
const ISSUED = "tls:index/locallySignedCert:LocallySignedCert";
const EXTENSION = "azure-native:compute:VirtualMachineExtension";

/** A certificate, and when the next `up` issues it anew. */
export interface Certificate {
    /** PEM. */
    readonly pem: string;
    /** How many hours before its end it is issued anew. */
    readonly earlyRenewalHours: number;
}

/** A client identity. */
interface ClientIdentity {
    /** PEM; nothing where it is a secret that was not decrypted. */
    readonly certPem: string | undefined;
    /** PEM; nothing where secrets were not decrypted. */
    readonly keyPem: string | undefined;
}

/** A Docker host as the state has it. What is not known yet, or a secret that was not decrypted, is nothing. */
export interface HostState {
    /** The resource's name. */
    readonly name: string;
    /** `tcp://<name>:<port>`; nothing before the daemon answered for the first time. */
    readonly dockerHost: string | undefined;
    readonly fqdn: string | undefined;
    readonly publicIpAddress: string | undefined;
    /** The folder with the client's files on the machine that ran `up`, absolute. */
    readonly dockerCertPath: string | undefined;
    /** The way in which the engine is installed. */
    readonly engineInstall: string | undefined;
    readonly server: Certificate | undefined;
    readonly client: Certificate | undefined;
    readonly authority: Certificate | undefined;
    /** The client identities by name. */
    readonly clients: Readonly<Record<string, ClientIdentity>>;
}

/** What a stack's state says about Docker hosts. */
export interface StackState {
    readonly project: string;
    readonly stack: string;
    /** The stack's own output of that name: of several hosts, the one that it is about. */
    readonly dockerHost: string | undefined;
    /** In the order in which they were made. */
    readonly hosts: readonly HostState[];
}

/** A resource of the state, its secrets either bare or nothing. */
interface Resource {
    readonly urn: string;
    readonly type: string;
    readonly parent: unknown;
    readonly inputs: Readonly<Record<string, unknown>>;
    readonly outputs: Readonly<Record<string, unknown>>;
}

/**
 * Reads an export of a stack.
 *
 * @param up the command that brings it up, for advice
 * @throws CliError when it has not the form of one, or the stack is empty.
 */
export function readStackState(document: unknown, up = "pulumi up"): StackState {
    const resources = resourcesOf(document);
    const [stackName, project] = resources[0]?.urn.replace(/^urn:pulumi:/, "").split("::") ?? [];
    if (stackName === undefined || project === undefined) {
        throw new CliError(`The stack holds no resources. Bring it up first: ${up}. Or name another one with --stack.`);
    }
    const root = resources.find(({ type }) => type === "pulumi:pulumi:Stack");
    return {
        project,
        stack: stackName,
        dockerHost: text(root?.outputs["dockerHost"]),
        hosts: resources.filter(({ type }) => type === HOST).map((host) => hostOf(host, resources)),
    };
}

/**
 * The host that a command is about: the named one, the only one, or of several the one that the stack's own outputs are
 * about.
 *
 * @throws CliError that lists the hosts when none can be told.
 */
export function selectHost({ project, stack, dockerHost, hosts }: StackState, name?: string): HostState {
    const names = hosts.map((host) => host.name).join(", ");
    if (hosts.length === 0) {
        throw new CliError(
            `The stack ${stack} of the project ${project} holds no DockerHostVm. Bring one up, or name another stack with --stack.`,
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
        `--host: expected one of the stack's hosts (${names}), got ${name ?? "nothing"}. Name one of them.`,
        USAGE,
    );
}

function resourcesOf(document: unknown): Resource[] {
    const deployment = isRecord(document) ? document["deployment"] : undefined;
    if (!isRecord(deployment)) {
        throw new CliError(
            "The engine's export is not what `pulumi stack export` prints. Update Pulumi and try again.",
        );
    }
    const resources: unknown[] = Array.isArray(deployment["resources"]) ? deployment["resources"] : [];
    return resources.filter(isRecord).flatMap(({ urn, type, parent, inputs, outputs, delete: superseded }) => {
        // What waits for its deletion has a successor of the same URN.
        const wanted = typeof urn === "string" && typeof type === "string" && superseded !== true;
        return wanted ? [{ urn, type, parent, inputs: bareRecord(inputs), outputs: bareRecord(outputs) }] : [];
    });
}

function hostOf(host: Resource, resources: readonly Resource[]): HostState {
    const child = (type: string): Resource | undefined =>
        resources.find((resource) => resource.type === type && resource.parent === host.urn);
    const output = (key: string): string | undefined => text(host.outputs[key]);
    const issued = child(ISSUED);
    const caCertPem = output("caCertPem");
    const clientCertPem = output("clientCertPem");
    const renewal = (pem: string): number => {
        const resource = resources.find(({ type, outputs }) => type === ISSUED && outputs["certPem"] === pem);
        const hours = resource?.outputs["earlyRenewalHours"] ?? resource?.inputs["earlyRenewalHours"];
        return typeof hours === "number" ? hours : defaults.earlyRenewalHours;
    };
    const certificate = (pem: string | undefined): Certificate | undefined =>
        pem === undefined ? undefined : { pem, earlyRenewalHours: renewal(pem) };
    return {
        name: host.urn.split("::").at(-1) ?? "",
        dockerHost: output("dockerHost"),
        fqdn: output("fqdn"),
        publicIpAddress: output("publicIpAddress"),
        dockerCertPath: output("dockerCertPath"),
        engineInstall: text(child(EXTENSION)?.inputs["type"]),
        server: certificate(text(issued?.outputs["certPem"])),
        client: certificate(clientCertPem),
        authority: certificate(caCertPem),
        clients: {
            ...clientsOf(caCertPem, resources),
            [DEFAULT_CLIENT]: { certPem: clientCertPem, keyPem: output("clientKeyPem") },
        },
    };
}

/** The clients of the host's authority, where that is in the same stack. */
function clientsOf(caCertPem: string | undefined, resources: readonly Resource[]): Record<string, ClientIdentity> {
    const authority = resources.find(
        ({ type, outputs }) => type === AUTHORITY && caCertPem !== undefined && outputs["caCertPem"] === caCertPem,
    );
    const clients = Object.entries(bareRecord(authority?.outputs["clients"]));
    return Object.fromEntries(
        clients.map(([name, client]) => {
            const { certPem, keyPem } = bareRecord(client);
            return [name, { certPem: text(certPem), keyPem: text(keyPem) }];
        }),
    );
}

/** A value without the engine's mark of a secret; nothing when it was not decrypted. */
function bare(value: unknown): unknown {
    if (!isRecord(value) || value[SIGNATURE] !== SECRET) {
        return value;
    }
    return typeof value["plaintext"] === "string" ? JSON.parse(value["plaintext"]) : undefined;
}

/** The properties of a value without their marks; none when it is no object. */
function bareRecord(value: unknown): Record<string, unknown> {
    const record = bare(value);
    return isRecord(record) ? Object.fromEntries(Object.entries(record).map(([key, each]) => [key, bare(each)])) : {};
}

function text(value: unknown): string | undefined {
    return typeof value === "string" ? value : undefined;
}
