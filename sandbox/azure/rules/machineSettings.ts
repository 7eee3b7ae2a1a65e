import { at, listAt, textAt } from "../../../shared/json";
import { hasZones } from "../catalogue";
import { TOKENS } from "../types";
import { regionOf } from "../types/common";
import { assignedIds } from "../types/managedIdentity";
import { SOURCES, usesInterface, type WriteRule } from "./rule";

/** The rules for the settings of virtual machines that few hosts need. */
export const machineSettingsRules: readonly WriteRule[] = [
    {
        code: "LocationNotSupportAvailabilityZones",
        status: 400,
        source: SOURCES.recorded,
        on: TOKENS.virtualMachine,
        violation: ({ name, inputs }) => {
            const [region, zones] = [regionOf(inputs), at(inputs, "zones")];
            return zones === undefined || hasZones(region)
                ? undefined
                : `The resource 'Microsoft.Compute/virtualMachines/${name}' does not support availability zones at location '${String(region)}'.`;
        },
    },
    {
        code: "VMPriorityCannotBeApplied",
        status: 409,
        source: SOURCES.spotErrors,
        on: TOKENS.virtualMachine,
        violation: ({ name, inputs, before }) => {
            const priority = textAt(inputs, "priority");
            return before === undefined || priority === before.properties["priority"]
                ? undefined
                : `The specified priority value '${String(priority)}' cannot be applied to the Virtual Machine '${name}' since no priority was specified when the Virtual Machine was created.`;
        },
    },
    {
        code: "EvictionPolicyCanBeSetOnlyOnAzureSpotVirtualMachines",
        status: 409,
        source: SOURCES.spotErrors,
        on: TOKENS.virtualMachine,
        violation: ({ inputs }) =>
            inputs["evictionPolicy"] !== undefined && inputs["priority"] !== "Spot"
                ? "Eviction policy can be set only on Azure Spot Virtual Machines."
                : undefined,
    },
    {
        code: "MaxPriceValueInvalid",
        status: 400,
        source: SOURCES.spotErrors,
        on: TOKENS.virtualMachine,
        violation: ({ inputs }) => {
            const price = Number(at(inputs, "billingProfile", "maxPrice") ?? -1);
            return price === -1 || price > 0
                ? undefined
                : "The max price value is invalid. The only supported values for max price are -1 or a decimal greater than zero. Max price value of -1 indicates the Azure Spot Virtual Machine will not be evicted for price reasons.";
        },
    },
    {
        code: "OperationNotAllowed",
        status: 409,
        source: SOURCES.spotErrors,
        on: TOKENS.virtualMachine,
        violation: ({ name, inputs, before }) =>
            before !== undefined &&
            before.isDeallocated !== true &&
            at(inputs, "billingProfile", "maxPrice") !== at(before.properties, "billingProfile", "maxPrice")
                ? `Max price change is not allowed when the VM ${name} is currently allocated. Please deallocate and try again. For more information, see http://aka.ms/AzureSpot/errormessages`
                : undefined,
    },
    {
        code: "SkuNotAvailable",
        status: 409,
        source: SOURCES.spotErrors,
        on: TOKENS.virtualMachine,
        violation: ({ name, inputs, id }) => {
            const size = textAt(inputs, "hardwareProfile", "vmSize") ?? "";
            const [, , subscription] = id.split("/");
            return inputs["priority"] === "Spot" && /^standard_b\d|_promo$/i.test(size)
                ? `The requested tier for resource '${name}' is currently not available in location '${String(regionOf(inputs))}' for subscription '${String(subscription)}'. Try another tier or deploy to a different location.`
                : undefined;
        },
    },
    {
        code: "VMSizeIsNotPermittedToEnableAcceleratedNetworking",
        status: 400,
        source: SOURCES.sizes,
        on: TOKENS.virtualMachine,
        violation: ({ id, inputs, store }) => {
            const size = textAt(inputs, "hardwareProfile", "vmSize") ?? "";
            const interfaces = listAt(inputs, "networkProfile", "networkInterfaces");
            const accelerated = interfaces.find(({ id: nic }) => isAccelerated(store.get(String(nic))?.properties));
            return accelerated && /^(basic|standard)_a\d|^standard_b[1-8]m?l?s$/i.test(size)
                ? `${id} has size ${size}, which does not support accelerated networking, so it is not permitted for the network interface ${String(accelerated["id"])}.`
                : undefined;
        },
    },
    {
        // The page tells to deallocate the VM first; the message is not Azure's.
        code: "OperationNotAllowed",
        status: 409,
        source: SOURCES.accelerated,
        on: TOKENS.networkInterface,
        violation: ({ id, inputs, before, store }) => {
            const vm = store.list(TOKENS.virtualMachine).find(({ properties }) => usesInterface(properties, id));
            return before &&
                vm &&
                vm.isDeallocated !== true &&
                isAccelerated(inputs) !== isAccelerated(before.properties)
                ? `Accelerated networking of ${id} cannot change while the VM ${vm.id} is allocated. Please deallocate and try again.`
                : undefined;
        },
    },
    {
        code: "FailedIdentityOperation",
        status: 400,
        source: SOURCES.recorded,
        on: TOKENS.virtualMachine,
        violation: ({ id, inputs, store }) => {
            const missing = assignedIds(inputs).find((one) => store.get(one) === undefined);
            return (
                missing &&
                `Identity operation for resource '${id}' failed with error 'Failed to perform resource identity operation. Status: 'BadRequest'. Response: '{"error":{"code":"BadRequest","message":"Resource '${missing}' was not found."}}'.'`
            );
        },
    },
    {
        code: "InvalidIdentityType",
        status: 400,
        source: SOURCES.rest,
        on: TOKENS.virtualMachine,
        violation: ({ inputs }) => {
            const type = textAt(inputs, "identity", "type") ?? "None";
            return type.endsWith("UserAssigned") === assignedIds(inputs).length > 0
                ? undefined
                : `The identity type '${type}' and the user-assigned identities do not match.`;
        },
    },
];

/** Whether a network interface with these properties has accelerated networking. */
function isAccelerated(networkInterface: unknown): boolean {
    return at(networkInterface, "enableAcceleratedNetworking") === true;
}
