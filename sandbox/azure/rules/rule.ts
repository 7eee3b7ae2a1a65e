import { listAt, textAt } from "../../../shared/json";
import type { Write } from "../armType";
import type { Values } from "../../providers/values";
import { parentId, sameId } from "../resourceIds";
import type { Store, StoredResource } from "../store";

interface Rule {
    /** Azure's error code. */
    readonly code: string;
    /** HTTP status. */
    readonly status: number;
    /** The page of Azure, or the recording, that documents the rule. */
    readonly source: Source;
}

/** A rule for creations and updates. */
export interface WriteRule extends Rule {
    /** The type that it is about, or all. */
    readonly on: string;
    /** Azure's message when the rule is broken. */
    readonly violation: (write: Write) => string | undefined;
}

/** A rule for deletions. */
export interface DeleteRule extends Rule {
    /** The type that it is about. */
    readonly on: string;
    /** Azure's message when the rule is broken. */
    readonly violation: (resource: StoredResource, store: Store) => string | undefined;
}

/** The sources of the rules. */
export const SOURCES = {
    deploymentErrors: "learn.microsoft.com/azure/azure-resource-manager/troubleshooting/common-deployment-errors",
    tags: "learn.microsoft.com/azure/azure-resource-manager/management/tag-resources",
    spotErrors: "learn.microsoft.com/azure/virtual-machines/error-codes-spot",
    accelerated: "learn.microsoft.com/azure/virtual-network/create-vm-accelerated-networking-cli",
    sizes: "learn.microsoft.com/azure/virtual-machines/sizes/overview, on the pages of the series",
    vmErrors: "learn.microsoft.com/azure/virtual-machines/error-messages",
    basicAddress: "learn.microsoft.com/azure/virtual-network/ip-services/public-ip-basic-upgrade-guidance",
    recorded: "a response from Azure quoted in a public issue",
    expandDisks: "learn.microsoft.com/azure/virtual-machines/linux/expand-disks",
    placementGroups: "learn.microsoft.com/azure/virtual-machines/co-location",
    dedicatedHosts: "learn.microsoft.com/azure/virtual-machines/dedicated-hosts",
    customerKeys: "learn.microsoft.com/azure/virtual-machines/linux/disks-enable-customer-managed-keys-cli",
    applicationGroups: "learn.microsoft.com/azure/virtual-network/application-security-groups",
    entraLogin: "learn.microsoft.com/entra/identity/devices/howto-vm-sign-in-azure-ad-linux",
    convertDisks: "learn.microsoft.com/azure/virtual-machines/disks-convert-types",
    rest: "the text of the REST specification in azure-mgmt-compute and azure-mgmt-network",
    vaultRest: "the text of the REST specification in azure-mgmt-keyvault",
    vaultLimits: "learn.microsoft.com/azure/key-vault/general/about-keys-secrets-certificates",
    vaultRoles: "learn.microsoft.com/azure/key-vault/general/rbac-guide",
    azurerm: "the validation of hashicorp/terraform-provider-azurerm",
} as const;
type Source = (typeof SOURCES)[keyof typeof SOURCES];

/** Finds another resource of a type that meets a condition. */
export function otherWith(
    write: Write,
    type: string,
    is: (other: StoredResource) => boolean,
): StoredResource | undefined {
    return write.store.list(type).find((other) => !sameId(other.id, write.id) && is(other));
}

/** Whether a VM with these properties uses a network interface. */
export function usesInterface(properties: Values, id: string | undefined): boolean {
    return listAt(properties, "networkProfile", "networkInterfaces").some((one) => sameId(id, textAt(one, "id")));
}

/** Azure's message about a write or a deletion of an extension whose VM is deallocated. */
export function extensionOfStopped(id: string, store: Store): string | undefined {
    return store.get(parentId(id))?.isDeallocated === true
        ? "Cannot modify extensions in the VM when the VM is not running."
        : undefined;
}
