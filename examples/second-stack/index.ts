import { Config, StackReference } from "@pulumi/pulumi";
import { DockerHostVm } from "docker-host-vm";

const config = new Config();
const team = new StackReference(config.require("authorityStack"));

const host = new DockerHostVm("nightly", {
    authority: team.requireOutput("authority"),
    allowedSources: config.requireObject<string[]>("allowedSources"),
});

// Anyone with the other stack's client files can use this host as well.
export const { dockerHost } = host;
