import { type Contradiction, DOCKER, EXTENSION, INTERFACE, LEARN, NETWORK, PART, RG, host } from "./contradiction";

const MANAGED = `${RG}/Microsoft.Compute/images/base`;

/** Contradictions among the arguments about this topic. */
export const machine: readonly Contradiction[] = [
    host(
        { vmSize: "Standard_B2pls_v2", image: "ubuntu-24.04" },
        [
            "vmSize",
            "a size with x64 processors to match the image ubuntu-24.04",
            "Choose another size, for example Standard_B2ls_v2, or another image, for example ubuntu-24.04-arm64",
        ],
        ["an image has code for one kind of processor", `${LEARN}/virtual-machines/sizes/overview`],
    ),
    host(
        { vmSize: "Standard_A1_v2" },
        [
            "vmSize",
            "a size that supports generation 2 to match the image ubuntu-24.04",
            "Choose another size, for example Standard_B2ls_v2, which supports both generations",
        ],
        ["some sizes do not boot generation 2", `${LEARN}/virtual-machines/generation-2`],
    ),
    host(
        { trustedLaunch: true, ...EXTENSION },
        [
            "trustedLaunch",
            "false, because the image ubuntu-14.04 is generation 1",
            "Omit trustedLaunch, or choose a generation 2 image",
        ],
        ["trusted launch needs UEFI", `${LEARN}/virtual-machines/trusted-launch`],
    ),
    host(
        { trustedLaunch: true, image: MANAGED },
        [
            "trustedLaunch",
            "false, because Azure does not support trusted launch for managed images",
            "Omit trustedLaunch, or publish the image in an Azure Compute Gallery",
        ],
        ["Azure supports it for gallery images only", `${LEARN}/virtual-machines/trusted-launch-faq`],
        "trustedLaunch: true, image: …/images/base",
    ),
    host(
        { patchMode: "AutomaticByPlatform", ...EXTENSION },
        [
            "patchMode",
            "ImageDefault, because Azure does not patch the image ubuntu-14.04",
            "Omit patchMode, or set it to ImageDefault",
        ],
        [
            "Azure patches the images on its list",
            `${LEARN}/virtual-machines/automatic-vm-guest-patching#supported-os-images`,
        ],
    ),
    host(
        { machine: { spot: { evictionPolicy: "Deallocate" } } },
        [
            "vmSize",
            "a size that Azure offers as a spot VM: not of the B series, and not with a promotional price",
            "Choose another size, for example Standard_D2s_v5, or omit machine.spot",
        ],
        ["the default size is of the B series", `${LEARN}/virtual-machines/spot-vms#limitations`],
    ),
    host(
        { network: NETWORK, address: INTERFACE, machine: { acceleratedNetworking: true } },
        [
            "machine.acceleratedNetworking",
            "no value together with address, because that network interface has the setting already",
            "Omit it here and set it where the interface is created",
        ],
        [PART, "decisions/004-misplaced-arguments.md"],
        "network, address, machine: {acceleratedNetworking: true}",
    ),
    host(
        { vmSize: "Standard_B1s", machine: { acceleratedNetworking: true } },
        [
            "vmSize",
            "a size that supports accelerated networking",
            "Choose another size, for example Standard_B2ls_v2, or omit machine.acceleratedNetworking",
        ],
        ["not every size supports it", `${LEARN}/virtual-network/accelerated-networking-overview`],
    ),
    host(
        { engine: { nvidia: true } },
        [
            "vmSize",
            "a size of the NC series from v3 to v5 with engine.nvidia, because other sizes have no NVIDIA GPU or need a driver that Ubuntu does not sign",
            "Choose another size, for example Standard_NC4as_T4_v3, or omit engine.nvidia",
        ],
        ["the size decides whether a VM has a GPU", `${LEARN}/virtual-machines/sizes/overview#gpu-accelerated`],
    ),
    host(
        { adminPassword: "Correct+Horse1", generateAdminPassword: true },
        [
            "generateAdminPassword",
            "false together with adminPassword, because a VM has one password",
            "Omit one of the two",
        ],
        ["a VM has one administrator with one password", "machine.md"],
        "adminPassword, generateAdminPassword: true",
    ),
    host(
        { vmSize: "Standard_D2_v5", disks: { osDisk: { type: "Premium_LRS" } } },
        [
            "disks.osDisk.type",
            "StandardSSD_LRS or Standard_LRS, because the size Standard_D2_v5 does not support premium disks",
            "Choose another type, or a size with an s after its number, for example Standard_B2ls_v2",
        ],
        ["only sizes with an s support premium disks", `${LEARN}/virtual-machines/vm-naming-conventions`],
    ),
    host(
        { ...EXTENSION, disks: { dataDisk: { sizeGB: 64 } } },
        [
            "disks.dataDisk",
            "no value, because the DockerExtension can neither format nor mount a disk",
            "Omit it, or set engineInstall to CustomScript",
        ],
        [
            "the extension sets up nothing except the daemon",
            "https://github.com/Azure/azure-docker-extension#user-guide",
        ],
    ),
    host(
        { disks: { dataDisk: { sizeGB: 64 } }, daemon: { dataRoot: "/data/docker" } },
        [
            "daemon.dataRoot",
            "no value together with disks.dataDisk, where the daemon has its data",
            "Omit it, or omit disks.dataDisk and mount a disk of your own there",
        ],
        ["the daemon has one data root", `${DOCKER}/engine/daemon/#daemon-data-directory`],
    ),
];
