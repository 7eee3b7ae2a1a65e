import { Config } from "@pulumi/pulumi";
import { DockerHostVm } from "docker-host-vm";

const host = new DockerHostVm("internal", {
    allowedSources: ["10.0.0.0/8"],
    // Clients, and the machine that runs Pulumi, are in this network or connected to it.
    networking: { subnetId: new Config().require("subnetId") },
    publicAddress: false,
    tags: { team: "build" },
});

export const { dockerHost } = host;
