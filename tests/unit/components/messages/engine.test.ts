import { describe } from "@jest/globals";
import { composeFile } from "../../../../components/engine/composeFile";
import { daemon, furtherDaemonOption } from "../../../../components/engine/daemonRules";
import { dockerExtensionSettings } from "../../../../components/engine/dockerExtensionSettings";
import { engineSettings } from "../../../../components/engine/engineSettings";
import { engineMirror, engineVersion } from "../../../../components/engine/installScript";
import { noProxyHost, proxyUrl } from "../../../../components/engine/proxySettings";
import { pruneSettings } from "../../../../components/engine/pruneSettings";
import { registryLogins } from "../../../../components/engine/registryLogins";
import type { Problem } from "../../../../components/validation/problems";
import { messageTable } from "../../../support/messageTable";

const setting = (name: string, value: unknown): readonly Problem[] => daemon("daemon", { [name]: value });

describe("The messages about the daemon", () => {
    messageTable([
        [
            () => daemon("daemon", "liveRestore"),
            'daemon: expected an object with named settings, got "liveRestore". For example, use { liveRestore: false }.',
        ],
        [
            () => setting("liverestore", true),
            "daemon.liverestore: expected a known daemon setting. Use liveRestore, or remove it.",
        ],
        [
            () => setting("liveRestore", "yes"),
            'daemon.liveRestore: expected true or false, got "yes". See docs/security.md for the valid values of each setting.',
        ],
        [
            () => setting("logDriver", ""),
            'daemon.logDriver: expected a non-empty string, got "". See docs/security.md for the valid values of each setting.',
        ],
        [
            () => setting("registryMirrors", "https://a.example"),
            'daemon.registryMirrors: expected a list of non-empty strings, got "https://a.example". See docs/security.md for the valid values of each setting.',
        ],
        [
            () => setting("labels", { "a b": "c" }),
            "daemon.labels: expected a map of strings whose keys contain neither spaces nor equals signs, got an object. See docs/security.md for the valid values of each setting.",
        ],
        [
            () => setting("labels", { certs: "c" }),
            "daemon.labels: expected no label named certs, which the component sets itself, got an object. See docs/security.md for the valid values of each setting.",
        ],
        [
            () => setting("logOptions", { "max-size": 5 }),
            "daemon.logOptions: expected a map of option names to non-empty strings, got an object. See docs/security.md for the valid values of each setting.",
        ],
        [
            () => setting("ulimits", { nofile: { soft: 2, hard: 1 } }),
            "daemon.ulimits: expected limits by name, each with whole numbers soft and hard (-1 for unlimited), soft not above hard, got an object. See docs/security.md for the valid values of each setting.",
        ],
        [
            () => setting("ulimits", { files: { soft: 1, hard: 2 } }),
            "daemon.ulimits: expected only limits named core, cpu, data, fsize, locks, memlock, msgqueue, nice, nofile, nproc, rss, rtprio, rttime, sigpending, stack, got an object. See docs/security.md for the valid values of each setting.",
        ],
        [
            () => setting("registryMirrors", ["http://a.example"]),
            'daemon.registryMirrors: expected https:// URLs of registries, without a user or a path, got ["http://a.example"]. See docs/security.md for the valid values of each setting.',
        ],
        [
            () => setting("insecureRegistries", ["https://a.example"]),
            'daemon.insecureRegistries: expected registries as host, host:port or a CIDR, without https://, got ["https://a.example"]. See docs/security.md for the valid values of each setting.',
        ],
        [
            () => setting("storageDriver", "Overlay 2"),
            'daemon.storageDriver: expected the name of a storage driver, such as overlay2, got "Overlay 2". See docs/security.md for the valid values of each setting.',
        ],
        [
            () => setting("logDriver", "json file"),
            'daemon.logDriver: expected the name of a log driver, such as json-file, got "json file". See docs/security.md for the valid values of each setting.',
        ],
        [
            () => setting("usernsRemap", "a b"),
            'daemon.usernsRemap: expected default, none, or a user or user:group on the host, got "a b". See docs/security.md for the valid values of each setting.',
        ],
        [
            () => setting("authorizationPlugins", ["a b"]),
            'daemon.authorizationPlugins: expected plugin names, got ["a b"]. See docs/security.md for the valid values of each setting.',
        ],
        [
            () => setting("dataRoot", "/var"),
            'daemon.dataRoot: expected the absolute path of a dedicated folder, such as /data/docker (no system folder, no shared one such as /home or /mnt, no spaces, quotes, dot segments or trailing slash), got "/var". See docs/security.md for the valid values of each setting.',
        ],
        [
            () => setting("seccompProfile", "{}"),
            'daemon.seccompProfile: expected a valid seccomp profile in JSON (defaultAction is not one of SCMP_ACT_KILL, SCMP_ACT_KILL_PROCESS, SCMP_ACT_KILL_THREAD, SCMP_ACT_TRAP, SCMP_ACT_ERRNO, SCMP_ACT_TRACE, SCMP_ACT_ALLOW, SCMP_ACT_LOG), got "{}". See docs/security.md for the valid values of each setting.',
        ],
        [
            () => furtherDaemonOption("daemonOptions[0]", "--log-level"),
            'daemonOptions[0]: expected --log-level with a value after an equals sign, got "--log-level". For example, use --log-level=warn or --debug.',
        ],
        [
            () => furtherDaemonOption("daemonOptions[0]", "--log-level=warn --debug"),
            'daemonOptions[0]: expected a single dockerd flag such as --log-level=warn, without spaces, quotes, wildcards, $ or \\, got "--log-level=warn --debug". List each flag separately, with its value after an equals sign.',
        ],
        [
            () => furtherDaemonOption("daemonOptions[0]", "--live-restore"),
            'daemonOptions[0]: expected a flag without a daemon setting, got "--live-restore". Set daemon.liveRestore instead.',
        ],
        [
            () => furtherDaemonOption("daemonOptions[0]", "--no-such-flag"),
            'daemonOptions[0]: expected a flag that dockerd knows, got "--no-such-flag". Remove it: dockerd would not start.',
        ],
    ]);
});

