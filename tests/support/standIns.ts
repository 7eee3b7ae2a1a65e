import { createHash } from "node:crypto";
import type { Handler } from "../../sandbox/providers/handler";
import { provider as random } from "../../sandbox/providers/random";
import { provider as tls } from "../../sandbox/providers/tls";
import { revealedProperties } from "./revealed";

/** A resource that was asked for. */
export interface Asked {
    readonly type: string;
    readonly name: string;
    /** Its inputs, without marks of secrecy. */
    readonly inputs: Readonly<Record<string, unknown>>;
}

type Inputs = Asked["inputs"];
type Outputs = Readonly<Record<string, unknown>>;

/** What the provider answers beside the inputs. */
interface Answer {
    readonly id: string;
    readonly outputs: Outputs;
}

const made = new Map<string, Promise<Answer>>();
/** The outputs of Azure resources by type and name in Azure. */
const byPhysicalName = new Map<string, Outputs>();

/**
 * Answers as the provider of a type would: real keys and certificates, addresses by name. The same name and inputs get the
 * same answer for as long as the tests of a file run, so that two runs of one program can be compared.
 */
export function standIn(asked: Asked): Promise<Answer> {
    const key = JSON.stringify([asked.type, asked.name, asked.inputs]);
    const answer = made.get(key) ?? make(asked);
    made.set(key, answer);
    return answer;
}

async function make({ type, name, inputs }: Asked): Promise<Answer> {
    const handler = tls.handlers[type] ?? random.handlers[type];
    if (handler !== undefined) {
        return handled(handler, { type, name, inputs });
    }
    const outputs = OUTPUTS[type];
    if (outputs === undefined) {
        throw new Error(`No component registers ${type}; add its outputs to tests/support/standIns.ts`);
    }
    const answer = outputs(inputs, name);
    byPhysicalName.set(`${type}/${String(answer["name"])}`, answer);
    return { id: `${type}/${name}`, outputs: answer };
}

/** Has the sandbox's stand-in check the inputs, as the real provider does, and make the resource. */
async function handled(handler: Handler, { type, name, inputs }: Asked): Promise<Answer> {
    const complete = { ...handler.defaults, ...inputs };
    const resource = { urn: name, name, type };
    const checked = await handler.check?.({ ...resource, oldInputs: {}, inputs: complete, seed: new Uint8Array() });
    if (checked?.failures !== undefined && checked.failures.length > 0) {
        throw new Error(`${name}: ${JSON.stringify(checked.failures)}`);
    }
    const operation = { timeoutSeconds: 0, signal: new AbortController().signal, showStatus: () => undefined };
    const { id, outputs } = await handler.create({ ...resource, ...operation, inputs: complete, preview: false });
    return { id, outputs: revealedProperties(outputs) };
}

/** Gives a resource the name that its inputs say. */
const named =
    (property: string) =>
    (inputs: Inputs): Outputs => ({ name: inputs[property] });

/** An address of 203.0.113.0/24, the range for documentation, that follows from the name. */
export function addressOf(name: string): string {
    return `203.0.113.${createHash("sha256").update(name).digest().readUInt8(0)}`;
}

function publicIpAddress(inputs: Inputs, name: string): Outputs {
    const { domainNameLabel: label } = (inputs["dnsSettings"] ?? {}) as { domainNameLabel?: string };
    const own = { name: inputs["publicIpAddressName"], ipAddress: addressOf(name) };
    const fqdn = `${label}.${String(inputs["location"])}.cloudapp.azure.com`;
    return label === undefined ? own : { ...own, dnsSettings: { domainNameLabel: label, fqdn } };
}

/** What the scripts print; they are run for real in tests/unit/components/client/scripts. */
function localCommand(inputs: Inputs): Outputs {
    const { DOCKER_CERT_DIR: written, FILES: files } = inputs["environment"] as Readonly<Record<string, string>>;
    if (written === undefined || files === undefined) {
        return { stdout: '{"apiVersion":"1.38"}', stderr: "" };
    }
    const directory = written.replace(/^~/, "/home/someone");
    const paths = Object.keys(JSON.parse(files) as object).map((file) => [file, { path: `${directory}/${file}` }]);
    return { stdout: JSON.stringify({ directory, files: Object.fromEntries(paths) as object }), stderr: "" };
}

/** Existing resources, by the function that reads them. */
const EXISTING: Readonly<Record<string, Outputs>> = {
    "azure-native:authorization:getClientConfig": {
        tenantId: "the tenant",
        subscriptionId: "the subscription",
        objectId: "the user",
        clientId: "the CLI",
    },
    "azure-native:compute:getVirtualMachine": { name: "existing", location: "northeurope", vmId: "the GUID" },
    "azure-native:resources:getResourceGroup": { location: "northeurope" },
    "azure-native:network:getVirtualNetwork": { location: "northeurope" },
    "azure-native:network:getNetworkSecurityGroup": { securityRules: [] },
    "azure-native:network:getNetworkInterface": {
        ipConfigurations: [{ privateIPAddress: "10.0.0.4" }],
        dnsSettings: { internalDomainNameSuffix: "abc.dx.internal.cloudapp.net" },
    },
    "azure-native:network:getPublicIPAddress": {
        ipAddress: "203.0.113.200",
        dnsSettings: { fqdn: "existing.northeurope.cloudapp.azure.com" },
        sku: { name: "Standard" },
        publicIPAllocationMethod: "Static",
        publicIPAddressVersion: "IPv4",
    },
};

/** Answers as a provider's function would: with a resource that was made, or with one that exists already. */
export function called(token: string, { resourceGroupName: _group, ...names }: Inputs): Outputs {
    const type = token.replace(/:get([A-Z])/, ":$1");
    const answer = byPhysicalName.get(`${type}/${String(Object.values(names)[0])}`);
    if (EXISTING[token] === undefined) {
        throw new Error(`No component calls ${token}`);
    }
    return { ...EXISTING[token], ...answer };
}

const OUTPUTS: Readonly<Record<string, (inputs: Inputs, name: string) => Outputs>> = {
    "azure-native:resources:ResourceGroup": ({ location = "westus" }, name) => ({ name, location }),
    "azure-native:network:NetworkSecurityGroup": named("networkSecurityGroupName"),
    "azure-native:network:VirtualNetwork": named("virtualNetworkName"),
    "azure-native:network:Subnet": named("subnetName"),
    "azure-native:network:PublicIPAddress": publicIpAddress,
    "azure-native:network:NatGateway": named("natGatewayName"),
    "azure-native:network:NetworkInterface": named("networkInterfaceName"),
    "azure-native:compute:Disk": (_, name) => ({ name: `${name}1a2b3c4d` }),
    "azure-native:compute:VirtualMachine": ({ vmName, identity }) => ({
        name: vmName,
        vmId: `id of ${String(vmName)}`,
        ...(identity === undefined ? {} : { identity: { ...identity, principalId: `principal of ${String(vmName)}` } }),
    }),
    "azure-native:compute:VirtualMachineExtension": named("vmExtensionName"),
    "azure-native:devtestlab:GlobalSchedule": named("name"),
    "azure-native:keyvault:Vault": named("vaultName"),
    "azure-native:keyvault:Secret": named("secretName"),
    "azure-native:authorization:RoleAssignment": named("roleAssignmentName"),
    "command:local:Command": localCommand,
};
