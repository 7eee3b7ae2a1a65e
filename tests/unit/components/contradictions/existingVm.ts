import { existingVmProblems } from "../../../../components/machine/existingVm";
import { type Contradiction, LEARN, row } from "./contradiction";

type Vm = Parameters<typeof existingVmProblems>[0];

/** A contradiction between a VM that exists and the engine that a `DockerEngine` is to install on it. */
function vm(
    given: string,
    {
        engineInstall = "CustomScript",
        ...properties
    }: Vm & { readonly engineInstall?: "DockerExtension" | "CustomScript" },
    [expected, fix]: readonly [expected: string, fix: string],
    because: readonly [why: string, source: string],
): Contradiction {
    const problems = () => existingVmProblems(properties, { engineInstall, extensionName: "docker" });
    return row(`vmId of ${given}`, problems, ["vmId", expected, fix], because);
}

const ubuntu = { publisher: "Canonical", offer: "UbuntuServer" };

/** Contradictions of a `DockerEngine` with its VM. */
export const existing: readonly Contradiction[] = [
    vm(
        "a VM with Windows",
        { storageProfile: { osDisk: { osType: "Windows" } } },
        ["a VM with Linux", "Use another VM"],
        ["both extensions install Docker on Linux", "engine.md"],
    ),
    vm(
        "a VM without the Azure Linux Agent",
        { osProfile: { linuxConfiguration: { provisionVMAgent: false } } },
        ["a VM that allows extensions", "Set it to true where the VM is created, or use another VM"],
        ["the agent runs extensions", `${LEARN}/virtual-machines/extensions/agent-linux`],
    ),
    vm(
        'a VM with Ubuntu 18.04, engineInstall: "CustomScript"',
        { storageProfile: { imageReference: { ...ubuntu, sku: "18.04-LTS" } } },
        ["a VM with an image for which Docker has packages", "Use one with Ubuntu 22.04 or later"],
        [
            "Docker's repository has packages for supported releases",
            "https://docs.docker.com/engine/install/ubuntu/#os-requirements",
        ],
    ),
    vm(
        'a VM with Arm64 processors, engineInstall: "DockerExtension"',
        { hardwareProfile: { vmSize: "Standard_B2pls_v2" }, engineInstall: "DockerExtension" },
        [
            "a VM with x64 processors, because the DockerExtension is built only for them",
            "Set engineInstall to CustomScript, or use another VM",
        ],
        ["it is built for amd64 only", "https://github.com/Azure/azure-docker-extension"],
    ),
    vm(
        "a VM with another CustomScript",
        { resources: [{ name: "setup", publisher: "Microsoft.Azure.Extensions", typeHandlerVersion: "2.1" }] },
        [
            "a VM without another extension of the type CustomScript, of which Azure allows one, and without another engine",
            "Remove that extension where it was created, or use another VM",
        ],
        ["Azure allows one extension of a type on a VM", `${LEARN}/virtual-machines/extensions/troubleshoot`],
    ),
];
