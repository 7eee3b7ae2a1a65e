import { randomUUID } from "node:crypto";
import type { ArmType } from "../armType";
import { kept, succeeded, topLevel } from "./common";

export const globalSchedule: ArmType = {
    ...topLevel("Microsoft.DevTestLab", "schedules", "name"),
    token: "azure-native:devtestlab:GlobalSchedule",
    apiVersion: "2018-09-15",
    replacingInputs: [],
    project: (write) => {
        const { status, taskType, targetResourceId, dailyRecurrence, timeZoneId } = write.inputs;
        return {
            status,
            taskType,
            targetResourceId,
            dailyRecurrence,
            timeZoneId,
            notificationSettings: { status: "Disabled", timeInMinutes: 0 },
            ...kept(write, "createdDate", () => new Date().toISOString()),
            ...kept(write, "uniqueIdentifier", randomUUID),
            ...succeeded,
        };
    },
};
