import { lstatSync, readFileSync, statSync } from "node:fs";
import type { Disk } from "./disk";
import type { EngineService } from "./guest";
import type { Namespace } from "./namespace";

/** Whether the service starts at boot: the link that `systemctl enable` makes. */
const ENABLED = "/etc/systemd/system/multi-user.target.wants/docker.service";
/** Where the stand-in for journald keeps what the daemon prints. */
const DOCKER_LOG = "/var/log/journal/docker.log";

/**
 * The engine's service as systemd runs it. What systemd does is done by the program `systemctl` that the VM has of the
 * sandbox (programs/systemd), so that a script in the VM and the machine process do the same.
 */
export class SystemdService implements EngineService {
    constructor(
        private readonly disk: Disk,
        private readonly namespace: Namespace,
    ) {}

    get isInstalled(): boolean {
        // The link's target is a path of the VM's.
        return lstatSync(this.disk.path(ENABLED), { throwIfNoEntry: false }) !== undefined;
    }

    get isRunning(): Promise<boolean> {
        return this.systemctl("is-active").then(({ code }) => code === 0);
    }

    async start(): Promise<void> {
        const file = this.disk.path(DOCKER_LOG);
        const before = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
        const { code, stderr } = await this.systemctl("start");
        if (code !== 0) {
            const said = readFileSync(file).subarray(before).toString("utf8").trim().split("\n").slice(-5).join("\n");
            throw new Error(`${stderr.trim()}\nThe service's log (${file}) ends with:\n${said}`);
        }
    }

    async stop(): Promise<void> {
        await this.systemctl("stop");
    }

    private systemctl(verb: string) {
        return this.namespace.run({ argv: ["systemctl", verb, "docker"] });
    }
}
