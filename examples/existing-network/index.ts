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
            // The VM downloads the engine's packages, so the subnet needs a NAT gateway or a route through a firewall. New
            // Azure networks have no default outbound access.
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
        // Clients are in the network or connect through a VPN. The host has only a private address and name.
        publicIpAddress: privateIpAddress,
        fqdn: config.require("privateName"),
    },
    endpointHost: "address",
    // Pulumi seldom runs in that network. If it does, remove this line to wait for the daemon.
    readinessTimeoutSeconds: 0,
});

export const { dockerHost } = host;
