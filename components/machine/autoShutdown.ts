import { GlobalSchedule } from "@pulumi/azure-native/devtestlab";
import * as pulumi from "@pulumi/pulumi";
import { matches, rule } from "../validation/rules";
import type { Tags } from "../validation/tags";
import { membersOf, type Rules } from "../validation/walk";

/** When Azure deallocates a VM each day. */
export interface AutoShutdownSettings {
    /** Time of day, `HH:MM` in 24 hours, for example `"19:00"`. In YAML, with quotes. A change takes effect in place. */
    time: string;
    /**
     * Time zone by its name in Windows, for example `W. Europe Standard Time`, which includes daylight saving time. A change takes
     * effect in place.
     *
     * @defaultValue UTC
     * @see https://learn.microsoft.com/windows-hardware/manufacture/desktop/default-time-zones
     */
    timeZone?: string;
}

const time = rule(
    (value) => matches(/^([01]\d|2[0-3]):[0-5]\d$/, value),
    "a time of day from 00:00 to 23:59 as a string",
    'Write it with four digits and a colon, for example "19:00" or "07:30"',
);

/** The form of the names in Windows. Azure knows which of them exist. */
const timeZone = rule(
    (value) => matches(/^(UTC([+-]\d\d)?|[A-Z][A-Za-z. -]* Standard Time( \(Mexico\))?|Russia Time Zone \d+)$/, value),
    "the name of a time zone in Windows, such as UTC or W. Europe Standard Time",
    "Look it up at https://learn.microsoft.com/windows-hardware/manufacture/desktop/default-time-zones: names such as Europe/Berlin are not known there",
);

const rules = { time, timeZone } as const satisfies Rules<AutoShutdownSettings>;

/** The rule for these settings. */
export const autoShutdown = membersOf("time and time zone by name", rules, ["timeZone"]);

/** The values for a schedule. */
export interface AutoShutdownSpec extends Readonly<AutoShutdownSettings> {
    readonly vmId: pulumi.Input<string>;
    readonly hostName: pulumi.Input<string>;
    readonly resourceGroupName: pulumi.Input<string>;
    readonly location: pulumi.Input<string>;
    readonly tags?: Tags;
}

/** Has Azure deallocate a VM each day. Azure accepts only this name, in the VM's own resource group. */
export function createAutoShutdown(name: string, spec: AutoShutdownSpec, opts: pulumi.CustomResourceOptions): void {
    new GlobalSchedule(
        `${name}-auto-shutdown`,
        {
            name: pulumi.interpolate`shutdown-computevm-${spec.hostName}`,
            resourceGroupName: spec.resourceGroupName,
            location: spec.location,
            tags: spec.tags,
            status: "Enabled",
            taskType: "ComputeVmShutdownTask",
            targetResourceId: spec.vmId,
            dailyRecurrence: { time: spec.time.replace(":", "") },
            timeZoneId: spec.timeZone ?? "UTC",
        },
        // A preview of a new VM does not know its ID. Replaced with the VM, the schedule is in preview and update alike.
        { ...opts, deleteBeforeReplace: true, replaceOnChanges: ["targetResourceId"] },
    );
}
