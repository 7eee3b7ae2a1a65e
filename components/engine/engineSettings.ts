import type * as pulumi from "@pulumi/pulumi";
import { packageVersion } from "./installScript";
import { noProxyHost, proxyUrl } from "./proxySettings";
import { type PruneSettings, pruneSettings } from "./pruneSettings";
import { type RegistryLogin, registryLogins } from "./registryLogins";
import { at, listAt } from "../../shared/json";
import { allOf, distinct, listOf, matches, trueOrFalse } from "../validation/rules";
import { membersOf, type Rules } from "../validation/walk";

/** Setup of a host around its daemon. Only with `CustomScript`. */
export interface EngineSettings {
    /**
     * Version of the docker CLI's plugin Compose on the host, for example `5.1.0`. Clients use their own. A change installs that
     * version and restarts nothing.
     *
     * @defaultValue - with Docker's packages, the latest version at the time of installation; with Ubuntu's, none
     */
    composeVersion?: string;
    /**
     * Version of the docker CLI's plugin Buildx on the host, for example `0.31.1`. Clients use their own. A change installs that
     * version and restarts nothing.
     *
     * @defaultValue - with Docker's packages, the latest version at the time of installation; with Ubuntu's, none
     */
    buildxVersion?: string;
    /**
     * URL of the proxy for the daemon, for the installation, and for apt on the host later on, `http://` or `https://`, with a
     * user and a password if it needs them. Containers and builds do not get it. A change restarts the daemon.
     *
     * @defaultValue - none
     * @see https://docs.docker.com/engine/daemon/proxy/
     */
    httpProxy?: pulumi.Input<string>;
    /**
     * URL of the proxy for requests to `https://` addresses. A change restarts the daemon.
     *
     * @defaultValue - `httpProxy`
     */
    httpsProxy?: pulumi.Input<string>;
    /**
     * Hosts that the daemon and the installation reach without a proxy: names, domains with their subdomains, IP addresses or
     * CIDRs. The host itself, 169.254.169.254 and 168.63.129.16 are always among them. Requires a proxy. A change restarts the
     * daemon.
     *
     * @defaultValue `[]`
     */
    noProxy?: string[];
    /**
     * Logins to registries for root on the host: for services there, Compose and the docker CLI over SSH. The daemon needs none:
     * clients send theirs with each request. The passwords are in `/root/.docker/config.json`, which root and all clients can
     * read. If you remove a login here, it is removed from that file. A change does not restart the daemon.
     *
     * @defaultValue `[]`
     * @see https://docs.docker.com/reference/cli/docker/login/
     */
    registries?: RegistryLogin[];
    /**
     * A timer on the host that removes unused data. A change does not restart the daemon.
     *
     * @defaultValue - nothing is removed
     */
    prune?: PruneSettings;
    /**
     * Whether a daily timer installs newer patch versions of Docker's packages, such as 29.10.1 after 29.10.0. Each one restarts the
     * daemon; containers keep running with `liveRestore`. Cannot be used with `engineVersion` or the source `ubuntu`. A change
     * restarts nothing.
     *
     * @defaultValue false
     */
    automaticUpdates?: boolean;
    /**
     * Whether containers can use the VM's NVIDIA GPUs, with `docker run --gpus all`. Installs Ubuntu's signed driver and NVIDIA's
     * container toolkit, each in the latest version at the time of installation. Requires an Ubuntu image. A `DockerHostVm` also
     * requires a `vmSize` of the NC series from v3 to v5. A change restarts the daemon; `false` leaves the packages on the host.
     *
     * @defaultValue false
     * @see https://learn.microsoft.com/azure/virtual-machines/linux/n-series-driver-setup
     */
    nvidia?: boolean;
}

/** The rules of its members. */
export const engineRules = {
    composeVersion: packageVersion("docker-compose-plugin", "5.1.0"),
    buildxVersion: packageVersion("docker-buildx-plugin", "0.31.1"),
    httpProxy: { input: proxyUrl },
    httpsProxy: { input: proxyUrl },
    noProxy: allOf(listOf(noProxyHost), distinct),
    registries: registryLogins,
    prune: pruneSettings,
    automaticUpdates: trueOrFalse,
    nvidia: trueOrFalse,
} as const satisfies Rules<EngineSettings>;

/** The settings of a host's engine. */
export const engineSettings = membersOf("settings of the engine by name", engineRules, Object.keys(engineRules));

/** Whether settings have a password in clear. */
export function holdsPassword(settings: unknown): boolean {
    const proxies = [at(settings, "httpProxy"), at(settings, "httpsProxy")];
    return listAt(settings, "registries").length > 0 || proxies.some((url) => matches(/@/, url));
}
