import { Config } from "@pulumi/pulumi";
import { DockerEngine } from "docker-host-vm";

const config = new Config();
const engine = new DockerEngine("build", {
    vmId: config.require("vmId"),
    endpointHost: config.require("endpointHost"),
    writeClientFiles: true,
});

export const { dockerHost, dockerCertPath, verifyCommand } = engine;
