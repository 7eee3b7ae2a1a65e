import * as docker from "@pulumi/docker";
import { Config } from "@pulumi/pulumi";
import { DockerHostVm } from "docker-host-vm";

const host = new DockerHostVm("web", {
    allowedSources: new Config().requireObject<string[]>("allowedSources"),
});

// The provider gets the certificates directly, without files.
const provider = new docker.Provider("web", {
    host: host.dockerHost,
    caMaterial: host.caCertPem,
    certMaterial: host.clientCertPem,
    keyMaterial: host.clientKeyPem,
});
const image = new docker.RemoteImage("nginx", { name: "nginx:1.29" }, { provider });
const container = new docker.Container(
    "nginx",
    { image: image.imageId, restart: "unless-stopped", ports: [{ internal: 80, external: 80, ip: "127.0.0.1" }] },
    { provider },
);

export const containerName = container.name;
