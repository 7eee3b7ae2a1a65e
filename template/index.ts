import { Config } from "@pulumi/pulumi";
import { DockerHostVm } from "docker-host-vm";

const config = new Config();

const host = new DockerHostVm("docker-host", {
    allowedSources: config.require("allowedSources").split(","),
    writeClientFiles: true,
});

export const { dockerHost, dockerCertPath, fqdn, publicIpAddress, sshCommand, verifyCommand } = host;
