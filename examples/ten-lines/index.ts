import { Config } from "@pulumi/pulumi";
import { DockerHostVm, EndpointHost } from "docker-host-vm";

const host = new DockerHostVm("build", {
    allowedSources: new Config().requireObject<string[]>("allowedSources"),
    endpointHost: EndpointHost.Address,
    writeClientFiles: true,
});

export const { dockerHost, dockerCertPath, verifyCommand } = host;
