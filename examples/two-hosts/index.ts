import { Config } from "@pulumi/pulumi";
import { DockerHostVm } from "docker-host-vm";

const build = new DockerHostVm("build", {
    allowedSources: new Config().requireObject<string[]>("allowedSources"),
    writeClientFiles: true,
    dockerCertDir: "~/.docker/team",
});
// The second host accepts the same clients from the same sources. The first host does not change.
const test = new DockerHostVm("test", { authority: build.authority, network: build.network });

export const dockerHosts = [build.dockerHost, test.dockerHost];
// For stacks that use this authority, such as examples/second-stack. The keys stay secret in the output.
export const { authority } = build;
