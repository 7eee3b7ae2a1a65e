import { AvailabilityZone } from "../options";
import { oneOf } from "../validation/rules";
import { membersOf, type Rules } from "../validation/walk";

/** Settings of the VM that few hosts need. */
export interface MachineSettings {
    /**
     * Availability zone of the VM and its disks. The region must have zones, and the zone must have the size. The host's new
     * public address works with a VM in any zone. A change **replaces the VM**.
     *
     * @defaultValue - none: Azure chooses where in the region the VM runs
     * @see https://learn.microsoft.com/azure/reliability/availability-zones-overview
     */
    zone?: AvailabilityZone;
}

const rules = { zone: oneOf(Object.values(AvailabilityZone)) } as const satisfies Rules<MachineSettings>;

/** The rule for the settings of a machine. */
export const machine = membersOf("settings of the VM by name", rules, Object.keys(rules));
