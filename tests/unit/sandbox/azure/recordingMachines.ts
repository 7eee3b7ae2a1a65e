import type { AttachedDisk, BootSpec, ExtensionSpec, Machines } from "../../../../sandbox/azure/machines";
import type { EndpointRules } from "../../../../sandbox/machine/publicEndpoint";

/** Records its calls, and fails on request. */
export class RecordingMachines implements Machines {
    readonly calls: string[] = [];
    readonly endpoints = new Map<string, EndpointRules>();
    readonly orders: ExtensionSpec[] = [];
    /** The failure message of the next run of an extension. */
    extensionFailure: string | undefined;
    bootFailure: string | undefined;
    /** Why VMs cannot have data disks. */
    diskObstacle: string | undefined;

    async allocateAddress(taken: readonly string[]): Promise<string> {
        return await Promise.resolve(`127.40.0.${taken.length + 1}`);
    }

    async boot({ hostName, adminUsername, init }: BootSpec): Promise<void> {
        this.calls.push(`boot ${hostName} for ${adminUsername} by ${init}`);
        const failure = this.bootFailure;
        await (failure === undefined ? Promise.resolve() : Promise.reject(new Error(failure)));
    }

    async whyNoDataDisks(): Promise<string | undefined> {
        return await Promise.resolve(this.diskObstacle);
    }

    async provideDisk(_diskId: string, sizeGB: number): Promise<void> {
        this.calls.push(`provide a disk of ${sizeGB} GiB`);
        await Promise.resolve();
    }

    async attachDisks(_vmId: string, dataDisks: readonly AttachedDisk[]): Promise<void> {
        this.calls.push(`attach ${dataDisks.map(({ lun }) => lun).join(", ") || "none"}`);
        await Promise.resolve();
    }

    async deleteDisk(): Promise<void> {
        this.calls.push("delete a disk");
        await Promise.resolve();
    }

    async setPublicEndpoint(vmId: string, rules: EndpointRules): Promise<void> {
        this.endpoints.set(vmId, rules);
        await Promise.resolve();
    }

    async runExtension(_vmId: string, spec: ExtensionSpec): Promise<string | undefined> {
        this.calls.push(`run ${spec.publisher}/${spec.type}`);
        this.orders.push(spec);
        return await Promise.resolve(this.extensionFailure);
    }

    async removeExtension(_vmId: string, { publisher, type }: ExtensionSpec): Promise<void> {
        this.calls.push(`remove ${publisher}/${type}`);
        await Promise.resolve();
    }

    async powerOff(): Promise<void> {
        this.calls.push("power off");
        await Promise.resolve();
    }

    isRunning = (): boolean => this.calls.filter((call) => /^(boot|power)/.test(call)).at(-1) !== "power off";

    async destroy(vmId: string): Promise<void> {
        this.endpoints.delete(vmId);
        this.calls.push("destroy");
        await Promise.resolve();
    }

    /** The public endpoint of the only VM. */
    get endpoint(): EndpointRules | undefined {
        return [...this.endpoints.values()][0];
    }
}
