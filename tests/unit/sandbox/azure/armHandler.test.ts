import { describe, expect, it } from "@jest/globals";
import { UNKNOWN } from "../../../../shared/pulumiValues";
import type { Values } from "../../../../sandbox/providers/values";
import { AzureDriver, changed, GROUP, IDS, INPUTS, SECRETS, TYPE_NAMES, type TypeName } from "./support";

// These tests do not cover inputs that the components never send.

const NAME_INPUTS: Record<TypeName, string> = {
    ResourceGroup: "resourceGroupName",
    NetworkSecurityGroup: "networkSecurityGroupName",
    VirtualNetwork: "virtualNetworkName",
    Subnet: "subnetName",
    PublicIPAddress: "publicIpAddressName",
    NatGateway: "natGatewayName",
    NetworkInterface: "networkInterfaceName",
    Disk: "diskName",
    VirtualMachine: "vmName",
    VirtualMachineExtension: "vmExtensionName",
    GlobalSchedule: "name",
    Vault: "vaultName",
    Secret: "secretName",
    RoleAssignment: "roleAssignmentName",
    UserAssignedIdentity: "resourceName",
    ProximityPlacementGroup: "proximityPlacementGroupName",
    DedicatedHostGroup: "hostGroupName",
    DedicatedHost: "hostName",
    DiskEncryptionSet: "diskEncryptionSetName",
    ApplicationSecurityGroup: "applicationSecurityGroupName",
    PrivateZone: "privateZoneName",
    VirtualNetworkLink: "virtualNetworkLinkName",
    PrivateRecordSet: "relativeRecordSetName",
};

const without = (inputs: Values, ...names: string[]): Values =>
    Object.fromEntries(Object.entries(inputs).filter(([name]) => !names.includes(name)));

describe("check", () => {
    it.each(TYPE_NAMES)("accepts the inputs of a %s as the components send them", async (type) => {
        expect(await new AzureDriver().check(type, INPUTS[type])).toEqual({ inputs: INPUTS[type], failures: [] });
    });

    it.each(TYPE_NAMES)("generates the name of a %s, with random digits unless it is nested", async (type) => {
        const names: Partial<Record<TypeName, unknown>> = {
            Subnet: "name",
            VirtualMachineExtension: "name",
            Secret: "name",
            DedicatedHost: "name",
            VirtualNetworkLink: "name",
            PrivateRecordSet: "name",
            RoleAssignment: expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/),
        };
        const { inputs } = await new AzureDriver().check(type, without(INPUTS[type], NAME_INPUTS[type]));
        expect(inputs[NAME_INPUTS[type]]).toEqual(names[type] ?? "name61626364");
    });

    it("keeps a generated name", async () => {
        const azure = new AzureDriver();
        const { inputs } = await azure.check(
            "ResourceGroup",
            { location: "westus" },
            { resourceGroupName: "name1234" },
        );
        expect(inputs).toEqual({ resourceGroupName: "name1234", location: "westus" });
    });

    it("uses the previous location, the provider's or the resource group's, in this order", async () => {
        const azure = await new AzureDriver().up("NetworkSecurityGroup");
        const inputs = without(INPUTS.VirtualNetwork, "location");
        const locations = async (oldInputs: Values) =>
            (await azure.check("VirtualNetwork", inputs, oldInputs)).inputs["location"];
        expect(await locations({})).toBe("westus");
        azure.provider.configure?.({ location: "northeurope" });
        expect(await locations({})).toBe("northeurope");
        expect(await locations({ location: "eastus" })).toBe("eastus");
    });

    it("leaves the location unknown if the resource group is unknown", async () => {
        const inputs = without({ ...INPUTS.VirtualNetwork, resourceGroupName: UNKNOWN }, "location");
        expect((await new AzureDriver().check("VirtualNetwork", inputs)).inputs["location"]).toBe(UNKNOWN);
    });

    it("rejects a missing location, and says how to set one", async () => {
        const { failures } = await new AzureDriver().check("ResourceGroup", {});
        expect(failures).toEqual([
            {
                property: "location",
                reason: "missing required property 'location'. Either set it explicitly or configure it with 'pulumi config set azure-native:location <value>'.",
            },
        ]);
    });

    it.each<[TypeName, string]>([
        ["NetworkSecurityGroup", "resourceGroupName"],
        ["Subnet", "virtualNetworkName"],
        ["VirtualMachineExtension", "vmName"],
    ])("rejects a %s without %s", async (type, property) => {
        const { failures } = await new AzureDriver().check(type, without(INPUTS[type], property));
        expect(failures).toEqual([{ property, reason: `missing required property '${property}'` }]);
    });

    it("gives a subnet no location", async () => {
        const azure = new AzureDriver();
        azure.provider.configure?.({ location: "westus" });
        expect((await azure.check("Subnet", INPUTS.Subnet)).inputs).toEqual(INPUTS.Subnet);
    });

    it("accepts inputs that only Azure rejects: a preview does not fail there either", async () => {
        const inputs = changed("VirtualMachine", "osProfile.adminPassword", "short");
        expect((await new AzureDriver().check("VirtualMachine", inputs)).failures).toEqual([]);
    });
});

