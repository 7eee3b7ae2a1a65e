import { isDeepStrictEqual } from "node:util";
import type { Values } from "../providers/values";
import { at, listAt, textAt } from "../../shared/json";
import type { Write } from "./armType";
import { AzureError } from "./azureError";
import { hasOutboundAccess, namedPorts, reachablePorts } from "./firewall";
import type { Machines } from "./machines";
import type { Administrator } from "../machine/administrator";
import type { EndpointRules } from "../machine/publicEndpoint";
import { bootSpec } from "./power";
import { nameOf, parentId } from "./resourceIds";
import type { Store, StoredResource } from "./store";
import { TOKENS } from "./types";
import { attachmentsOf } from "./types/disk";
import type { VaultSecretValues } from "./vaultSecretValues";

/** Values that are allocated before a write. */
interface Allocated {
    readonly ipAddress?: string;
    /** See `StoredResource`. */
    readonly loopback?: string;
}

/** The reference to the public address of an interface. */
const publicAddressIn = (nic: Values): unknown => listAt(nic, "ipConfigurations")[0]?.["publicIPAddress"];

/** The state of a VM that is being deleted; other writes must not touch it. */
const DELETING = { provisioningState: "Deleting" };

/** The effects of a write or a deletion on the emulated machines and vaults, beyond the record in the store. */
export class Effects {
    constructor(
        private readonly store: Store,
        private readonly machines: Machines,
        private readonly secrets: VaultSecretValues,
    ) {}

    /**
     * The properties that Azure itself adds to its response, and the loopback address of a private interface.
     *
     * @throws Error if the sandbox cannot emulate the resource on this machine.
     */
    async beforeWrite(type: string, { inputs, before }: Write): Promise<Allocated> {
        const obstacle = type === TOKENS.disk ? await this.machines.whyNoDataDisks() : undefined;
        if (obstacle !== undefined) {
            throw new Error(`the sandbox cannot emulate a data disk on this machine: ${obstacle}`);
        }
        if (type === TOKENS.publicIpAddress && before === undefined) {
            return { ipAddress: await this.freeAddress() };
        }
        const isPrivate = type === TOKENS.networkInterface && publicAddressIn(inputs) === undefined;
        return isPrivate ? { loopback: before?.loopback ?? (await this.freeAddress()) } : {};
    }

    private async freeAddress(): Promise<string> {
        const taken = this.store
            .list()
            .flatMap(({ properties, loopback }) => loopback ?? textAt(properties, "ipAddress") ?? []);
        return await this.machines.allocateAddress(taken);
    }

    /**
     * Applies the effects of a write that is on record.
     *
     * @throws AzureError if an extension fails.
     */
    async afterWrite({ type, id, properties }: StoredResource, { inputs, before }: Write): Promise<void> {
        try {
            if (type === TOKENS.disk) {
                await this.machines.provideDisk(String(properties["uniqueId"]), Number(properties["diskSizeGB"]));
            }
            if (type === TOKENS.virtualMachine) {
                await this.bootOrChange(properties, before, administratorOf(inputs));
            }
            if (type === TOKENS.virtualMachineExtension) {
                await this.runExtension(id, inputs);
            }
            if (type === TOKENS.vaultSecret) {
                const value = textAt(inputs, "properties", "value") ?? "";
                this.secrets.put(String(inputs["vaultName"]), nameOf(id), value);
            }
        } finally {
            await this.updatePublicEndpoints();
        }
    }

    /** Boots a new VM, or changes the data disks of one that runs. */
    private async bootOrChange(
        vm: Values,
        before: StoredResource | undefined,
        administrator: Administrator,
    ): Promise<void> {
        const spec = bootSpec(vm, this.store);
        if (before?.properties["provisioningState"] !== "Succeeded") {
            await this.machines.boot(spec, administrator);
        } else if (!isDeepStrictEqual(attachmentsOf(vm), attachmentsOf(before.properties))) {
            await this.machines.attachDisks(spec.vmId, spec.dataDisks);
        }
    }

