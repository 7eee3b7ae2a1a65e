import type { ChildProcess } from "node:child_process";
import { closeSync, existsSync, mkdirSync, openSync, readFileSync } from "node:fs";
import { dirname } from "node:path";
import type { Disk } from "./disk";
import type { EngineService } from "./guest";
import type { Namespace } from "./namespace";
import { eventually } from "./processes";

/** The upstart job of the engine's package on Ubuntu 14.04. */
export const DOCKER_JOB = "/etc/init/docker.conf";
/** The file with the options for that job. */
export const DOCKER_DEFAULTS = "/etc/default/docker";
/** The file where upstart keeps the job's output. */
const DOCKER_LOG = "/var/log/upstart/docker.log";

/** As long as the extension itself waits before it assumes that the daemon is up. */
const START_MILLISECONDS = 3_000;
const STOP_MILLISECONDS = 10_000;
const PID_FILE = "/run/upstart-docker.pid";

/**
 * The engine's service under upstart: the shell script of its job, with its output in a log. For upstart a job has started
 * as soon as its process runs, so a daemon that exits at once is not a failed start.
 */
export class UpstartService implements EngineService {
    private daemon: ChildProcess | undefined;

    constructor(
        private readonly disk: Disk,
        private readonly namespace: Namespace,
    ) {}

    get isInstalled(): boolean {
        return existsSync(this.disk.path(DOCKER_JOB));
    }

    get isRunning(): boolean {
        return this.daemon?.exitCode === null && this.daemon.signalCode === null;
    }

    async start(): Promise<void> {
        if (this.isRunning) {
            return;
        }
        const script = `echo $$ >${PID_FILE}\n${jobScript(readFileSync(this.disk.path(DOCKER_JOB), "utf8"))}`;
        const file = this.disk.path(DOCKER_LOG);
        mkdirSync(dirname(file), { recursive: true });
        const log = openSync(file, "a");
        const command = { argv: ["sh", "-c", script], env: { UPSTART_JOB: "docker" } };
        this.daemon = this.namespace.spawn(command, ["ignore", log, log]);
        closeSync(log);
        await eventually(async () => !this.isRunning || (await this.answers()), START_MILLISECONDS);
    }

    /** Whether the daemon answers on its socket. Its log would tell less, depending on --log-level. */
    private async answers(): Promise<boolean> {
        const docker = ["docker", "--host", "unix:///var/run/docker.sock", "version"];
        return (await this.namespace.run({ argv: ["timeout", "1", ...docker] })).code === 0;
    }

    async stop(): Promise<void> {
        for (const signal of ["TERM", "KILL"]) {
            if (this.isRunning) {
                await this.namespace.run({ argv: ["sh", "-c", `kill -${signal} "$(cat ${PID_FILE})"`] });
                await eventually(() => !this.isRunning, STOP_MILLISECONDS);
            }
        }
    }
}

/**
 * The script between `script` and `end script` of an upstart job.
 *
 * @throws Error if the job contains none.
 */
export function jobScript(job: string): string {
    const script = /^script\n(.*?)^end script$/ms.exec(job)?.[1];
    if (script === undefined) {
        throw new Error(`${DOCKER_JOB} in the emulated VM: expected the lines "script" and "end script", got none`);
    }
    return script;
}
