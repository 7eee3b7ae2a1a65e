import { expect, test } from "@jest/globals";
import { existingVmFindings } from "../../../../preview/findings/existingVmFindings";
import { findingLine } from "../../../../preview/findings/finding";
import type { Inputs } from "../../../../preview/plan/plan";
import { UNKNOWN } from "../../../../preview/plan/properties";
import { planOf, planned } from "../support";

const ENGINE = "urn:pulumi:dev::shop::docker-host-vm:index:DockerEngine::build";
const HOST = "urn:pulumi:dev::shop::docker-host-vm:index:DockerHostVm::build";
const onVm = (vmName: string, type = "CustomScript"): Inputs => ({ vmName, resourceGroupName: "apps", type });

function found(before: Inputs | undefined, after: Inputs | undefined, parent = ENGINE): string[] {
    const extension = planned("azure-native:compute:VirtualMachineExtension", "ext", { before, after, parent });
    return existingVmFindings({ ...planOf(extension), isNew: before === undefined }).map(
        (one) => `${one.level}: ${findingLine(one).source}`,
    );
}

const COMES =
    "danger: **Engine on an existing VM** (`ext`): installs an engine on VM `prod-db` of resource group `apps`, and runs code as root there.";
const STAYS =
    "caution: **Engine left behind** (`ext`): the daemon on VM `build` of resource group `apps` keeps running, and its clients keep access.";

test("An engine that comes to an existing VM is told of, in a new stack, too", () => {
    expect(found(undefined, onVm("prod-db"))).toEqual([COMES]);
    expect(found(undefined, { ...onVm(""), vmName: UNKNOWN })[0]).toContain(`on VM \`${UNKNOWN}\``);
});

test("An engine that moves to another VM is told of with both", () => {
    expect(found(onVm("build"), onVm("prod-db"))).toEqual([COMES, STAYS]);
    expect(found(onVm("build"), onVm("build"))).toEqual([]);
});

test("An engine that is deleted is told of, and the DockerExtension removes it", () => {
    expect(found(onVm("build"), undefined)).toEqual([STAYS]);
    expect(found(onVm("build", "DockerExtension"), undefined)).toEqual([
        "caution: **Engine removed** (`ext`): the containers on VM `build` of resource group `apps` stop.",
    ]);
});

test("The engine of a VM that the components make is none of this", () => {
    expect(found(undefined, onVm("prod-db"), HOST)).toEqual([]);
});