describe("diff", () => {
    it.each<[TypeName, string, unknown, boolean]>([
        ["ResourceGroup", "location", "eastus", true],
        ["VirtualNetwork", "location", "eastus", true],
        ["VirtualNetwork", "addressSpace", { addressPrefixes: ["10.1.0.0/16"] }, false],
        ["Subnet", "virtualNetworkName", "other", true],
        ["Subnet", "addressPrefix", "10.0.1.0/24", false],
        ["NetworkSecurityGroup", "location", "eastus", false],
        ["NetworkSecurityGroup", "securityRules", [], false],
        ["PublicIPAddress", "location", "eastus", true],
        ["PublicIPAddress", "publicIPAddressVersion", "IPv6", true],
        ["PublicIPAddress", "sku.name", "Basic", true],
        ["PublicIPAddress", "dnsSettings.domainNameLabel", "other", false],
        ["NatGateway", "location", "eastus", true],
        ["NatGateway", "publicIpAddresses", [{ id: "/ip" }], false],
        ["NetworkInterface", "location", "eastus", false],
        ["VirtualMachine", "location", "eastus", true],
        ["VirtualMachine", "hardwareProfile.vmSize", "Standard_B4ms", false],
        ["VirtualMachine", "osProfile.computerName", "other", false],
        ["VirtualMachineExtension", "location", "eastus", true],
        ["VirtualMachineExtension", "vmName", "other", true],
        ["VirtualMachineExtension", "type", "CustomScript", false],
        ["VirtualMachineExtension", "protectedSettings.certs.key", "bmV3", false],
        ["GlobalSchedule", "dailyRecurrence.time", "0700", false],
        ["Secret", "vaultName", "other", true],
        ["Secret", "properties.value", "other", false],
        ["RoleAssignment", "principalId", "other", false],
    ])("of a %s: %s replaces only where azure-native does", async (type, path, value, replace) => {
        const changes = await new AzureDriver().diff(type, changed(type, path, value));
        expect(changes.every((change) => change.path.startsWith(path))).toBe(true);
        expect(changes.map((change) => change.replace)).toContain(replace);
        expect(changes.map((change) => change.replace)).not.toContain(!replace);
    });

    it.each(TYPE_NAMES)("of a %s: group, or scope, and name replace", async (type) => {
        const azure = new AzureDriver();
        const place = type === "RoleAssignment" ? "scope" : "resourceGroupName";
        for (const name of [place, NAME_INPUTS[type]]) {
            expect(await azure.diff(type, changed(type, name, "other"))).toEqual([
                { path: name, kind: "update", replace: true },
            ]);
        }
    });

    it("treats West US and westus as the same region", async () => {
        const azure = new AzureDriver();
        const asWritten = changed("VirtualMachine", "location", "West US");
        expect(await azure.diff("VirtualMachine", asWritten)).toEqual([]);
        expect(await azure.diff("VirtualMachine", INPUTS.VirtualMachine, asWritten)).toEqual([]);
    });

    it("counts an unknown location as a change", async () => {
        const changes = await new AzureDriver().diff("VirtualMachine", changed("VirtualMachine", "location", UNKNOWN));
        expect(changes).toEqual([{ path: "location", kind: "update", replace: true }]);
    });
});

describe("a preview", () => {
    it.each(TYPE_NAMES)("of a new %s does nothing and needs nothing that does not exist yet", async (type) => {
        const azure = new AzureDriver();
        const { outputs } = await azure.create(type, INPUTS[type], true);
        expect(outputs).toMatchObject({ name: IDS[type].split("/").at(-1), id: UNKNOWN, azureApiVersion: UNKNOWN });
        expect(() => azure.recorded).toThrow("ENOENT");
        expect(azure.machines.calls).toEqual([]);
    });

    it("knows only the values from the inputs", async () => {
        const { outputs } = await new AzureDriver().create("PublicIPAddress", INPUTS.PublicIPAddress, true);
        expect(outputs).toMatchObject({
            ipAddress: UNKNOWN,
            dnsSettings: { domainNameLabel: "build-1", fqdn: UNKNOWN },
            sku: { name: "Standard", tier: "Regional" },
            location: "westus",
        });
    });

    it("passes unknown inputs on", async () => {
        const inputs = {
            ...changed("PublicIPAddress", "dnsSettings.domainNameLabel", UNKNOWN),
            resourceGroupName: UNKNOWN,
            location: UNKNOWN,
        };
        const { outputs } = await new AzureDriver().create("PublicIPAddress", inputs, true);
        expect(outputs).toMatchObject({ name: "ip", location: UNKNOWN, dnsSettings: { domainNameLabel: UNKNOWN } });
    });

    it("never shows values that Azure does not return", async () => {
        const { outputs } = await new AzureDriver().create("VirtualMachine", INPUTS.VirtualMachine, true);
        expect(Object.keys(outputs["osProfile"] as Values)).not.toContain("adminPassword");
        expect(Object.keys(outputs["osProfile"] as Values)).not.toContain("customData");
    });

    it("of an update predicts it and changes nothing", async () => {
        const azure = await new AzureDriver().up();
        const before = azure.recorded;
        const inputs = changed("VirtualMachine", "hardwareProfile.vmSize", "Standard_B4ms");
        expect(await azure.update("VirtualMachine", inputs, true)).toMatchObject({
            name: "build",
            location: "westus",
            vmId: UNKNOWN,
            hardwareProfile: { vmSize: "Standard_B4ms" },
        });
        expect(azure.recorded).toBe(before);
    });

    it("of an update that Azure would reject succeeds", async () => {
        const azure = await new AzureDriver().up();
        const inputs = changed("VirtualMachine", "osProfile.computerName", "other");
        expect(await azure.update("VirtualMachine", inputs, true)).toMatchObject({
            osProfile: { computerName: "other" },
        });
    });
});

