import * as compute from "@pulumi/azure-native/compute";
import * as network from "@pulumi/azure-native/network";
import * as resources from "@pulumi/azure-native/resources";
import { DockerEngine } from "docker-host-vm";

const { name: resourceGroupName, location } = new resources.ResourceGroup("team", { resourceGroupName: "team" });
const common = { resourceGroupName, location };
const { name: virtualNetworkName } = new network.VirtualNetwork("net", {
    ...common,
    addressSpace: { addressPrefixes: ["10.1.0.0/16"] },
});
const subnet = new network.Subnet("vms", { resourceGroupName, virtualNetworkName, addressPrefix: "10.1.0.0/24" });
const group = new network.NetworkSecurityGroup("guard", {
    ...common,
    securityRules: [
        {
            ...{ name: "docker", priority: 100, direction: "Inbound", access: "Allow", protocol: "Tcp" },
            ...{ sourceAddressPrefix: "203.0.113.0/24", sourcePortRange: "*" },
            ...{ destinationAddressPrefix: "*", destinationPortRange: "4243" },
        },
    ],
});

/** A VM with an image of Canonical's, and its public address. */
function machine(name: string, offer: string, sku: string) {
    const address = new network.PublicIPAddress(name, {
        ...common,
        sku: { name: "Standard" },
        publicIPAllocationMethod: "Static",
    });
    const nic = new network.NetworkInterface(name, {
        ...common,
        networkSecurityGroup: { id: group.id },
        ipConfigurations: [{ name: "primary", subnet: { id: subnet.id }, publicIPAddress: { id: address.id } }],
    });
    const vm = new compute.VirtualMachine(name, {
        ...common,
        vmName: name,
        hardwareProfile: { vmSize: "Standard_B2s" },
        networkProfile: { networkInterfaces: [{ id: nic.id }] },
        storageProfile: {
            imageReference: { publisher: "Canonical", offer, sku, version: "latest" },
            osDisk: { name: `${name}-disk`, createOption: "FromImage" },
        },
        osProfile: { computerName: name, adminUsername: "azureuser", adminPassword: "Correct+Horse1" },
    });
    return { vmId: vm.id, endpointHost: address.ipAddress.apply((ip) => ip ?? "") };
}

const old = new DockerEngine("old", {
    ...machine("old", "UbuntuServer", "14.04.5-LTS"),
    engineInstall: "DockerExtension",
    securityGroupId: group.id,
});

export const { dockerHost } = old;
export const { vmId, endpointHost } = machine("new", "ubuntu-24_04-lts", "server");