describe("The messages about the engine", () => {
    messageTable([
        [
            () => engineVersion("engineVersion", "latest"),
            'engineVersion: expected a version without its epoch, such as 29.10.0, got "latest". Use one that `apt-cache madison docker-ce` lists, without the part before the colon.',
        ],
        [
            () => engineVersion("engineVersion", "5:29.8.1"),
            'engineVersion: expected a version without its epoch, such as 29.10.0, got "5:29.8.1". Use one that `apt-cache madison docker-ce` lists, without the part before the colon.',
        ],
        [
            () => engineMirror("engineMirror", "http://a.example"),
            'engineMirror: expected an https:// URL, got "http://a.example". For example, use https://mirror.example.org/docker/linux/ubuntu.',
        ],
        [
            () => engineSettings("engine", "proxy"),
            "engine: expected settings of the engine by name. Known members: composeVersion, buildxVersion, httpProxy, httpsProxy, noProxy, registries, prune, automaticUpdates, nvidia.",
        ],
        [
            () => engineSettings("engine", { buildxVersion: "5:0.31.1" }),
            'engine.buildxVersion: expected a version without its epoch, such as 0.31.1, got "5:0.31.1". Use one that `apt-cache madison docker-buildx-plugin` lists, without the part before the colon.',
        ],
        [
            () => proxyUrl("engine.httpProxy", "proxy.example.org"),
            "engine.httpProxy: expected the http:// or https:// URL of a proxy, such as http://proxy.example.org:3128. Write it without a path, and write special characters of a user or password as % and two hexadecimal digits (the given value is not shown).",
        ],
        [
            () => noProxyHost("engine.noProxy[0]", "a,b"),
            'engine.noProxy[0]: expected a host, a domain, an IP address or a CIDR, such as registry.example.org or 10.0.0.0/8, got "a,b". Write one of them in each element, without a scheme, a path or spaces.',
        ],
        [
            () => pruneSettings("engine.prune", true),
            "engine.prune: expected settings of the timer by name, got true. Known members: olderThanHours, unusedImages, maxBuildCacheGB, schedule.",
        ],
        [
            () => pruneSettings("engine.prune", { schedule: "daily;id" }),
            'engine.prune.schedule: expected a calendar event of systemd, such as daily or Sun 03:00, got "daily;id". Test it with `systemd-analyze calendar`.',
        ],
        [
            () => pruneSettings("engine.prune", { olderThanHours: 0 }),
            "engine.prune.olderThanHours: expected a whole number of hours from 1 to 87600, got 0. Choose a number in that range.",
        ],
        [
            () => registryLogins("registries", ["docker.io"]),
            "registries[0]: expected a login to a registry. Known members: server, username, password.",
        ],
        [
            () => registryLogins("registries", [{ server: "https://a", username: "ann", password: "p" }]),
            "registries[0].server: expected the name of a registry in lowercase, such as registry.example.org:5000. Write it without https:// and without a path; Docker Hub is docker.io.",
        ],
        [
            () => registryLogins("registries", [{ server: "a", username: "a:b", password: "p" }]),
            "registries[0].username: expected a user, without colons and control characters. Use the one that docker login takes.",
        ],
        [
            () => registryLogins("registries", [{ server: "a", username: "ann", password: "s3\ncret" }]),
            "registries[0].password: expected a password or token, without control characters. Use the value that docker login takes (the given value is not shown).",
        ],
        [
            () =>
                registryLogins(
                    "registries",
                    ["ann", "bob"].map((username) => ({ server: "a", username, password: "p" })),
                ),
            "registries[1].server: expected no registry twice, because Docker has one login for each. Remove one of them.",
        ],
    ]);
});

