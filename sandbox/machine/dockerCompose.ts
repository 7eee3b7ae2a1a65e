import { cpSync, existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isRecord } from "../../shared/json";
import { unpackPackages } from "../../shared/tools/debianPackages";
import { toolCache } from "../../shared/toolCache";
import { callMachine } from "./controlSocket";
import type { Disk } from "./disk";
import { loadSmallImage } from "./smallImage";

/** Where the extension writes the Compose file. */
const FOLDER = "/etc/docker/compose";
/** Where docker-compose is in a VM: the files of Debian's packages. The extension downloads a program instead. */
const PROGRAMS = "/opt/compose";
const PYTHON = "usr/lib/python3/dist-packages";

/** The service keys that docker-compose 1.6.2 knows in both formats: compose/config/service_schema_v1.json, …_v2.0.json. */
const SERVICE_KEYS =
    `build cap_add cap_drop cgroup_parent command container_name cpu_quota cpu_shares cpuset devices dns dns_search domainname
    entrypoint env_file environment expose extends external_links extra_hosts hostname image ipc labels links mac_address
    mem_limit memswap_limit pid ports privileged read_only restart security_opt stdin_open stop_signal tty ulimits user
    volume_driver volumes volumes_from working_dir`.split(/\s+/);
const FORMAT_KEYS = {
    "1": ["dockerfile", "log_driver", "log_opt", "net"],
    "2": ["depends_on", "logging", "network_mode", "networks"],
};

/** A Compose file and the variables for docker-compose, as the extension has them. */
export interface ComposeUp {
    readonly file: Readonly<Record<string, unknown>>;
    readonly environment: Readonly<Record<string, string>>;
}

/** The result of a run of docker-compose. */
interface ComposeResult {
    readonly code: number;
    readonly stderr: string;
}

/**
 * Emulates docker-compose 1.6.2 with `up --detach`: 1.29 from the distribution's packages runs in the VM, after checks of what
 * only later versions read.
 *
 * @throws Error with one line if the distribution has no docker-compose 1.
 */
export async function composeUp(disk: Disk, { file, environment }: ComposeUp): Promise<ComposeResult> {
    const refused = composeRefusal(file);
    if (refused !== undefined) {
        return { code: 1, stderr: `ERROR: ${refused}\n` };
    }
    await installCompose(disk);
    // A VM has no network to pull images from.
    await loadSmallImage(disk.folder);
    mkdirSync(disk.path(FOLDER), { recursive: true });
    // JSON is YAML.
    const path = `${FOLDER}/docker-compose.yml`;
    writeFileSync(disk.path(path), JSON.stringify(file, undefined, 2), { mode: 0o666 });
    const argv = ["python3", `${PROGRAMS}/usr/bin/docker-compose`, "-f", path, "up", "-d"];
    return await callMachine(disk.folder, "exec", {
        argv,
        env: { ...environment, PYTHONPATH: `${PROGRAMS}/${PYTHON}` },
    });
}

async function installCompose(disk: Disk): Promise<void> {
    if (existsSync(disk.path(PROGRAMS))) {
        return;
    }
    const { folder } = await unpackPackages(["docker-compose"], toolCache());
    if (!existsSync(join(folder, PYTHON, "compose"))) {
        throw new Error(
            "the sandbox cannot run the DockerExtension's docker-compose: this distribution has no docker-compose 1. Debian 12 and Ubuntu 22.04 have it",
        );
    }
    cpSync(folder, disk.path(PROGRAMS), { recursive: true, verbatimSymlinks: true });
}

/** The message with which docker-compose 1.6.2 refuses a file that 1.29 would read; undefined if it reads it. */
export function composeRefusal(file: Readonly<Record<string, unknown>>): string | undefined {
    const { version } = file;
    const path = `${FOLDER}/docker-compose.yml`;
    const format = version === undefined || isRecord(version) ? "1" : "2";
    if (format === "2" && typeof version !== "string") {
        return `Version in "${path}" is invalid - it should be a string.`;
    }
    if (version === "1") {
        return `Version in "${path}" is invalid. ${VERSION_EXPLANATION}`;
    }
    if (format === "2" && version !== "2" && version !== "2.0") {
        return `Version in "${path}" is unsupported. ${VERSION_EXPLANATION}`;
    }
    const services = format === "1" ? file : file["services"];
    const known = [...SERVICE_KEYS, ...FORMAT_KEYS[format]];
    const unsupported = Object.entries(isRecord(services) ? services : {}).flatMap(([name, service]) =>
        Object.keys(isRecord(service) ? service : {})
            .filter((key) => !known.includes(key))
            .map((key) => `Unsupported config option for ${format === "1" ? "" : "services."}${name}: '${key}'`),
    );
    return unsupported[0];
}

const VERSION_EXPLANATION =
    'Either specify a version of "2" (or "2.0") and place your service definitions under the `services` key, or omit the `version` key and place your service definitions at the root of the file to use version 1.';
