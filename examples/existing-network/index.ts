import * as network from "@pulumi/azure-native/network";
import { Config } from "@pulumi/pulumi";
import { DockerHostVm } from "docker-host-vm";

const config = new Config();
const resourceGroupName = config.require("resourceGroupName");
const location = config.require("location");
const privateIpAddress = config.require("privateIpAddress");
const dockerPort = 2376;

const securityGroup = new network.NetworkSecurityGroup("internal-nsg", {
    resourceGroupName,
    location,
    securityRules: [
        {
            name: "docker",
            priority: 100,
            direction: "Inbound",
            access: "Allow",
            protocol: "Tcp",
            sourceAddressPrefix: "VirtualNetwork",
            sourcePortRange: "*",
            destinationAddressPrefix: "*",
            destinationPortRange: `${dockerPort}`,
        },
    ],
});
const networkInterface = new network.NetworkInterface("internal-nic", {
    resourceGroupName,
    location,
    networkSecurityGroup: { id: securityGroup.id },
    ipConfigurations: [
        {
            name: "ipconfig",
            // The VM fetches the engine's packages: the subnet needs a NAT gateway, or a route through a firewall. New networks
            // of Azure have no default outbound access.
            subnet: { id: config.require("subnetId") },
            privateIPAllocationMethod: "Static",
            privateIPAddress: privateIpAddress,
        },
    ],
});

const host = new DockerHostVm("internal", {
    network: { resourceGroupName, location, dockerPort },
    address: {
        networkInterfaceId: networkInterface.id,
        // Clients are in the network, or come by VPN: the private address and name are the host's only ones.
        publicIpAddress: privateIpAddress,
        fqdn: config.require("privateName"),
    },
    endpointHost: "address",
    // Whoever runs Pulumi is seldom in that network. Run it from there and leave this out to have the daemon waited for.
    readinessTimeoutSeconds: 0,
});

export const { dockerHost } = host;