describe("The messages about the DockerExtension", () => {
    messageTable([
        [
            () => dockerExtensionSettings("dockerExtension", true),
            "dockerExtension: expected settings of the DockerExtension by name, got true. Known members: compose, composeEnvironment, environment, login, azureEnvironment.",
        ],
        [
            () => dockerExtensionSettings("dockerExtension", { composeEnvironment: { "A-B": "" } }),
            "dockerExtension.composeEnvironment.A-B: expected the name of an environment variable: letters, digits and underscores, not a digit first. Rename it.",
        ],
        [
            () => dockerExtensionSettings("dockerExtension", { composeEnvironment: { A: 1 } }),
            "dockerExtension.composeEnvironment.A: expected a string without NUL characters. Put numbers and booleans in quotes (the given value is not shown).",
        ],
        [
            () => dockerExtensionSettings("dockerExtension", { environment: { A: 1 } }),
            "dockerExtension.environment.A: expected a string without NUL characters. Use a string (the given value is not shown).",
        ],
        [
            () => composeFile("compose", "web:"),
            "compose: expected a Compose file as an object of plain values. Write the content of docker-compose.yml as an object of strings, numbers, booleans, lists and objects.",
        ],
        [
            () => composeFile("compose", { version: 3, services: {} }),
            'compose.version: expected the string "2", or no version for format 1, because docker-compose 1.6.2, which the DockerExtension installs, reads no other, got 3. Write the file in one of these formats.',
        ],
        [
            () => composeFile("compose", { services: { web: {} } }),
            'compose.version: expected version: "2" with services, because docker-compose 1.6.2 takes services for the name of a service, got nothing. Add version: "2".',
        ],
        [
            () => composeFile("compose", { version: "2", secrets: {}, services: { web: { image: "a" } } }),
            "compose.secrets: expected only version, services, networks, volumes, the sections that docker-compose 1.6.2 knows. Remove it.",
        ],
        [
            () => composeFile("compose", {}),
            "compose: expected at least one service by name. Add a service, or omit compose.",
        ],
        [
            () => composeFile("compose", { "a b": { image: "a" } }),
            "compose.a b: expected a service's name of letters, digits, dots, hyphens and underscores. See https://docs.docker.com/reference/compose-file/legacy-versions/.",
        ],
        [
            () => composeFile("compose", { web: {} }),
            "compose.web: expected a service with an image, a build path or extends. See https://docs.docker.com/reference/compose-file/legacy-versions/.",
        ],
    ]);
});
