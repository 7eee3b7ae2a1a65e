import { describe, expect, test } from "@jest/globals";
import { DockerHostVm } from "../../../../components";
import {
    autoShutdown,
    type AutoShutdownSettings,
    createAutoShutdown,
} from "../../../../components/machine/autoShutdown";
import { startRecorder } from "../../../support/recorder";
import { ruleTable } from "../../../support/ruleTable";

const at = (timeZone: unknown): object => ({ time: "19:00", timeZone });

describe("The settings of the daily shutdown", () => {
    ruleTable(
        autoShutdown,
        [
            ...["19:00", {}, { timeZone: "UTC" }, { time: "19:00", timezone: "UTC" }],
            ...["1900", 1900, 1140, "7:30", "24:00", "12:60", "19:00 ", ""].map((time) => ({ time })),
            ...["Europe/Berlin", "CET", "UTC+1", "utc", "Standard Time", " Romance Standard Time", "", 1].map(at),
        ],
        [
            ...["00:00", "07:30", "19:00", "23:59"].map((time) => ({ time })),
            ...["UTC", "UTC-11", "W. Europe Standard Time", "Pacific Standard Time (Mexico)"].map(at),
            ...["Russia Time Zone 10", undefined].map(at),
        ],
    );
});

describe("The schedule of the daily shutdown", () => {
    const made = async (settings: AutoShutdownSettings) => {
        const recorder = await startRecorder();
        const place = { hostName: "build", vmId: "/vm", resourceGroupName: "group", location: "westus" };
        createAutoShutdown("ci", { ...place, tags: { team: "a" }, ...settings }, {});
        await recorder.settled();
        return recorder.byName("ci-auto-shutdown");
    };

    test("has the name that Azure requires, and the VM's group, region and tags", async () => {
        const { type, inputs, replaceOnChanges } = await made({ time: "19:05", timeZone: "GMT Standard Time" });
        expect(type).toBe("azure-native:devtestlab:GlobalSchedule");
        expect(inputs).toEqual({
            name: "shutdown-computevm-build",
            resourceGroupName: "group",
            location: "westus",
            tags: { team: "a" },
            status: "Enabled",
            taskType: "ComputeVmShutdownTask",
            targetResourceId: "/vm",
            dailyRecurrence: { time: "1905" },
            timeZoneId: "GMT Standard Time",
        });
        expect(replaceOnChanges).toEqual(["targetResourceId"]);
    });

    test("is in UTC unless another time zone is chosen", async () => {
        expect((await made({ time: "07:00" })).inputs["timeZoneId"]).toBe("UTC");
    });

    test.each([
        [{ autoShutdown: { time: "19:00" } }, ["azure-native:compute:VirtualMachine/ci-vm"]],
        [{ zone: "1" as const }, []],
        [undefined, []],
    ])("of a host with the settings %j is for its VM", async (machine, targets) => {
        const recorder = await startRecorder();
        new DockerHostVm("ci", { allowedSources: ["203.0.113.7/32"], hostName: "build", machine });
        await recorder.settled();
        const schedules = recorder.byType("azure-native:devtestlab:GlobalSchedule");
        expect(schedules.map(({ inputs }) => inputs["targetResourceId"])).toEqual(targets);
    });
});
