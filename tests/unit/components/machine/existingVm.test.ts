import { describe, expect, test } from "@jest/globals";
import { existingVmProblems, missingProblems, type VmProperties } from "../../../../components/machine/existingVm";
import { takeVm } from "../../../../components/machine/takenVms";
import type { EngineInstall } from "../../../../components/options";
import { startRecorder } from "../../../support/recorder";

const image = (publisher: string, offer: string, sku: string): VmProperties => ({
    storageProfile: { imageReference: { publisher, offer, sku }, osDisk: { osType: "Linux" } },
});
/** With the type that all extensions have as resources. */
const extension = (name: string, version: string, publisher = "Microsoft.Azure.Extensions"): VmProperties => ({
    resources: [
        { ...{ type: "Microsoft.Compute/virtualMachines/extensions" }, name, publisher, typeHandlerVersion: version },
    ],
});
const problems = (vm: VmProperties, engineInstall: EngineInstall = "CustomScript") =>
    existingVmProblems(vm, { engineInstall, extensionName: "docker-engine" });

describe("A VM that exists", () => {
    const oneOfAType =
        "a VM without another extension of the type CustomScript, of which Azure allows one, and without another engine";
    const packaged = "a VM with an image for which Docker has packages";
    const open = "a VM that allows extensions";
    const x64 = "a VM with x64 processors, because the DockerExtension is built only for them";

    test.each<[string, string, VmProperties, EngineInstall]>([
        ["a VM with Linux", "Windows", { storageProfile: { osDisk: { osType: "Windows" } } }, "CustomScript"],
        [
            open,
            "provisionVMAgent false",
            { osProfile: { linuxConfiguration: { provisionVMAgent: false } } },
            "CustomScript",
        ],
        [open, "allowExtensionOperations false", { osProfile: { allowExtensionOperations: false } }, "DockerExtension"],
        [packaged, "Canonical:UbuntuServer:18.04-LTS", image("Canonical", "UbuntuServer", "18.04-LTS"), "CustomScript"],
        [packaged, "redhat:RHEL:9-lvm-gen2", image("redhat", "RHEL", "9-lvm-gen2"), "CustomScript"],
        [x64, "Standard_B2pls_v2", { hardwareProfile: { vmSize: "Standard_B2pls_v2" } }, "DockerExtension"],
        [oneOfAType, "setup of the type CustomScript", extension("setup", "2.1"), "CustomScript"],
        [oneOfAType, "docker of the type DockerExtension", extension("docker", "1.2"), "CustomScript"],
    ])("must be %s, not %s", (expected, got, vm, engineInstall) => {
        expect(problems(vm, engineInstall)).toEqual([{ argument: "vmId", expected, got, fix: expect.any(String) }]);
    });

    test.each<[VmProperties, EngineInstall]>([
        [{}, "CustomScript"],
        [image("Canonical", "ubuntu-24_04-lts", "server"), "CustomScript"],
        [image("Canonical", "UbuntuServer", "14.04.5-LTS"), "DockerExtension"],
        [{ hardwareProfile: { vmSize: "Standard_B2pls_v2" } }, "CustomScript"],
        [{ osProfile: { allowExtensionOperations: true, linuxConfiguration: {} } }, "CustomScript"],
        [extension("docker-engine", "2.1"), "CustomScript"],
        [extension("docker-engine", "2.1"), "DockerExtension"],
        [extension("monitor", "2.1", "Microsoft.Azure.Monitor"), "CustomScript"],
        [extension("setup", "2.1"), "DockerExtension"],
    ])("can have an engine: %j by %s", (vm, engineInstall) => {
        expect(problems(vm, engineInstall)).toEqual([]);
    });
});

test.each(["ResourceNotFound", "ResourceGroupNotFound"])("A VM is missing if Azure says %s", (code) => {
    expect(missingProblems("/vm", new Error(`Code="${code}" Message="…"`))).toEqual([
        {
            argument: "vmId",
            expected: "a VM that exists",
            got: "/vm",
            fix: "Run `az vm list --query [].id` to list the IDs of VMs",
        },
    ]);
    expect(missingProblems("/vm", new Error('Code="AuthorizationFailed"'))).toEqual([]);
});

test("Only one component of a program sets up the engine of a VM", async () => {
    await startRecorder();
    expect(takeVm('DockerHostVm "one"', "/vm/One")).toEqual([]);
    expect(takeVm('DockerHostVm "two"', "/vm/two")).toEqual([]);
    expect(takeVm('DockerEngine "one"', "/VM/one")).toEqual([
        {
            argument: "vmId",
            expected: 'a VM whose engine no other component sets up, but DockerHostVm "one" does',
            got: "/VM/one",
            fix: "Remove one of the two. They can share an authority, but not a VM",
        },
    ]);
    await startRecorder();
    expect(takeVm('DockerEngine "one"', "/vm/one")).toEqual([]);
});
