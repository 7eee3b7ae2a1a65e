import { randomInt } from "node:crypto";
import { existsSync, readdirSync } from "node:fs";
import { createServer } from "node:net";
import { basename, join } from "node:path";
import type { AttachedDisk, ExtensionSpec, Machines } from "../azure/machines";
import { Store } from "../azure/store";
import type { Home } from "./home";
import { provisionAdministrator } from "../machine/administrator";
import { removeCustomScript, runCustomScript } from "../machine/customScript";
import { removeDockerExtension, runDockerExtension } from "../machine/dockerExtension";
import { Disk, type MachineSpec } from "../machine/disk";
import { deleteDisk, provideDisk, whyNoDataDisks } from "../machine/dataDisks";
import { bootMachine, setDataDisks, setPublicEndpoint, shutdownMachine, stopMachine } from "../machine/machine";
import { isRunning } from "../machine/state";
import { removeVmAccess, runVmAccess } from "../machine/vmAccess";
import { loadSmallImage } from "../machine/smallImage";

/** An address counts as free if this port, which most hosts use, is free on it. */
const PROBED_PORT = 4243;
const ATTEMPTS = 20;

/**
 * The emulated VMs of a home, each in a folder named after its id.
 * @param kind the kind of new VMs and their tools
 */
export function localMachines(home: Home, kind: Pick<MachineSpec, "kind" | "tools">): Machines {
    const folder = (vmId: string): string => join(home.machines, vmId);
    const diskFile = (diskId: string): string => join(home.disks, diskId);
    const withFiles = (disks: readonly AttachedDisk[]) =>
        disks.map(({ lun, diskId }) => ({ lun, file: diskFile(diskId) }));
    return {
        allocateAddress,
        boot: async ({ vmId, dataDisks, ...spec }, administrator) => {
            await bootMachine(folder(vmId), { ...spec, ...kind, dataDisks: withFiles(dataDisks) });
            if (administrator !== undefined) {
                await provisionAdministrator(new Disk(folder(vmId)), administrator);
            }
        },
        whyNoDataDisks: async () => (kind.kind === "standIn" ? "it cannot run a real VM" : await whyNoDataDisks()),
        provideDisk: async (diskId, sizeGB) => {
            await provideDisk(diskFile(diskId), sizeGB);
        },
        attachDisks: async (vmId, dataDisks) => {
            await setDataDisks(folder(vmId), withFiles(dataDisks));
        },
        deleteDisk: (diskId) => deleteDisk(diskFile(diskId)),
        setPublicEndpoint: async (vmId, rules) => {
            await setPublicEndpoint(folder(vmId), rules);
        },
        runExtension: async (vmId, spec) => await AGENTS[spec.type]?.run(folder(vmId), spec),
        removeExtension: async (vmId, { type }) => {
            await AGENTS[type]?.remove(folder(vmId));
        },
        powerOff: async (vmId) => {
            await stopMachine(folder(vmId));
        },
        isRunning: (vmId) => isRunning(folder(vmId)),
        destroy: async (vmId) => {
            await shutdownMachine(folder(vmId));
        },
    };
}

/** How the agent of a VM runs each extension of the catalogue. */
const AGENTS: Readonly<Record<string, Agent>> = {
    DockerExtension: { run: runDockerExtension, remove: removeDockerExtension },
    CustomScript: { run: runCustomScript, remove: removeCustomScript },
    VMAccessForLinux: { run: runVmAccess, remove: removeVmAccess },
};

interface Agent {
    readonly run: (folder: string, spec: ExtensionSpec) => Promise<string | undefined>;
    readonly remove: (folder: string) => Promise<void>;
}

/**
 * Loads the small image into those VMs of a home whose daemon is running.
 *
 * @returns the number of VMs that have it
 * @throws Error that names the VM if its daemon does not accept the image.
 */
export async function loadSmallImages(home: Home): Promise<number> {
    const running = machineFolders(home).filter((folder) => isRunning(folder));
    return (await Promise.all(running.map(loadSmallImage))).filter(Boolean).length;
}

/** Boots the stopped VMs of a home from their existing disks, for example after a reboot of this machine. Deallocated ones stay off. */
export async function bootStoppedMachines(home: Home): Promise<number> {
    const deallocated = new Store(home.azureState).list().filter(({ isDeallocated }) => isDeallocated === true);
    const off = deallocated.map(({ properties }) => properties["vmId"]);
    const stopped = machineFolders(home).filter(
        (folder) => new Disk(folder).isMade && !isRunning(folder) && !off.includes(basename(folder)),
    );
    await Promise.all(
        stopped.map(async (folder) => {
            await bootMachine(folder, new Disk(folder).spec);
        }),
    );
    return stopped.length;
}

function machineFolders(home: Home): string[] {
    return existsSync(home.machines) ? readdirSync(home.machines).map((vmId) => join(home.machines, vmId)) : [];
}

/** Finds a 127.x.y.z address that no VM of this home has and on which nothing listens. */
async function allocateAddress(taken: readonly string[]): Promise<string> {
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
        const address = ["127", randomInt(1, 255), randomInt(0, 256), randomInt(1, 255)].join(".");
        if (!taken.includes(address) && (await isFree(address))) {
            return address;
        }
    }
    throw new Error(
        `no loopback address with port ${PROBED_PORT} free found in ${ATTEMPTS} attempts. Is something listening on 0.0.0.0:${PROBED_PORT}?`,
    );
}

async function isFree(address: string): Promise<boolean> {
    const server = createServer();
    return await new Promise((resolve) => {
        server.once("error", () => {
            resolve(false);
        });
        server.listen(PROBED_PORT, address, () => {
            server.close(() => {
                resolve(true);
            });
        });
    });
}
