import type { ChildProcess } from "node:child_process";
import { closeSync, existsSync, mkdirSync, openSync, readFileSync } from "node:fs";
import { dirname } from "node:path";
import type { Disk } from "./disk";
import type { EngineService } from "./guest";
import type { Namespace } from "./namespace";
import { eventually } from "./processes";

/** Where Ubuntu 14.04 keeps the job of the engine's package. */
export const DOCKER_JOB = "/etc/init/docker.conf";
/** Where that job finds its options. */
export const DOCKER_DEFAULTS = "/etc/default/docker";
/** Where upstart keeps what the job prints. */
const DOCKER_LOG = "/var/log/upstart/docker.log";

/** The extension itself waits as long before it believes that the daemon is up. */
const START_MILLISECONDS = 3_000;
const STOP_MILLISECONDS = 10_000;
const PID_FILE = "/run/upstart-docker.pid";

/**
 * The engine's service as upstart runs it: the shell script of its job, with its output in a log. A job is started once its
 * process runs, so that a daemon that ends at once is no failure of a start.
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

    /** Asks the socket: what the daemon writes into its log depends on its --log-level. */
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
 * @throws Error when the job holds none.
 */
export function jobScript(job: string): string {
    const script = /^script\n(.*?)^end script$/ms.exec(job)?.[1];
    if (script === undefined) {
        throw new Error(`${DOCKER_JOB} of the emulated VM holds no lines "script" and "end script".`);
    }
    return script;
}
