import { isDeepStrictEqual } from "node:util";
import { at, listAt, textAt } from "../../../shared/json";
import { needsPlan } from "../catalogue";
import type { Write } from "../armType";
import { parentId, sameId } from "../resourceIds";
import { TOKENS } from "../types";
import { usesDisk } from "../types/disk";
import { otherWith, SOURCES, type WriteRule } from "./rule";

/** The plan of an image: its SKU, its offer and its publisher. Azure ignores case in an image, but not in a plan. */
const PLAN = { name: "sku", product: "offer", publisher: "publisher" } as const;

/** The series of a size as in the SKU of a dedicated host: `dsv5` for `Standard_D2s_v5`. */
function seriesOf(vmSize: string): string {
    const [, family = "", features = "", version = ""] =
        /^standard_([a-z]+)\d+([a-z]*)(?:_(v\d+))?$/i.exec(vmSize) ?? [];
    return `${family}${features}${version}`.toLowerCase();
}

/** Whether a write changes a property of a VM that is not deallocated. */
function changesRunning({ inputs, before }: Write, property: string): boolean {
    return (
        before !== undefined &&
        before.isDeallocated !== true &&
        !isDeepStrictEqual(inputs[property], before.properties[property])
    );
}

/** The virtual network of a subnet. */
const networkOf = (configuration: unknown): string => parentId(textAt(configuration, "subnet", "id") ?? "");

const groupsOf = (configuration: unknown): (string | undefined)[] =>
    listAt(configuration, "applicationSecurityGroups").map((one) => textAt(one, "id"));

/** The rules for what a program can give VMs, disks and interfaces. Messages are not Azure's, unless a source is a recording. */
export const placementRules: readonly WriteRule[] = [
    {
        code: "OperationNotAllowed",
        status: 409,
        source: SOURCES.placementGroups,
        on: TOKENS.virtualMachine,
        violation: (write) =>
            changesRunning(write, "proximityPlacementGroup")
                ? `The proximity placement group of ${write.name} cannot change while the VM is allocated. Please deallocate and try again.`
                : undefined,
    },
    {
        code: "OperationNotAllowed",
        status: 409,
        source: SOURCES.dedicatedHosts,
        on: TOKENS.virtualMachine,
        violation: (write) =>
            changesRunning(write, "host")
                ? `The dedicated host of ${write.name} cannot change while the VM is allocated. Please deallocate and try again.`
                : undefined,
    },
    {
        code: "OperationNotAllowed",
        status: 409,
        source: SOURCES.dedicatedHosts,
        on: TOKENS.virtualMachine,
        violation: ({ inputs, store }) => {
            const host = store.get(textAt(inputs, "host", "id") ?? "");
            const group = host && store.get(parentId(host.id));
            const size = textAt(inputs, "hardwareProfile", "vmSize") ?? "";
            const sku = textAt(host?.properties, "sku", "name") ?? "";
            if (host === undefined) {
                return undefined;
            }
            if (sku.split("-")[0]?.toLowerCase() !== seriesOf(size)) {
                return `The VM size ${size} is not supported on the dedicated host ${host.id} of SKU ${sku}.`;
            }
            return textAt(group?.properties, "zones", "0") === textAt(inputs, "zones", "0")
                ? undefined
                : `The VM and the dedicated host ${host.id} must be in the same availability zone.`;
        },
    },
    {
        code: "VMMarketplaceInvalidInput",
        status: 400,
        source: SOURCES.recorded,
        on: TOKENS.virtualMachine,
        violation: ({ id, inputs }) => {
            const [image, plan] = [at(inputs, "storageProfile", "imageReference"), at(inputs, "plan")];
            const needed = needsPlan(image);
            if (needed === true && plan === undefined) {
                return `Creating a virtual machine from Marketplace image or a custom image sourced from a Marketplace image requires Plan information in the request. VM: '${id}'.`;
            }
            const fits = Object.entries(PLAN).every(
                ([name, part]) => textAt(plan, name)?.toLowerCase() === textAt(image, part)?.toLowerCase(),
            );
            return plan === undefined || needed === undefined || (needed && fits)
                ? undefined
                : `Unable to deploy from the Marketplace image or a custom image sourced from Marketplace image. The part number in the purchase information for VM '${id}' is not as expected. Beware that the Purchase object's properties are case sensitive.`;
        },
    },
    {
        code: "OperationNotAllowed",
        status: 409,
        source: SOURCES.customerKeys,
        on: TOKENS.disk,
        violation: ({ id, name, inputs, before, store }) => {
            const keyOf = (properties: unknown): string | undefined =>
                textAt(properties, "encryption", "diskEncryptionSetId")?.toLowerCase();
            const vm = store
                .list(TOKENS.virtualMachine)
                .find(({ properties, isDeallocated }) => isDeallocated !== true && usesDisk(properties, id));
            return before !== undefined && vm !== undefined && keyOf(inputs) !== keyOf(before.properties)
                ? `Cannot change the encryption of disk ${name} while it is attached to running VM ${vm.id}. Please stop your VM and retry the operation.`
                : undefined;
        },
    },
    {
        code: "BadRequest",
        status: 400,
        source: SOURCES.applicationGroups,
        on: TOKENS.networkInterface,
        violation: (write) => {
            const mine = listAt(write.inputs, "ipConfigurations").find((one) => groupsOf(one).length > 0);
            const other = otherWith(write, TOKENS.networkInterface, ({ properties }) =>
                listAt(properties, "ipConfigurations").some(
                    (one) =>
                        groupsOf(one).some((id) => groupsOf(mine).some((own) => sameId(id, own))) &&
                        !sameId(networkOf(one), networkOf(mine)),
                ),
            );
            return (
                other &&
                `${write.id} and ${other.id} are in an application security group, but not in the same virtual network.`
            );
        },
    },
    {
        code: "VMExtensionProvisioningError",
        status: 409,
        source: SOURCES.entraLogin,
        on: TOKENS.virtualMachineExtension,
        violation: ({ id, name, inputs, store }) => {
            const identity = textAt(store.get(parentId(id))?.properties, "identity", "type") ?? "None";
            return inputs["type"] === "AADSSHLoginForLinux" && !identity.startsWith("SystemAssigned")
                ? `VM has reported a failure when processing extension '${name}': the VM has no system-assigned identity.`
                : undefined;
        },
    },
];
