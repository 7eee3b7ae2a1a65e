import { type Contradiction, DOCKER, EXTENSION, host } from "./contradiction";

const action = "SCMP_ACT_ALLOW";
const PROFILE = JSON.stringify({ defaultAction: action });
const names = Array.from({ length: 10_000 }, (_, index) => `system_call_${index}`);
const LONG_PROFILE = JSON.stringify({ defaultAction: action, syscalls: [{ names, action }] });
const COMPOSE = { web: { image: "nginx" } };

const ONLY_SCRIPT = "Omit it, or set engineInstall to CustomScript";

/** Contradictions among the arguments about this topic. */
export const engine: readonly Contradiction[] = [
    ...(["engineSource", "engineVersion", "engineMirror"] as const).map((name) =>
        host(
            {
                ...EXTENSION,
                ...{
                    engineSource: { engineSource: "docker" } as const,
                    engineVersion: { engineVersion: "29.10.0" },
                    engineMirror: { engineMirror: "https://mirror.example.org" },
                }[name],
            },
            [name, "no value, because the DockerExtension chooses the engine itself", ONLY_SCRIPT],
            ["the extension runs get.docker.com", "https://github.com/Azure/azure-docker-extension"],
        ),
    ),
    host(
        { ...EXTENSION, daemonPreset: "cis" },
        [
            "daemonPreset",
            "default, because the DockerExtension sets up nothing on the host except the daemon",
            ONLY_SCRIPT,
        ],
        ["the preset needs rules of auditd", "security.md#the-cis-benchmark"],
    ),
    host(
        { ...EXTENSION, daemon: { seccompProfile: PROFILE } },
        ["daemon.seccompProfile", "no profile, because the DockerExtension copies no files to the host", ONLY_SCRIPT],
        ["dockerd reads the profile from a file", `${DOCKER}/engine/security/seccomp/`],
        'engineInstall: "DockerExtension", daemon: {seccompProfile}',
    ),
    host(
        { ...EXTENSION, daemon: { labels: { tier: "a b" } } },
        [
            "daemon.labels",
            "no spaces, quotes, wildcards, $ or \\, because the DockerExtension does not escape flags",
            ONLY_SCRIPT,
        ],
        ["the extension writes flags into a shell's assignment", "https://github.com/Azure/azure-docker-extension"],
    ),
    host(
        { ...EXTENSION, engine: { prune: {} } },
        ["engine", "no value, because the DockerExtension sets up nothing on the host except the daemon", ONLY_SCRIPT],
        ["only the script sets up the host", "engine.md"],
    ),
    host(
        { dockerExtension: {} },
        [
            "dockerExtension",
            "no value, because engineInstall CustomScript does not use the DockerExtension",
            "Omit it, or set engineInstall to DockerExtension",
        ],
        ["they are settings of the other extension", "engine.md#the-dockerextensions-other-settings"],
    ),
    host(
        { ...EXTENSION, dockerExtension: { composeEnvironment: { A: "b" } } },
        [
            "dockerExtension.composeEnvironment",
            "no value without dockerExtension.compose, because only docker-compose gets it",
            "Add compose, or omit it",
        ],
        [
            "the extension reads it only to run docker-compose",
            "https://github.com/Azure/azure-docker-extension#user-guide",
        ],
    ),
    host(
        {
            ...EXTENSION,
            dockerExtension: { compose: COMPOSE, composeEnvironment: { A: "b" }, environment: { A: "c" } },
        },
        [
            "dockerExtension.composeEnvironment.A",
            "no variable that is in dockerExtension.environment, which wins",
            "Keep the secret one",
        ],
        ["the extension sets the protected variables last", "https://github.com/Azure/azure-docker-extension"],
        "dockerExtension: {compose, composeEnvironment: {A}, environment: {A}}",
    ),
    host(
        { ...EXTENSION, dockerExtension: { login: { server: "docker.io", username: "ann", password: "p" } } },
        [
            "dockerExtension.login",
            "no value with this image, because the extension runs docker login --email, and the Docker that it installs here no longer has this flag",
            "Omit it: clients send their own logins. Or set image to an image of your own with Docker 17.05 or earlier",
        ],
        ["Docker 17.06 removed the flag", "https://github.com/Azure/azure-docker-extension/issues/131"],
        'dockerExtension: {login}, image: "ubuntu-14.04"',
    ),
    host(
        { image: "ubuntu-14.04" },
        [
            "image",
            "a supported image with engineInstall CustomScript, because Docker has no packages for older ones",
            "Set image to ubuntu-24.04, or engineInstall to DockerExtension to reproduce the setup of 2014",
        ],
        ["Docker's repository has packages for supported releases", `${DOCKER}/engine/install/ubuntu/#os-requirements`],
    ),
    host(
        { engineSource: "ubuntu", engineMirror: "https://mirror.example.org" },
        [
            "engineMirror",
            "no value together with engineSource ubuntu, because it mirrors Docker's repository",
            "Omit engineMirror, or set engineSource to docker",
        ],
        ["apt gets Ubuntu's packages from the image's own sources", "engine.md"],
    ),
    host(
        { daemon: { seccompProfile: LONG_PROFILE } },
        [
            "daemon",
            "settings that keep the installation script within 262144 base64 characters",
            "Shorten the seccomp profile, the labels or the options",
        ],
        ["CustomScript runs no longer script", "https://github.com/Azure/custom-script-extension-linux"],
        "daemon: {seccompProfile} of 220 KB",
    ),
    host(
        { engine: { noProxy: ["a.example"] } },
        ["engine.noProxy", "no value without a proxy", "Set engine.httpProxy, or omit engine.noProxy"],
        ["without a proxy, there are no exceptions", `${DOCKER}/engine/daemon/proxy/`],
    ),
    host(
        { engine: { httpProxy: "http://p.example" }, engineVersion: "20.10.24" },
        [
            "engineVersion",
            "23.0.0 or later with a proxy, which earlier engines do not read from daemon.json",
            "Choose a later version, or omit it",
        ],
        ["daemon.json has proxies since 23.0", `${DOCKER}/engine/daemon/proxy/`],
    ),
    host(
        { engine: { httpProxy: "http://p.example" }, daemonOptions: ["--http-proxy=http://q.example"] },
        [
            "daemonOptions",
            "no --http-proxy together with the proxy in engine, because dockerd accepts each only once",
            "Use engine.httpProxy, engine.httpsProxy and engine.noProxy instead",
        ],
        [
            "dockerd does not start with a flag that is in daemon.json, too",
            `${DOCKER}/engine/daemon/troubleshoot/#conflicts-between-the-daemonjson-and-startup-scripts`,
        ],
    ),
    host(
        { engine: { nvidia: true }, vmSize: "Standard_NC4as_T4_v3", daemonOptions: ["--add-runtime=runsc=/bin/runsc"] },
        [
            "daemonOptions",
            "no --add-runtime together with engine.nvidia, because dockerd accepts runtimes either as flags or in daemon.json",
            "Omit it: engine.nvidia adds the runtime nvidia. For another runtime, omit engine.nvidia and install both yourself",
        ],
        [
            "dockerd does not start with a flag that is in daemon.json, too",
            `${DOCKER}/engine/daemon/troubleshoot/#conflicts-between-the-daemonjson-and-startup-scripts`,
        ],
    ),
    host(
        { engine: { automaticUpdates: true }, engineSource: "ubuntu" },
        [
            "engine.automaticUpdates",
            "false with engineSource ubuntu, because it updates Docker's own packages",
            "Omit it: Ubuntu's package is updated with the system, see patchMode",
        ],
        ["Ubuntu updates its own packages", "engine.md#updates-of-the-engine"],
    ),
    host(
        { engine: { automaticUpdates: true }, engineVersion: "29.10.0" },
        [
            "engine.automaticUpdates",
            "false with engineVersion, which asks for exactly that version",
            "Omit engineVersion to get the pinned version and its patches, or omit engine.automaticUpdates",
        ],
        ["a pinned version must not change", "engine.md#updates-of-the-engine"],
    ),
    host(
        { daemon: { logDriver: "splunk", logOptions: { "splunk-url": "https://splunk.example" } } },
        [
            "daemon.logOptions.splunk-token",
            "a value, which the log driver splunk requires",
            "Add it, or choose another log driver",
        ],
        ["no container starts without it", `${DOCKER}/engine/logging/drivers/splunk/`],
    ),
    host(
        { daemon: { logDriver: "json-file", logOptions: { "max-buffer-size": "4m" } } },
        ["daemon.logOptions.mode", "non-blocking, because max-buffer-size is set", "Set it, or omit both"],
        [
            "no container starts otherwise",
            `${DOCKER}/engine/logging/configure/#configure-the-delivery-mode-of-log-messages-from-container-to-log-driver`,
        ],
    ),
    host(
        { daemon: { logDriver: "json-file", logOptions: { compress: "true" } } },
        [
            "daemon.logOptions.max-file",
            "at least 2 files with a max-size, because only rotated files are compressed",
            "Set max-size and max-file, or set compress to false",
        ],
        ["no container starts otherwise", `${DOCKER}/engine/logging/drivers/json-file/`],
    ),
];
