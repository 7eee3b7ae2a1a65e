import { at } from "../../../shared/json";
import { hasZones } from "../catalogue";
import { TOKENS } from "../types";
import { regionOf } from "../types/common";
import { SOURCES, type WriteRule } from "./rule";

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
];
