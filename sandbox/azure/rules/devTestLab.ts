import { textAt } from "../../../shared/json";
import { nameOf, parentId, sameId } from "../resourceIds";
import { WINDOWS_TIME_ZONES } from "../timeZones";
import { TOKENS } from "../types";
import { SOURCES, type WriteRule } from "./rule";

/** The rules for schedules that deallocate a VM. */
export const devTestLabRules: readonly WriteRule[] = [
    {
        code: "InvalidScheduleId",
        status: 400,
        source: SOURCES.recorded,
        on: TOKENS.globalSchedule,
        violation: ({ id, inputs }) => {
            const vm = textAt(inputs, "targetResourceId") ?? "";
            const name = `shutdown-computevm-${nameOf(vm)}`;
            const [, , subscription, , group] = vm.split("/");
            return sameId(parentId(id), parentId(vm)) && sameId(nameOf(id), name)
                ? undefined
                : `The schedule should be created in subscription ${String(subscription)}, resource group ${String(group)} and with name ${name}.`;
        },
    },
    {
        code: "InvalidTimeZone",
        status: 400,
        // The message is that of Azure Lab Services, whose schedules have the same property.
        source: SOURCES.azurerm,
        on: TOKENS.globalSchedule,
        violation: ({ inputs }) =>
            WINDOWS_TIME_ZONES.has(textAt(inputs, "timeZoneId") ?? "")
                ? undefined
                : "Property TimeZoneId must be a valid time zone.",
    },
    {
        code: "InvalidTime",
        status: 400,
        source: SOURCES.azurerm,
        on: TOKENS.globalSchedule,
        violation: ({ inputs }) =>
            /^([01]\d|2[0-3])[0-5]\d$/.test(textAt(inputs, "dailyRecurrence", "time") ?? "")
                ? undefined
                : "The time of day must match the format HHmm, where HH is 00-23 and mm is 00-59.",
    },
];
