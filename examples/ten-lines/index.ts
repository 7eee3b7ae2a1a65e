import { Config } from "@pulumi/pulumi";
import { DockerHostVm } from "docker-host-vm";

const host = new DockerHostVm("build", {
    allowedSources: new Config().requireObject<string[]>("allowedSources"),
    writeClientFiles: true,
});

export const { dockerHost, dockerCertPath, verifyCommand } = host;
