import { type ChildProcess, spawn, type StdioOptions } from "node:child_process";
import type { Socket } from "node:net";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { ownProgram } from "../../shared/ownProgram";
import { type ProcessResult, resultOf } from "../../shared/processes";
import { type Disk, isRootless } from "./disk";
import { eventually } from "./processes";

/** The result of a command in the VM. */
export type CommandResult = Pick<ProcessResult, "code" | "stdout" | "stderr">;

/** A command to run as root in the VM. */
export interface Command {
    readonly argv: readonly string[];
    /** @default - nothing */
    readonly stdin?: string;
    /** Added to the VM's environment variables. */
    readonly env?: Readonly<Record<string, string>>;
}

const KINDS = ["mnt", "uts", "ipc", "net", "cgroup"] as const;

/** The options of `unshare` for a VM's namespaces, which end with that process. */
export function unshareFlags(): string[] {
    const user = isRootless() ? ["--user", "--map-root-user"] : [];
    return [...user, "--mount", "--uts", "--ipc", "--net", "--cgroup", "--pid", "--fork", "--kill-child"];
}

/** Joins the control groups before `--` and then becomes the command after it. */
const JOIN_CGROUPS = 'while [ "$1" != -- ]; do echo $$ >"$1/cgroup.procs"; shift; done; shift; exec "$@"';

/**
 * The namespaces of a running VM. Everything in them ends with this process, even if it is killed: the relay inside ends
 * when its channel to this process closes, the namespaces' first process ends with the relay, and the kernel does the rest.
 */
export class Namespace {
    private constructor(
        private readonly holder: ChildProcess,
        private readonly disk: Disk,
    ) {}

    /**
     * @param cgroups the folders of the VM's control groups
     * @throws Error with the message of the kernel or a command if the VM does not boot.
     */
    static async start(disk: Disk, cgroups: readonly string[]): Promise<Namespace> {
        const relay = ownProgram(join(__dirname, "relay"));
        const init = ["unshare", ...unshareFlags(), "sh", join(__dirname, "init.sh"), ...relay];
        const holder = spawn("sh", ["-c", JOIN_CGROUPS, "sh", ...cgroups, "--", ...init], {
            cwd: disk.folder,
            stdio: ["ignore", "pipe", "pipe", "ipc"],
            env: {
                ...process.env,
                HOST_NAME: disk.spec.hostName,
                BUSYBOX: disk.spec.tools?.busybox ?? "",
                PROGRAMS: join(__dirname, "programs"),
                UNPACKED: disk.spec.tools?.unpacked ?? "",
                ENGINE: disk.engine ?? "",
            },
        });
        const said: string[] = [];
        const lines = [holder.stdout, holder.stderr].filter((stream) => stream !== null);
        await new Promise<void>((resolve, reject) => {
            for (const stream of lines) {
                createInterface(stream).on("line", (line) => {
                    if (line === "ready") {
                        resolve();
                    }
                    said.push(line);
                });
            }
            holder.once("error", reject);
            holder.once("close", () => {
                reject(new Error(`the emulated VM did not boot: ${said.slice(-3).join(" ")}`));
            });
        });
        return new Namespace(holder, disk);
    }

    /** Calls back when the namespaces have ended. */
    onEnd(callback: () => void): void {
        this.holder.once("exit", callback);
    }

    /** Passes a connection to a port inside. */
    relay(socket: Socket, port: number): void {
        this.holder.send(port, socket, (error) => {
            if (error !== null) {
                socket.destroy();
            }
        });
    }

    /** Starts a command inside. */
    spawn({ argv, env }: Command, stdio: StdioOptions): ChildProcess {
        const namespaces = `/proc/${Number(this.holder.pid)}/ns`;
        const user = isRootless() ? [`--user=${namespaces}/user`, "--preserve-credentials"] : [];
        const others = KINDS.map((kind) => `--${kind === "mnt" ? "mount" : kind}=${namespaces}/${kind}`);
        const enter = [...user, ...others, `--pid=${namespaces}/pid_for_children`];
        return spawn("nsenter", [...enter, "--", ...argv], { stdio, env: { ...this.disk.environment(), ...env } });
    }

    /** Runs a command inside and waits for its end. */
    async run(command: Command): Promise<CommandResult> {
        const { code, stdout, stderr } = await resultOf(this.spawn(command, "pipe"), command.stdin);
        return { code, stdout, stderr };
    }

    /** Ends everything inside at once. */
    async kill(): Promise<void> {
        this.holder.kill("SIGKILL");
        await eventually(() => this.holder.exitCode !== null || this.holder.signalCode !== null, 2_000);
    }
}
