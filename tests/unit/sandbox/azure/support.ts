import { mkdtempSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { extensionSettings } from "../../../../components/engine/dockerExtension";
import { imageReference } from "../../../../components/machine/image";
import { inboundRules } from "../../../../components/network/securityRules";
import { type AzResult, runAz } from "../../../../sandbox/azure/azureCli";
import { Power } from "../../../../sandbox/azure/power";
import { azureNativeProvider } from "../../../../sandbox/azure/provider";
import { Store } from "../../../../sandbox/azure/store";
import { diffByInputs } from "../../../../sandbox/providers/diff";
import type {
    CheckResult,
    CreateResult,
    Handler,
    OperationRequest,
    PropertyChange,
} from "../../../../sandbox/providers/handler";
import type { Values } from "../../../../sandbox/providers/values";
import { scratchFolder } from "../../../support/scratch";
import { bare } from "../providers/support";
import { FURTHER_IDS, FURTHER_INPUTS, FURTHER_TOKENS, GROUP } from "./furtherTypes";
import { RecordingMachines } from "./recordingMachines";

const scratch = scratchFolder();

/** A file for an emulated subscription, removed after the tests. */
export function stateFile(): string {
    return join(mkdtempSync(join(scratch, "azure-")), "azure.json");
}

const TOKENS = {
    ResourceGroup: "azure-native:resources:ResourceGroup",
    NetworkSecurityGroup: "azure-native:network:NetworkSecurityGroup",
    VirtualNetwork: "azure-native:network:VirtualNetwork",
    Subnet: "azure-native:network:Subnet",
    PublicIPAddress: "azure-native:network:PublicIPAddress",
    NatGateway: "azure-native:network:NatGateway",
    NetworkInterface: "azure-native:network:NetworkInterface",
    VirtualMachine: "azure-native:compute:VirtualMachine",
    VirtualMachineExtension: "azure-native:compute:VirtualMachineExtension",
    GlobalSchedule: "azure-native:devtestlab:GlobalSchedule",
    Vault: "azure-native:keyvault:Vault",
    Secret: "azure-native:keyvault:Secret",
    RoleAssignment: "azure-native:authorization:RoleAssignment",
    UserAssignedIdentity: "azure-native:managedidentity:UserAssignedIdentity",
    Disk: "azure-native:compute:Disk",
    ...FURTHER_TOKENS,
} as const;

/** A type that the components create, by its short name. */
export type TypeName = keyof typeof TOKENS;

/** All types, each after those that it refers to. */
export const TYPE_NAMES = Object.keys(TOKENS) as TypeName[];

export { GROUP };
const VAULT = `${GROUP}/providers/Microsoft.KeyVault/vaults/dh-ci-1`;
const ASSIGNMENT = "3d0e8a52-6f5c-4c1b-9d65-3a1f6f0e2b11";

/** The id of a built-in role by the name of its definition. */
export const roleId = (name: string): string =>
    `/subscriptions/00000000-0000-0000-0000-000000000000/providers/Microsoft.Authorization/roleDefinitions/${name}`;

/** The ids of the resources below. */
export const IDS: Readonly<Record<TypeName, string>> = {
    ResourceGroup: GROUP,
    NetworkSecurityGroup: `${GROUP}/providers/Microsoft.Network/networkSecurityGroups/nsg`,
    VirtualNetwork: `${GROUP}/providers/Microsoft.Network/virtualNetworks/vnet`,
    Subnet: `${GROUP}/providers/Microsoft.Network/virtualNetworks/vnet/subnets/subnet`,
    PublicIPAddress: `${GROUP}/providers/Microsoft.Network/publicIPAddresses/ip`,
    NatGateway: `${GROUP}/providers/Microsoft.Network/natGateways/nat`,
    NetworkInterface: `${GROUP}/providers/Microsoft.Network/networkInterfaces/nic`,
    Disk: `${GROUP}/providers/Microsoft.Compute/disks/data`,
    VirtualMachine: `${GROUP}/providers/Microsoft.Compute/virtualMachines/build`,
    VirtualMachineExtension: `${GROUP}/providers/Microsoft.Compute/virtualMachines/build/extensions/docker`,
    GlobalSchedule: `${GROUP}/providers/Microsoft.DevTestLab/schedules/shutdown-computevm-build`,
    Vault: VAULT,
    Secret: `${VAULT}/secrets/docker-client`,
    RoleAssignment: `${VAULT}/providers/Microsoft.Authorization/roleAssignments/${ASSIGNMENT}`,
    UserAssignedIdentity: `${GROUP}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/team`,
    ...FURTHER_IDS,
};

/** Texts that must never be on record. */
export const SECRETS = {
    password: "Pa55-word-of-azure",
    serverKey: "a2V5IG9mIHRoZSBzZXJ2ZXI=",
    customData: "I2Nsb3Vk",
    vaultSecret: "key of the client",
};

const inGroup = { resourceGroupName: "rg", location: "westus" };

/** The inputs of one resource of each type, as the components send them. */
export const INPUTS: Readonly<Record<TypeName, Values>> = {
    ResourceGroup: inGroup,
    NetworkSecurityGroup: {
        ...inGroup,
        networkSecurityGroupName: "nsg",
        securityRules: inboundRules(4243, ["203.0.113.7/32"]),
    },
    VirtualNetwork: {
        ...inGroup,
        virtualNetworkName: "vnet",
        addressSpace: { addressPrefixes: ["10.0.0.0/16"] },
        enableDdosProtection: false,
    },
    Subnet: {
        resourceGroupName: "rg",
        virtualNetworkName: "vnet",
        subnetName: "subnet",
        addressPrefix: "10.0.0.0/24",
        privateEndpointNetworkPolicies: "Disabled",
        privateLinkServiceNetworkPolicies: "Enabled",
    },
    PublicIPAddress: {
        ...inGroup,
        publicIpAddressName: "ip",
        sku: { name: "Standard", tier: "Regional" },
        publicIPAllocationMethod: "Static",
        publicIPAddressVersion: "IPv4",
        dnsSettings: { domainNameLabel: "build-1" },
    },
    NatGateway: { ...inGroup, natGatewayName: "nat", sku: { name: "Standard" } },
    NetworkInterface: {
        ...inGroup,
        networkInterfaceName: "nic",
        networkSecurityGroup: { id: IDS.NetworkSecurityGroup },
        ipConfigurations: [
            {
                name: "primary",
                primary: true,
                privateIPAllocationMethod: "Dynamic",
                subnet: { id: IDS.Subnet },
                publicIPAddress: { id: IDS.PublicIPAddress },
            },
        ],
    },
    Disk: {
        ...inGroup,
        diskName: "data",
        sku: { name: "StandardSSD_LRS" },
        creationData: { createOption: "Empty" },
        diskSizeGB: 64,
    },
    VirtualMachine: {
        ...inGroup,
        vmName: "build",
        hardwareProfile: { vmSize: "Standard_B2ls_v2" },
        networkProfile: { networkInterfaces: [{ id: IDS.NetworkInterface, primary: true }] },
        storageProfile: {
            imageReference: imageReference("ubuntu-14.04"),
            osDisk: {
                name: "build-os-disk",
                createOption: "FromImage",
                caching: "ReadWrite",
                managedDisk: { storageAccountType: "StandardSSD_LRS" },
                deleteOption: "Delete",
            },
        },
        osProfile: {
            computerName: "build",
            adminUsername: "azureuser",
            adminPassword: SECRETS.password,
            customData: SECRETS.customData,
            allowExtensionOperations: true,
            linuxConfiguration: {
                disablePasswordAuthentication: false,
                provisionVMAgent: true,
                ssh: { publicKeys: [{ path: "/home/azureuser/.ssh/authorized_keys", keyData: "ssh-ed25519 AAAA" }] },
            },
        },
    },
    VirtualMachineExtension: {
        ...inGroup,
        vmName: "build",
        vmExtensionName: "docker",
        publisher: "Microsoft.Azure.Extensions",
        type: "DockerExtension",
        typeHandlerVersion: "1.2",
        autoUpgradeMinorVersion: true,
        settings: extensionSettings(4243, ["--label=certs=0123456789abcdef"]),
        protectedSettings: { certs: { ca: "Y2E=", cert: "Y2VydA==", key: SECRETS.serverKey } },
    },
    GlobalSchedule: {
        ...inGroup,
        name: "shutdown-computevm-build",
        status: "Enabled",
        taskType: "ComputeVmShutdownTask",
        targetResourceId: `${GROUP}/providers/Microsoft.Compute/virtualMachines/build`,
        dailyRecurrence: { time: "1900" },
        timeZoneId: "W. Europe Standard Time",
    },
    Vault: {
        ...inGroup,
        vaultName: "dh-ci-1",
        properties: {
            sku: { family: "A", name: "standard" },
            tenantId: "00000000-0000-0000-0000-000000000003",
            enableRbacAuthorization: true,
            softDeleteRetentionInDays: 7,
        },
    },
    Secret: {
        resourceGroupName: "rg",
        vaultName: "dh-ci-1",
        secretName: "docker-client",
        properties: { contentType: "application/json", value: SECRETS.vaultSecret },
    },
    RoleAssignment: {
        scope: VAULT,
        roleAssignmentName: ASSIGNMENT,
        principalId: "6f1c2a3b-0d4e-4f5a-8b6c-7d8e9f0a1b2c",
        principalType: "ServicePrincipal",
        roleDefinitionId: roleId("4633458b-17de-408a-b874-0445c86b69e6"),
    },
    UserAssignedIdentity: { ...inGroup, resourceName: "team" },
    ...FURTHER_INPUTS,
};

/** The inputs of one resource, with one value replaced: `changed("VirtualMachine", "osProfile.computerName", "other")`. */
export function changed(type: TypeName, path: string, value: unknown): Values {
    const inputs = structuredClone(INPUTS[type]);
    const names = path.split(".");
    const last = names.pop() ?? "";
    const holder = names.reduce<Values>((values, name) => values[name] as Values, inputs);
    holder[last] = value;
    return inputs;
}

/** The emulated Azure and its VMs, called as Pulumi does: all values pass through Pulumi's protocol. */
export class AzureDriver {
    readonly machines = new RecordingMachines();
    readonly provider;

    constructor(readonly file = stateFile()) {
        const files = { azureState: file, vaultSecrets: this.vaultSecretsFile };
        this.provider = azureNativeProvider("3.28.0", files, this.machines);
    }

    /** The file with the values of vaults' secrets. */
    get vaultSecretsFile(): string {
        return join(dirname(this.file), "vault-secrets.json");
    }

    /** Creates one resource of each type before the given one, or of every type. */
    async up(before?: TypeName): Promise<this> {
        for (const type of TYPE_NAMES.slice(0, before && TYPE_NAMES.indexOf(before))) {
            await this.create(type);
        }
        return this;
    }

    async check(type: TypeName, inputs: Values, oldInputs: Values = {}): Promise<CheckResult> {
        const request = { ...this.operation(type), inputs: bare(inputs), oldInputs, seed: Buffer.from("abcdefgh") };
        const result = await this.handler(type).check?.(request);
        return { inputs: bare(result?.inputs ?? {}), failures: result?.failures ?? [] };
    }

    async create(type: TypeName, inputs = INPUTS[type], preview = false): Promise<CreateResult> {
        const result = await this.handler(type).create({ ...this.operation(type), inputs: bare(inputs), preview });
        return { id: result.id, outputs: bare(result.outputs) };
    }

    /** Creates a resource, and returns whether Azure has it then. */
    async accepts(type: TypeName, inputs: Values): Promise<boolean> {
        const { id } = await this.create(type, inputs);
        return this.recorded.includes(`"${id}"`);
    }

    async update(type: TypeName, inputs: Values, preview = false): Promise<Values> {
        const change = { id: IDS[type], oldInputs: bare(INPUTS[type]), oldOutputs: {}, inputs: bare(inputs), preview };
        return bare((await this.handler(type).update?.({ ...this.operation(type), ...change })) ?? {});
    }

    async diff(type: TypeName, inputs: Values, oldInputs = INPUTS[type]): Promise<PropertyChange[]> {
        const handler = this.handler(type);
        const change = { id: IDS[type], oldInputs: bare(oldInputs), oldOutputs: {}, inputs: bare(inputs) };
        const request = { ...this.operation(type), ...change };
        return await Promise.resolve(handler.diff?.(request) ?? diffByInputs(handler, request));
    }

    async read(type: TypeName, outputs: Values, inputs = INPUTS[type]) {
        const request = { ...this.operation(type), id: IDS[type], inputs: bare(inputs), outputs };
        const found = await this.handler(type).read?.(request);
        return found && { inputs: bare(found.inputs), outputs: bare(found.outputs) };
    }

    async delete(type: TypeName): Promise<void> {
        const request = { ...this.operation(type), id: IDS[type], inputs: {}, outputs: {} };
        await this.handler(type).delete?.(request);
    }

    /** Runs a command of the Azure CLI. */
    async az(...args: string[]): Promise<AzResult> {
        const store = new Store(this.file);
        return await runAz(args, store, new Power(store, this.machines));
    }

    /** The state file, to be read or searched. */
    get recorded(): string {
        return readFileSync(this.file, "utf8");
    }

    /** The ids of all resources, in lower case, without the names that deleted vaults keep. */
    get resourceIds(): string[] {
        return Object.keys(JSON.parse(this.recorded) as object).filter((id) => !id.includes("/deletedvaults/"));
    }

    private handler(type: TypeName): Handler {
        const handler = this.provider.handlers[TOKENS[type]];
        if (handler === undefined) {
            throw new Error(`nothing plays ${type}`);
        }
        return handler;
    }

    private operation(type: TypeName): OperationRequest {
        return {
            urn: `urn:pulumi:dev::project::${TOKENS[type]}::name`,
            name: "name",
            type: TOKENS[type],
            timeoutSeconds: 0,
            signal: new AbortController().signal,
            showStatus: () => undefined,
        };
    }
}
