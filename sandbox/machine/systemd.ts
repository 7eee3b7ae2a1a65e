import { lstatSync, readFileSync, statSync } from "node:fs";
import type { Disk } from "./disk";
import type { EngineService } from "./guest";
import type { Namespace } from "./namespace";

/** The link that `systemctl enable` makes, so that the service starts at boot. */
const ENABLED = "/etc/systemd/system/multi-user.target.wants/docker.service";
/** The file where the stand-in for journald keeps the daemon's output. */
const DOCKER_LOG = "/var/log/journal/docker.log";

/**
 * The engine's service under systemd. The sandbox's own `systemctl` in the VM (programs/systemd) does systemd's work, both
 * for scripts in the VM and for the machine process.
 */
export class SystemdService implements EngineService {
    constructor(
        private readonly disk: Disk,
        private readonly namespace: Namespace,
    ) {}

    get isInstalled(): boolean {
        // The link's target is a path inside the VM.
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
            throw new Error(`${stderr.trim()}\nThe end of the service's log (${file}):\n${said}`);
        }
    }

    async stop(): Promise<void> {
        await this.systemctl("stop");
    }

    private systemctl(verb: string) {
        return this.namespace.run({ argv: ["systemctl", verb, "docker"] });
    }
}
