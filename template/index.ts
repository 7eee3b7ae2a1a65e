import { Config } from "@pulumi/pulumi";
import { DockerHostVm } from "docker-host-vm";

const config = new Config();

const host = new DockerHostVm("docker-host", {
    allowedSources: config.require("allowedSources").split(","),
    // Names outlive addresses; set endpointHost to address where there is no name server, as in the sandbox.
    endpointHost: config.get("endpointHost") === "address" ? "address" : "fqdn",
    writeClientFiles: true,
});

export const { dockerHost, dockerCertPath, fqdn, publicIpAddress, sshCommand, verifyCommand } = host;
