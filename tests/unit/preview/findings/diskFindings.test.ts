import { describe, expect, test } from "@jest/globals";
import { diskFindings } from "../../../../preview/findings/diskFindings";
import { findingLine } from "../../../../preview/findings/finding";
import { replacementFindings } from "../../../../preview/findings/replacementFindings";
import type { PlannedResource } from "../../../../preview/plan/plan";
import { between, planOf, planned } from "../support";

const DISK = "azure-native:compute:Disk";
const MACHINE = "azure-native:compute:VirtualMachine";

const lines = (...resources: PlannedResource[]): string[] =>
    diskFindings(planOf(...resources)).map((finding) => findingLine(finding).source);
const osDisk = (diskSizeGB?: number) => ({ storageProfile: { osDisk: { diskSizeGB } } });

describe("what becomes of disks", () => {
    test("is told when Pulumi may delete one from now on, whatever happens to it besides", () => {
        const lifted = { isProtected: { before: true, after: false } };
        expect(lines(planned(DISK, "data", lifted))).toEqual([
            "**Protection lifted** (`data`): from now on, Pulumi may delete or replace it.",
        ]);
        expect(lines(planned(DISK, "data", { ...lifted, operation: "replace" }))).toHaveLength(1);
        expect(lines(planned(DISK, "data", { ...lifted, operation: "delete" }))).toEqual([]);
        expect(lines(planned(DISK, "data", { isProtected: { before: true, after: true } }))).toEqual([]);
        expect(lines(planned(DISK, "data", { isProtected: { before: false, after: true } }))).toEqual([]);
    });

    test("is told of a disk that is to be smaller, and not of one that grows", () => {
        expect(lines(between(DISK, { diskSizeGB: 64 }, { diskSizeGB: 32 }))).toEqual([
            "**Disk made smaller** (`thing`): `64` → `32`. Azure refuses that, and the `up` fails.",
        ]);
        expect(lines(between(DISK, { diskSizeGB: 64 }, { diskSizeGB: 128 }))).toEqual([]);
    });

    test("is told of a type that changes", () => {
        const [before, after] = [{ sku: { name: "Premium_LRS" } }, { sku: { name: "Standard_LRS" } }];
        expect(lines(between(DISK, before, after))).toEqual([
            "**Disk converted** (`thing`): `Premium_LRS` → `Standard_LRS`. Azure does that only while the VM is deallocated.",
        ]);
        expect(lines(between(DISK, before, before))).toEqual([]);
    });

    test("is told of one whose contents can be exported from now on", () => {
        const closed = { networkAccessPolicy: "DenyAll", publicNetworkAccess: "Disabled" };
        expect(lines(between(DISK, closed, { ...closed, networkAccessPolicy: "AllowAll" }))).toEqual([
            "**Disk can be exported** (`thing`): `networkAccessPolicy` no longer keeps its contents from being exported.",
        ]);
        expect(lines(between(DISK, closed, {}))).toHaveLength(1);
        expect(lines(between(DISK, {}, closed))).toEqual([]);
    });

    test("is told of an OS disk that its VM cannot resize", () => {
        expect(lines(between(MACHINE, osDisk(30), osDisk(64)))).toEqual([
            "**OS disk resized** (`thing`): `30` → `64`. Azure accepts that only if the disk itself has that size already.",
        ]);
        expect(lines(between(MACHINE, osDisk(64), osDisk(30)))).toEqual([
            "**Disk made smaller** (`thing`): `64` → `30`. Azure refuses that, and the `up` fails.",
        ]);
        expect(lines(between(MACHINE, undefined, osDisk(64)))).toEqual([]);
    });

    test("is told of a VM that leaves its data disks behind", () => {
        const lost = (...options: string[]) => {
            const dataDisks = options.map((deleteOption) => ({ deleteOption }));
            const before = { storageProfile: { dataDisks } };
            const [finding] = replacementFindings(planOf(planned(MACHINE, "vm", { operation: "delete", before })));
            return finding && findingLine(finding).source;
        };
        expect(lost("Detach")).toBe(
            "**VM deleted** (`vm`): **the data on its OS disk is lost**, and its data disks stay.",
        );
        expect(lost("Detach", "Delete")).toBe("**VM deleted** (`vm`): **the data on its disks is lost**.");
        expect(lost()).toBe("**VM deleted** (`vm`): **the data on its disks is lost**.");
    });
});
