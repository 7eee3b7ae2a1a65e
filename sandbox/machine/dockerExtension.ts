import { appendFileSync, chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { isRecord } from "../../shared/json";
import { callMachine } from "./controlSocket";
import { composeUp } from "./dockerCompose";
import { Disk } from "./disk";
import type { Settings } from "./extensionRuns";
import { isRunning } from "./state";
import { DOCKER_DEFAULTS, DOCKER_JOB } from "./upstart";

/** The emulated settings of the extension. */
export interface DockerExtensionSettings {
    /** If undefined, the daemon does not listen on the network. */
    readonly port: string | undefined;
    readonly options: readonly string[];
    /** As received, in base64 or not; undefined if any of the three is missing. */
    readonly certs: Readonly<Record<CertName, string>> | undefined;
    /** Whether there is a login: a user and a password. */
    readonly hasLogin: boolean;
    readonly compose: Settings;
    /** The variables for docker-compose: the extension's own, the public ones and the protected ones, of which the last wins. */
    readonly environment: Readonly<Record<string, string>>;
}

const CERT_NAMES = ["ca", "cert", "key"] as const;
type CertName = (typeof CERT_NAMES)[number];

const PUBLIC_NAMES = ["docker", "compose", "compose-environment", "azure-environment"];
const PROTECTED_NAMES = ["certs", "environment", "login"];

/** The names of Azure's clouds that the extension knows. */
const CLOUDS = ["AzureCloud", "AzureChinaCloud"];

const CERTS_FOLDER = "/etc/docker";
const LOG = "/var/log/azure/Microsoft.Azure.Extensions.DockerExtension/1.2/docker-extension.log";

/** The files from the engine's package for Ubuntu 14.04 that the extension and upstart read. */
const PACKAGE_FILES = {
    [DOCKER_DEFAULTS]:
        '# Use DOCKER_OPTS to modify the daemon startup options.\n#DOCKER_OPTS="--dns 8.8.8.8 --dns 8.8.4.4"\n',
    [DOCKER_JOB]: [
        'description "Docker daemon"',
        "start on (filesystem and net-device-up IFACE!=lo)",
        "script",
        "    DOCKER_OPTS=",
        "    if [ -f /etc/default/$UPSTART_JOB ]; then",
        "        . /etc/default/$UPSTART_JOB",
        "    fi",
        "    exec dockerd $DOCKER_OPTS",
        "end script",
        "",
    ].join("\n"),
};

/**
 * Emulates the Linux agent with DockerExtension 1.2 on Ubuntu 14.04, including its bugs (Azure/azure-docker-extension):
 * the daemon restarts only if the text of its options changes, quotes in options are not escaped, and a daemon that exits
 * at once goes unnoticed.
 *
 * @returns the extension's failure message; undefined if it succeeded
 */
export async function runDockerExtension(
    folder: string,
    { settings, protectedSettings }: { readonly settings: Settings; readonly protectedSettings: Settings },
): Promise<string | undefined> {
    const disk = new Disk(folder);
    const failure = await enable(disk, settings, protectedSettings).then(
        () => undefined,
        (error: unknown) => (error as Error).message,
    );
    log(disk, `${new Date().toISOString()} enable: ${failure ?? "success"}\n`);
    return failure;
}

function log(disk: Disk, text: string): void {
    mkdirSync(dirname(disk.path(LOG)), { recursive: true });
    appendFileSync(disk.path(LOG), text);
}

/** Emulates the removal of the extension, which also removes the engine. Images and certificates stay on the disk. */
export async function removeDockerExtension(folder: string): Promise<void> {
    if (isRunning(folder)) {
        await callMachine(folder, "service", { action: "stop" });
    }
    rmSync(new Disk(folder).path(DOCKER_JOB), { force: true });
}

async function enable(disk: Disk, settings: Settings, protectedSettings: Settings): Promise<void> {
    const read = readSettings(settings, protectedSettings);
    if (!disk.isOnline && !existsSync(disk.path(DOCKER_JOB))) {
        throw new Error("failed to install docker: curl: (6) Could not resolve host: get.docker.com");
    }
    for (const [file, content] of Object.entries(PACKAGE_FILES)) {
        if (!existsSync(disk.path(file))) {
            write(disk.path(file), content, 0o644);
        }
    }
    for (const name of read.certs === undefined ? [] : CERT_NAMES) {
        write(disk.path(join(CERTS_FOLDER, `${name}.pem`)), decodeCert(read.certs?.[name] ?? ""), 0o600);
    }
    const before = readFileSync(disk.path(DOCKER_DEFAULTS), "utf8");
    const after = replaceDockerOpts(before, composeDockerOpts(read));
    if (after === before) {
        // "ignore error as it already may be running"
        await callMachine(disk.folder, "service", { action: "start" }).catch(() => undefined);
    } else {
        write(disk.path(DOCKER_DEFAULTS), after, 0o644);
        await callMachine(disk.folder, "service", { action: "restart" });
    }
    if (read.hasLogin) {
        // docker login has had no --email, which the extension passes, since 17.06: Azure/azure-docker-extension#131
        throw new Error("'docker login' failed");
    }
    if (Object.keys(read.compose).length > 0) {
        await bringUp(disk, read);
    }
}

async function bringUp(disk: Disk, { compose, environment }: DockerExtensionSettings): Promise<void> {
    const { code, stderr } = await composeUp(disk, { file: compose, environment });
    log(disk, stderr);
    if (code !== 0) {
        const call = "/usr/local/bin/docker-compose [-f /etc/docker/compose/docker-compose.yml up -d]";
        throw new Error(
            `'docker-compose up' failed: executing ${call} failed: exit status ${code}. Check logs at ${LOG}. In the sandbox, that is ${disk.path(LOG)}`,
        );
    }
}

function write(file: string, content: string | Buffer, mode: number): void {
    mkdirSync(dirname(file), { recursive: true, mode: 0o755 });
    writeFileSync(file, content, { mode });
    chmodSync(file, mode);
}

/**
 * Reads the settings as the extension's JSON decoder does.
 *
 * @throws Error with the extension's own message, or about a setting that the extension would ignore.
 */
export function readSettings(settings: Settings, protectedSettings: Settings): DockerExtensionSettings {
    const ignored = [
        ...Object.keys(settings).filter((name) => !PUBLIC_NAMES.includes(name)),
        ...Object.keys(protectedSettings).filter((name) => !PROTECTED_NAMES.includes(name)),
    ];
    if (ignored[0] !== undefined) {
        throw new Error(`the DockerExtension has no setting "${ignored[0]}", and would ignore it`);
    }
    const [docker, compose] = [object(settings, "docker"), object(settings, "compose")];
    const [certs, login] = [object(protectedSettings, "certs"), object(protectedSettings, "login")];
    const cloud = text(settings, "azure-environment") ?? "AzureCloud";
    if (!CLOUDS.includes(cloud)) {
        throw new Error(`invalid environment name: ${cloud}`);
    }
    const options = docker["options"] ?? [];
    if (!Array.isArray(options) || options.some((option) => typeof option !== "string")) {
        throw cannotUnmarshal(options, "options", "[]string");
    }
    const [ca, cert, key] = CERT_NAMES.map((name) => text(certs, name));
    return {
        port: text(docker, "port"),
        options: options as string[],
        certs: ca === undefined || cert === undefined || key === undefined ? undefined : { ca, cert, key },
        hasLogin: text(login, "username") !== undefined && text(login, "password") !== undefined,
        compose,
        environment: {
            COMPOSE_HTTP_TIMEOUT: "600",
            COMPOSE_PROJECT_NAME: "compose",
            ...texts(settings, "compose-environment"),
            ...texts(protectedSettings, "environment"),
        },
    };
}

/** Reads a map of strings. */
function texts(settings: Settings, name: string): Record<string, string> {
    const values = object(settings, name);
    return Object.fromEntries(Object.keys(values).map((key) => [key, text(values, key) ?? ""]));
}

function object(settings: Settings, name: string): Settings {
    const value = settings[name] ?? {};
    if (!isRecord(value)) {
        throw cannotUnmarshal(value, name, "map[string]interface {}");
    }
    return value;
}

/**
 * Reads a string as Go's decoder does: null and a missing value are the empty string, which is undefined here.
 *
 * @throws Error if the value has another type.
 */
function text(settings: Settings, name: string): string | undefined {
    const value = settings[name] ?? "";
    if (typeof value !== "string") {
        throw cannotUnmarshal(value, name, "string");
    }
    return value === "" ? undefined : value;
}

function cannotUnmarshal(value: unknown, name: string, type: string): Error {
    return new Error(
        `error parsing handler settings: failed to unmarshal json: json: cannot unmarshal ${typeof value} into Go value of type ${type} (${name})`,
    );
}

/** The daemon's options. Unless all three certificates are there, the port is open without TLS: the extension's worst bug. */
export function composeDockerOpts({
    port,
    options,
    certs,
}: Pick<DockerExtensionSettings, "port" | "options" | "certs">): string {
    const files = { ca: "--tlscacert", cert: "--tlscert", key: "--tlskey" };
    const flags = CERT_NAMES.map((name) => `${files[name]}=${CERTS_FOLDER}/${name}.pem`);
    const tls = certs === undefined ? [] : ["--tlsverify", ...flags];
    const network = port === undefined ? [] : [`-H=0.0.0.0:${port}`];
    return ["-H=unix://", ...tls, ...network, ...options].join(" ");
}

/**
 * Replaces the first line that contains `DOCKER_OPTS=`, even in a comment, or appends a line; a later assignment still
 * wins. The last line break is dropped, and so are carriage returns.
 */
export function replaceDockerOpts(defaults: string, options: string): string {
    const lines = defaults.split(/\r?\n/);
    if (lines.at(-1) === "") {
        lines.pop();
    }
    const index = lines.findIndex((line) => line.includes("DOCKER_OPTS="));
    lines.splice(index < 0 ? lines.length : index, 1, `DOCKER_OPTS="${options}"`);
    return lines.join("\n");
}

/** Decodes base64 as Go does, with line breaks allowed; anything else is returned unchanged. */
export function decodeCert(value: string): Buffer {
    const bare = value.trim().replaceAll(/[\r\n]/g, "");
    const isBase64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(bare);
    return isBase64 ? Buffer.from(bare, "base64") : Buffer.from(value);
}
