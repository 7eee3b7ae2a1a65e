import { describe, expect, it } from "@jest/globals";
import { AzureDriver, changed, GROUP, IDS } from "../support";

describe("a schedule that deallocates a VM", () => {
    it.each<[string, unknown, string, string]>([
        [
            "name",
            "nightly",
            "InvalidScheduleId",
            "The schedule should be created in subscription 00000000-0000-0000-0000-000000000000, resource group rg and with name shutdown-computevm-build.",
        ],
        ["timeZoneId", "Europe/Berlin", "InvalidTimeZone", "Property TimeZoneId must be a valid time zone."],
        ["timeZoneId", "W. Europa Standard Time", "InvalidTimeZone", "Property TimeZoneId must be a valid time zone."],
        [
            "dailyRecurrence",
            { time: "19:00" },
            "InvalidTime",
            "The time of day must match the format HHmm, where HH is 00-23 and mm is 00-59.",
        ],
    ])("is rejected with the %s %j", async (path, value, code, message) => {
        const azure = await new AzureDriver().up("GlobalSchedule");
        const refused = azure.create("GlobalSchedule", changed("GlobalSchedule", path, value));
        await expect(refused).rejects.toMatchObject({ status: 400, message: `Code="${code}" Message="${message}"` });
    });

    it("needs its VM", async () => {
        const azure = await new AzureDriver().up("GlobalSchedule");
        const another = `${GROUP}/providers/Microsoft.Compute/virtualMachines/other`;
        await expect(
            azure.create("GlobalSchedule", changed("GlobalSchedule", "targetResourceId", another)),
        ).rejects.toMatchObject({ code: "InvalidResourceReference" });
    });

    it.each(["UTC", "UTC-11", "W. Europe Standard Time", "Pacific Standard Time (Mexico)", "Russia Time Zone 10"])(
        "can be in the time zone %s",
        async (zone) => {
            const azure = await new AzureDriver().up("GlobalSchedule");
            expect(await azure.accepts("GlobalSchedule", changed("GlobalSchedule", "timeZoneId", zone))).toBe(true);
        },
    );

    it("stays when its VM is deleted", async () => {
        const azure = await new AzureDriver().up();
        await azure.delete("VirtualMachine");
        expect(azure.resourceIds).toContain(IDS.GlobalSchedule.toLowerCase());
    });
});
