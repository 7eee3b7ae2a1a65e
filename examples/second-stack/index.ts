import { Config, type Output, StackReference } from "@pulumi/pulumi";
import { DockerHostVm } from "docker-host-vm";

const config = new Config();
const team = new StackReference(config.require("authorityStack"));
const client = team.requireOutput("client") as Output<{ certPem: string; keyPem: string }>;

const host = new DockerHostVm("nightly", {
    authority: {
        caCertPem: team.requireOutput("caCertPem"),
        caKeyPem: team.requireOutput("caKeyPem"),
        clients: { default: { certPem: client.certPem, keyPem: client.keyPem } },
    },
    allowedSources: config.requireObject<string[]>("allowedSources"),
});

// Whoever holds the client's files of the other stack can use this host as well.
export const { dockerHost } = host;
