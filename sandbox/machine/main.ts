import { createHash } from "node:crypto";
import { rmSync } from "node:fs";
import { createServer } from "node:net";
import { makeCgroups, ownCgroupFolders, removeCgroups } from "./cgroups";
import { CONTROL_SOCKET, received, type Request, withSocket } from "./controlSocket";
import { DataDisks } from "./dataDisks";
import { Disk, isRootless } from "./disk";
import { PublicEndpoint } from "./publicEndpoint";
import type { Guest } from "./guest";
import { Namespace } from "./namespace";
import { serveRootlessKit } from "./rootlessKit";
import { StandInGuest } from "./standInDaemon";
import { claimState, clearState, isOnRecord, readState } from "./state";
import { SystemdService } from "./systemd";
import { UpstartService } from "./upstart";
import { explained } from "../../shared/errors";

/** How often the machine process checks that its folder still belongs to it. */
const WATCH_MILLISECONDS = 2_000;

/** The process behind one emulated VM: owns its namespaces, its public address and its control socket. */
class Machine {
    private constructor(
        private readonly disk: Disk,
        private readonly guest: Guest,
        private readonly endpoint: PublicEndpoint,
        private readonly cgroups: readonly string[],
    ) {}

    /** Boots the VM of a folder and serves it until it ends. */
    static async boot(folder: string): Promise<void> {
        const disk = new Disk(folder);
        const former = readState(folder)?.cgroups ?? [];
        const cgroups = disk.spec.kind === "standIn" || isRootless() ? [] : ownCgroupFolders(cgroupName(folder));
        if (!claimState(folder, cgroups)) {
            return;
        }
        // If a caller's wait times out, the log says what the VM was waiting for.
        console.log("waiting for its namespaces");
        await removeCgroups(former);
        makeCgroups(cgroups);
        const guest = disk.spec.kind === "standIn" ? new StandInGuest(disk) : await bootGuest(disk, cgroups);
        const endpoint = new PublicEndpoint(folder, (socket, port) => {
            guest.connect(socket, port);
        });
        const machine = new Machine(disk, guest, endpoint, cgroups);
        guest.onEnd(() => void machine.end());
        await machine.startEngine();
        await endpoint.reload();
        await machine.listen();
        // Rules may have been written before the socket existed.
        await endpoint.reload();
        machine.watch();
    }

    /** Starts the engine. A VM boots even if its engine does not start. */
    private async startEngine(): Promise<void> {
        if (this.guest.service.isInstalled) {
            console.log("waiting for its Docker daemon");
            await this.guest.service.start().catch((error: unknown) => {
                console.error(error);
            });
        }
    }

    private async listen(): Promise<void> {
        const server = createServer({ allowHalfOpen: true }, (socket) => {
            socket.on("error", () => socket.destroy());
            void received(socket)
                .then((request) => this.answer(JSON.parse(request) as Request))
                .catch((error: unknown) => ({ error: explained(error) }))
                .then((answer) => socket.end(JSON.stringify(answer)));
        });
        await withSocket(this.disk.folder, CONTROL_SOCKET, async (path) => {
            rmSync(path, { force: true });
            await new Promise<void>((resolve, reject) => server.once("error", reject).listen(path, resolve));
        });
    }

    private async answer(request: Request): Promise<object> {
        const { service } = this.guest;
        switch (request.kind) {
            case "ping":
                return {};
            case "exec":
                return this.guest.run(request);
            case "reload":
                await this.endpoint.reload();
                return {};
            case "disks":
                await this.guest.setDataDisks(this.disk.spec.dataDisks ?? []);
                return {};
            case "status":
                return { pid: process.pid, serviceRunning: await service.isRunning };
            case "service":
                await (request.action === "start" ? undefined : service.stop());
                await (request.action === "stop" ? undefined : service.start());
                return {};
            case "shutdown":
                setImmediate(() => void this.end());
                return {};
        }
    }

    private watch(): void {
        setInterval(() => {
            if (!isOnRecord(this.disk.folder)) {
                void this.end();
            }
        }, WATCH_MILLISECONDS);
    }

    private async end(): Promise<void> {
        await this.guest.kill();
        await removeCgroups(this.cgroups);
        if (isOnRecord(this.disk.folder)) {
            clearState(this.disk.folder);
        }
        process.exit();
    }
}

async function bootGuest(disk: Disk, cgroups: readonly string[]): Promise<Guest> {
    const namespace = await Namespace.start(disk, cgroups);
    if (isRootless()) {
        await serveRootlessKit(disk);
    }
    const dataDisks = new DataDisks(namespace);
    await dataDisks.set(disk.spec.dataDisks ?? []);
    if (disk.spec.init === "systemd") {
        // As systemd does with /etc/fstab. A VM boots even if a disk is missing.
        console.log((await namespace.run({ argv: ["mount", "--all"] })).stderr);
    }
    return {
        service:
            disk.spec.init === "systemd" ? new SystemdService(disk, namespace) : new UpstartService(disk, namespace),
        connect: (socket, port) => {
            namespace.relay(socket, port);
        },
        run: (command) => namespace.run(command),
        setDataDisks: (disks) => dataDisks.set(disks),
        onEnd: (callback) => {
            namespace.onEnd(callback);
        },
        kill: () => namespace.kill(),
    };
}

/** The same name at each boot of a VM, so that it takes over the groups of a killed one. */
function cgroupName(folder: string): string {
    return `docker-host-vm-${createHash("sha256").update(folder).digest("hex").slice(0, 12)}`;
}

Machine.boot(String(process.argv[2])).catch((error: unknown) => {
    console.error(explained(error));
    process.exit(1);
});
