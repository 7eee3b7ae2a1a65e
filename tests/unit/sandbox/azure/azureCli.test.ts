import { describe, expect, it } from "@jest/globals";
import { AzureDriver, changed, IDS, INPUTS } from "./support";

const NOT_RUNNING = {
    status: 409,
    code: "OperationNotAllowed",
    message: 'Code="OperationNotAllowed" Message="Cannot modify extensions in the VM when the VM is not running."',
};

/** Runs a command for the only VM, which must succeed. */
async function onVm(azure: AzureDriver, verb: string): Promise<unknown> {
    const { stdout, stderr, code } = await azure.az("vm", verb, "--ids", IDS.VirtualMachine, "--output", "json");
    expect({ stderr, code }).toEqual({ stderr: "", code: 0 });
    return stdout === "" ? undefined : JSON.parse(stdout);
}

/** The power state of the only VM in its instance view. */
async function powerState(azure: AzureDriver): Promise<unknown> {
    const view = await onVm(azure, "get-instance-view");
    expect(view).toMatchObject({ id: IDS.VirtualMachine });
    return (view as { instanceView: { statuses: { code: string }[] } }).instanceView.statuses[1]?.code;
}

describe("A VM of the emulated Azure", () => {
    it("is stopped and started by the Azure CLI, and keeps its state meanwhile", async () => {
        const azure = await new AzureDriver().up();
        expect(await powerState(azure)).toBe("PowerState/running");
        expect(await onVm(azure, "deallocate")).toBeUndefined();
        expect(await powerState(azure)).toBe("PowerState/deallocated");
        const larger = changed("VirtualMachine", "hardwareProfile.vmSize", "Standard_B4ms");
        await azure.update("VirtualMachine", larger);
        expect(await powerState(azure)).toBe("PowerState/deallocated");
        expect(await onVm(azure, "start")).toBeUndefined();
        expect(await powerState(azure)).toBe("PowerState/running");
        const [boot = ""] = azure.machines.calls;
        const changes = azure.machines.calls.filter((call) => /^(boot|power)/.test(call));
        expect(changes).toEqual([boot, "power off", boot]);
    });

    it("that only shut down is stopped and not deallocated", async () => {
        const azure = await new AzureDriver().up();
        await azure.machines.powerOff();
        expect(await powerState(azure)).toBe("PowerState/stopped");
    });

    it("has no property that tells its power state", async () => {
        const azure = await new AzureDriver().up();
        const before = await azure.read("VirtualMachine", {});
        await onVm(azure, "deallocate");
        expect(await azure.read("VirtualMachine", {})).toEqual(before);
    });

    it("accepts no change of its extensions while it is deallocated", async () => {
        const azure = await new AzureDriver().up();
        await onVm(azure, "deallocate");
        const calls = azure.machines.calls.length;
        await expect(azure.update("VirtualMachineExtension", INPUTS.VirtualMachineExtension)).rejects.toMatchObject(
            NOT_RUNNING,
        );
        await expect(azure.delete("VirtualMachineExtension")).rejects.toMatchObject(NOT_RUNNING);
        expect(azure.machines.calls).toHaveLength(calls);
        await onVm(azure, "start");
        await azure.update("VirtualMachineExtension", INPUTS.VirtualMachineExtension);
        await azure.delete("VirtualMachineExtension");
    });

    it("can be deleted while it is deallocated, with its extensions", async () => {
        const azure = await new AzureDriver().up();
        await onVm(azure, "deallocate");
        await azure.delete("VirtualMachine");
        expect(azure.resourceIds).not.toContain(IDS.VirtualMachineExtension.toLowerCase());
    });
});

describe("The emulated Azure CLI", () => {
    it("prints a list for several VMs", async () => {
        const azure = await new AzureDriver().up();
        const ids = [IDS.VirtualMachine, IDS.VirtualMachine.toUpperCase()];
        const { stdout } = await azure.az("vm", "get-instance-view", "--ids", ...ids, "--output", "json");
        expect(JSON.parse(stdout)).toHaveLength(2);
    });

    it.each([IDS.NetworkInterface, `${IDS.VirtualMachine}-2`])("does not find a VM with the ID %s", async (id) => {
        const azure = await new AzureDriver().up();
        const { stdout, stderr, code } = await azure.az("vm", "start", "--ids", id, "--output", "json");
        expect([stdout, code]).toEqual(["", 3]);
        expect(stderr).toMatch(
            /^ERROR: \(ResourceNotFound\) The Resource 'Microsoft\.Compute\/virtualMachines\/.*' under resource group 'rg' was not found\./,
        );
    });

    it.each([
        ["vm", "start"],
        ["vm", "start", "--ids", "--output", "json"],
        ["vm", "stop", "--ids", IDS.VirtualMachine, "--output", "json"],
        ["vm", "start", "--ids", IDS.VirtualMachine, "--no-wait", "--output", "json"],
        ["group", "delete", "--ids", IDS.VirtualMachine, "--output", "json"],
    ])("knows nothing else, such as %s %s %s", async (...args) => {
        const azure = await new AzureDriver().up();
        const { stderr, code } = await azure.az(...args);
        expect([stderr, code]).toEqual([`ERROR: unrecognized arguments: ${args.join(" ")}\n`, 2]);
    });
});
