import { AvailabilityZone, EvictionPolicy } from "../options";
import { oneOf, rule, trueOrFalse } from "../validation/rules";
import { membersOf, type Rules } from "../validation/walk";
import { autoShutdown, type AutoShutdownSettings } from "./autoShutdown";

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
    /**
     * Makes the VM a spot VM: it costs less, and Azure evicts it when it needs the capacity. Not for sizes of the B series, such
     * as the default size. Adding or removing it **replaces the VM**.
     *
     * @defaultValue - none: a VM that Azure does not evict
     * @see https://learn.microsoft.com/azure/virtual-machines/spot-vms
     */
    spot?: SpotSettings;
    /**
     * Whether Azure keeps the VM's serial log and a screenshot of its console, in storage that Azure manages and bills. The
     * serial console needs it. A change takes effect in place.
     *
     * @defaultValue - Azure's default: no. To turn it off again, write `false`
     * @see https://learn.microsoft.com/azure/virtual-machines/boot-diagnostics
     */
    bootDiagnostics?: boolean;
    /**
     * Whether the network interface bypasses the virtual switch of Azure's host, for less latency and processor load. Not for
     * sizes of the A series and small ones of the first B series. Cannot be used with `address`. A change takes effect in
     * place, but Azure accepts it only while the VM is deallocated.
     *
     * @defaultValue - Azure's default: no
     * @see https://learn.microsoft.com/azure/virtual-network/accelerated-networking-overview
     */
    acceleratedNetworking?: boolean;
    /**
     * Time at which Azure deallocates the VM each day. Azure then does not bill the VM, and does not start it again. Adding,
     * changing or removing this setting neither starts nor stops the VM.
     *
     * @defaultValue - none: the VM runs until somebody stops it
     * @see https://learn.microsoft.com/azure/virtual-machines/auto-shutdown-vm
     */
    autoShutdown?: AutoShutdownSettings;
}

/** Settings of a spot VM. */
export interface SpotSettings {
    /** Whether Azure deallocates or deletes the VM when it evicts it. A change **replaces the VM**. */
    evictionPolicy: EvictionPolicy;
    /**
     * The highest price in US dollars per hour, with at most five decimals. Azure evicts the VM when the price is higher. A
     * change takes effect in place, but Azure accepts it only while the VM is deallocated.
     *
     * @defaultValue -1: at most the price of a VM that is not evicted
     */
    maxPrice?: number;
}

const isPrice = (value: unknown): boolean =>
    typeof value === "number" && Number.isFinite(value) && value > 0 && Number(value.toFixed(5)) === value;

const maxPrice = rule(
    (value) => value === -1 || isPrice(value),
    "-1, or a price in US dollars per hour that is greater than zero, with at most five decimals",
    "Choose a price, for example 0.05, or omit it to pay at most the normal price",
);

const spotRules = {
    evictionPolicy: oneOf(Object.values(EvictionPolicy)),
    maxPrice,
} as const satisfies Rules<SpotSettings>;

const rules = {
    zone: oneOf(Object.values(AvailabilityZone)),
    autoShutdown,
    spot: membersOf("settings of a spot VM by name", spotRules, ["maxPrice"]),
    bootDiagnostics: trueOrFalse,
    acceleratedNetworking: trueOrFalse,
} as const satisfies Rules<MachineSettings>;

/** The rule for the settings of a machine. */
export const machine = membersOf("settings of the VM by name", rules, Object.keys(rules));