    /** Applies the effects of a deletion; called before the resource is removed from the store. */
    async beforeDelete(resource: StoredResource): Promise<void> {
        const { type, id, properties } = resource;
        if (type === TOKENS.virtualMachineExtension) {
            await this.machines.removeExtension(this.vmIdOf(id), {
                publisher: String(properties["publisher"]),
                type: String(properties["type"]),
            });
        }
        if (type === TOKENS.vaultSecret) {
            this.secrets.remove(nameOf(parentId(id)), nameOf(id));
        }
        const gone = [resource, ...this.store.below(id)];
        for (const vault of gone.filter((one) => one.type === TOKENS.vault)) {
            this.secrets.remove(nameOf(vault.id));
        }
        for (const vm of gone.filter((one) => one.type === TOKENS.virtualMachine)) {
            this.store.put({ ...vm, properties: { ...vm.properties, ...DELETING } });
            await this.machines.destroy(String(vm.properties["vmId"]));
        }
        const disks = gone.flatMap((one) => [one, ...this.deletedWith(one)]).filter((one) => one.type === TOKENS.disk);
        for (const { id, properties } of disks) {
            this.store.remove(id);
            await this.machines.deleteDisk(String(properties["uniqueId"]));
        }
    }

    /** Updates the public endpoints of all VMs to the addresses and security rules on record. */
    async updatePublicEndpoints(): Promise<void> {
        const vms = this.store
            .list(TOKENS.virtualMachine)
            .filter(({ properties }) => properties["provisioningState"] !== DELETING.provisioningState);
        await Promise.all(
            vms.map(async (vm) => {
                await this.machines.setPublicEndpoint(String(vm.properties["vmId"]), this.endpointRules(vm));
            }),
        );
    }

    private endpointRules(vm: StoredResource): EndpointRules {
        const nic = this.referred(listAt(vm.properties, "networkProfile", "networkInterfaces")[0]);
        if (nic === undefined) {
            return { ports: [], allowed: [], isOnline: false };
        }
        const address = this.referred(publicAddressIn(nic.properties));
        const ports = namedPorts(this.store, nic);
        return {
            publicAddress: textAt(address?.properties, "ipAddress") ?? nic.loopback,
            ports,
            allowed: reachablePorts(this.store, nic, ports),
            isOnline: address !== undefined || hasOutboundAccess(this.store, nic),
        };
    }

    /** The data disks that Azure deletes with a VM. */
    private deletedWith({ properties }: StoredResource): StoredResource[] {
        return attachmentsOf(properties)
            .filter(({ deleteOption }) => deleteOption === "Delete")
            .flatMap(({ id }) => this.store.get(id) ?? []);
    }

    private referred(reference: unknown): StoredResource | undefined {
        return this.store.get(textAt(reference, "id") ?? "");
    }

    private vmIdOf(extensionId: string): string {
        return String(this.store.get(parentId(extensionId))?.properties["vmId"]);
    }

    private async runExtension(id: string, inputs: Values): Promise<void> {
        const failure = await this.machines.runExtension(this.vmIdOf(id), {
            publisher: String(inputs["publisher"]),
            type: String(inputs["type"]),
            settings: (inputs["settings"] ?? {}) as Values,
            protectedSettings: (inputs["protectedSettings"] ?? {}) as Values,
            forceUpdateTag: textAt(inputs, "forceUpdateTag"),
        });
        if (failure !== undefined) {
            const text = `VM has reported a failure when processing extension '${nameOf(id)}'. Error message: "${failure}".`;
            throw new AzureError(200, "VMExtensionProvisioningError", text);
        }
    }
}

/** The administrator of a new VM. Azure does not keep the password. */
function administratorOf(inputs: Values): Administrator {
    const profile = at(inputs, "osProfile");
    return {
        username: String(textAt(profile, "adminUsername")),
        sshPublicKeys: listAt(profile, "linuxConfiguration", "ssh", "publicKeys").map((key) => String(key["keyData"])),
        password: textAt(profile, "adminPassword"),
    };
}
