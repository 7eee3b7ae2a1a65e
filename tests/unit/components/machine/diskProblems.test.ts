import { describe, expect, test } from "@jest/globals";
import { diskProblems, diskWarnings } from "../../../../components/machine/diskProblems";

const HOST = { vmSize: "Standard_B2ls_v2", engineInstall: "CustomScript" } as const;
const DATA = { dataDisk: { sizeGB: 64 } };

describe("The disks of a host", () => {
    test.each(["osDisk", "dataDisk"])("are not premium with a size that does not support it: %s", (disk) => {
        const disks = { [disk]: { sizeGB: 64, type: "Premium_LRS" } };
        expect(diskProblems({ ...HOST, disks, vmSize: "Standard_D2_v3" })).toEqual([
            {
                argument: `disks.${disk}.type`,
                expected:
                    "StandardSSD_LRS or Standard_LRS, because the size Standard_D2_v3 does not support premium disks",
                got: "Premium_LRS",
                fix: "Choose another type, or a size with an s after its number, for example Standard_B2ls_v2",
            },
        ]);
        expect(diskProblems({ ...HOST, disks })).toEqual([]);
    });

    test("have no data disk with the DockerExtension, which cannot format it", () => {
        expect(diskProblems({ ...HOST, disks: DATA, engineInstall: "DockerExtension" })).toEqual([
            expect.objectContaining({
                argument: "disks.dataDisk",
                expected: "no value, because the DockerExtension can neither format nor mount a disk",
            }),
        ]);
        const disks = { osDisk: { sizeGB: 64 } };
        expect(diskProblems({ ...HOST, disks, engineInstall: "DockerExtension" })).toEqual([]);
    });

    test("do not have the daemon's data when a folder of its own has it", () => {
        const daemon = { dataRoot: "/data/docker" };
        expect(diskProblems({ ...HOST, disks: DATA, daemon })).toEqual([
            expect.objectContaining({ argument: "daemon.dataRoot", got: "/data/docker" }),
        ]);
        expect(diskProblems({ ...HOST, disks: {}, daemon })).toEqual([]);
        expect(diskProblems({ ...HOST, disks: DATA, daemon: {} })).toEqual([]);
    });
});

describe("The warning of disks that Azure retires", () => {
    test("is for hard disks with the operating system", () => {
        expect(diskWarnings({ osDisk: { type: "Standard_LRS" } })).toEqual([
            "Azure retires Standard_LRS for OS disks on 2028-09-08. Set disks.osDisk.type to StandardSSD_LRS.",
        ]);
    });

    test.each([undefined, {}, { osDisk: {} }, { dataDisk: { sizeGB: 64, type: "Standard_LRS" as const } }])(
        "is not for %j",
        (disks) => {
            expect(diskWarnings(disks)).toEqual([]);
        },
    );
});
