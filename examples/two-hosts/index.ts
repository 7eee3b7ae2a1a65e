import { Config } from "@pulumi/pulumi";
import { DockerHostVm } from "docker-host-vm";

const build = new DockerHostVm("build", {
    allowedSources: new Config().requireObject<string[]>("allowedSources"),
    writeClientFiles: true,
    dockerCertDir: "~/.docker/team",
});
// The second host lets the same clients in, from the same sources. It changes nothing of the first one.
const test = new DockerHostVm("test", { authority: build.authority, network: build.network });

export const dockerHosts = [build.dockerHost, test.dockerHost];
// For the stacks that take this authority: examples/second-stack. The keys are secrets, in the output too.
export const { authority } = build;
