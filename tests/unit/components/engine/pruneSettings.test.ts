import { describe, expect, test } from "@jest/globals";
import { pruneCalendar, pruneCommands, pruneSettings } from "../../../../components/engine/pruneSettings";
import { ruleTable } from "../../../support/ruleTable";

describe("The settings for removing what Docker no longer uses", () => {
    ruleTable(
        pruneSettings,
        [
            true,
            { olderThanHours: 0 },
            { olderThanHours: "24" },
            { unusedImages: "yes" },
            { maxBuildCacheGB: 0.5 },
            { schedule: "" },
            { schedule: " daily" },
            { schedule: "daily\nOnBootSec=1" },
            { schedule: "%h" },
            { volumes: true },
        ],
        [
            {},
            { olderThanHours: 24, unusedImages: true, maxBuildCacheGB: 20, schedule: "Mon..Fri *-*-* 04:30:00" },
            { schedule: "*-*-1,15 00/6:00" },
        ],
    );

    test("become commands that never touch volumes", () => {
        expect(pruneCommands({})).toBe("system prune --force --filter until=168h");
        expect(pruneCommands({ olderThanHours: 24, unusedImages: true, maxBuildCacheGB: 20 })).toBe(
            "system prune --force --all --filter until=24h\nbuilder prune --force --all --keep-storage 20g",
        );
    });

    test("become a calendar, and none without them", () => {
        expect([pruneCalendar(undefined), pruneCalendar({}), pruneCalendar({ schedule: "Sun 03:00" })]).toEqual([
            "",
            "daily",
            "Sun 03:00",
        ]);
    });
});