describe("create", () => {
    it.each(TYPE_NAMES)("creates a %s with its Azure id", async (type) => {
        const azure = await new AzureDriver().up(type);
        const { id, outputs } = await azure.create(type);
        expect(id).toBe(IDS[type]);
        expect(outputs).toMatchObject({ id, name: id.split("/").at(-1) });
    });

    it.each(TYPE_NAMES)("does not adopt an existing %s, whatever the casing of its name", async (type) => {
        const azure = await new AzureDriver().up();
        const { scope } = INPUTS[type];
        const inputs = { ...INPUTS[type], resourceGroupName: "RG", scope: String(scope).replace("/rg", "/RG") };
        await expect(azure.create(type, inputs)).rejects.toThrow(
            `cannot create already existing resource '${IDS[type].replace("/rg", "/RG")}'`,
        );
    });
});

describe("update", () => {
    it("changes the inputs and keeps Azure's own values", async () => {
        const azure = await new AzureDriver().up("VirtualMachine");
        const { outputs } = await azure.create("VirtualMachine");
        const updated = await azure.update(
            "VirtualMachine",
            changed("VirtualMachine", "hardwareProfile.vmSize", "Standard_B4ms"),
        );
        expect(updated).toEqual({ ...outputs, hardwareProfile: { vmSize: "Standard_B4ms" } });
        expect((await azure.read("VirtualMachine", updated))?.outputs).toEqual(updated);
    });

    it("keeps a public address when its label changes", async () => {
        const azure = await new AzureDriver().up();
        const inputs = changed("PublicIPAddress", "dnsSettings.domainNameLabel", "build-2");
        expect(await azure.update("PublicIPAddress", inputs)).toMatchObject({
            ipAddress: "127.40.0.1",
            dnsSettings: { fqdn: "build-2.westus.cloudapp.azure.com" },
        });
    });
});

describe("read", () => {
    it.each(TYPE_NAMES)("of an unchanged %s shows no drift", async (type) => {
        const azure = await new AzureDriver().up(type);
        const { outputs } = await azure.create(type);
        expect(await azure.read(type, outputs)).toEqual({ inputs: INPUTS[type], outputs });
    });

    it("finds nothing when the resource is gone", async () => {
        expect(await new AzureDriver().read("Subnet", {})).toBeUndefined();
    });
});

describe("delete", () => {
    it("succeeds if the resource is already gone", async () => {
        await expect(new AzureDriver().delete("VirtualMachine")).resolves.toBeUndefined();
    });

    it("works in the reverse order of creation", async () => {
        const azure = await new AzureDriver().up();
        // A secret goes with its vault: who brings the stack up cannot delete it.
        for (const type of [...TYPE_NAMES].reverse().filter((one) => one !== "Secret")) {
            await azure.delete(type);
        }
        expect(azure.resourceIds).toEqual([]);
    });

    it("of a resource group deletes everything in it, including machines, and nothing in a group with a longer name", async () => {
        const azure = await new AzureDriver().up();
        await azure.create("ResourceGroup", { resourceGroupName: "rg-2", location: "westus" });
        await azure.delete("ResourceGroup");
        expect(azure.resourceIds).toEqual([`${GROUP}-2`.toLowerCase()]);
        expect(azure.machines.calls.slice(-2)).toEqual(["destroy", "delete a disk"]);
    });

    it("of a VM deletes its extensions without calling its agent", async () => {
        const azure = await new AzureDriver().up();
        await azure.delete("VirtualMachine");
        expect(await azure.read("VirtualMachineExtension", {})).toBeUndefined();
        expect(azure.machines.calls.slice(-1)).toEqual(["destroy"]);
        expect(azure.machines.calls).not.toContain("remove Microsoft.Azure.Extensions/DockerExtension");
    });
});

it("records no secret, not even after a failure", async () => {
    const azure = await new AzureDriver().up("VirtualMachineExtension");
    azure.machines.extensionFailure = "no daemon";
    await expect(azure.create("VirtualMachineExtension")).rejects.toThrow("no daemon");
    await azure.create("Vault");
    await azure.create("Secret");
    for (const secret of [...Object.values(SECRETS), "protectedSettings", "adminPassword", "customData"]) {
        expect(azure.recorded).not.toContain(secret);
    }
});
