import { Config } from "@pulumi/pulumi";
import { DockerHostVm } from "docker-host-vm";

const host = new DockerHostVm("internal", {
    allowedSources: ["10.0.0.0/8"],
    networking: { subnetId: new Config().require("subnetId") },
    publicAddress: false,
    disks: { dataDisk: { sizeGB: 64 } },
    tags: { team: "build" },
});

export const { dockerHost } = host;
