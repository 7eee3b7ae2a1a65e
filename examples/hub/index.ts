import { HostNetwork } from "docker-host-vm";

const hub = new HostNetwork("hub", {
    // The security group is not used: each host has its own.
    allowedSources: ["10.0.0.0/8"],
    networking: { natGateway: true, sshSources: [] },
});

export const { subnetId } = hub;
