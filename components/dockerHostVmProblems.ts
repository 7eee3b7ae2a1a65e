import { daemonProblems, misplaced } from "./dockerDaemonProblems";
import type { ClientFilesReference } from "./client/clientFilesArgs";
import { type DockerHostVmArgs, dockerHostVmRules } from "./dockerHostVmArgs";
import { loginProblems } from "./engine/dockerExtensionProblems";
import { passwordProblems } from "./machine/administratorRules";
import { diskProblems } from "./machine/diskProblems";
import { retirement } from "./machine/image";
import { machineProblems } from "./machine/machineProblems";
import { addressProblems, partsProblems } from "./network/addressProblems";
import { networkTogether } from "./network/hostNetworkArgs";
import { hostName as hostNameRule } from "./network/networkRules";
import { EngineInstall } from "./options";
import { isUnknown, type Problem } from "./validation/problems";
import { anyOf, walk } from "./validation/walk";
import { withDefaults } from "./withDefaults";

/** The arguments that describe the machine. */
const MACHINE = [
    "vmSize",
    "image",
    "trustedLaunch",
    "patchMode",
    "machine",
    "disks",
    "daemon",
    "engineInstall",
    "dockerExtension",
];

/** The arguments that describe the host's address and its network. */
const ADDRESS = [
    "network",
    "address",
    "networking",
    "publicAddress",
    "publicIpAddressId",
    "privateIpAddress",
    "dnsLabel",
];

/** Checks the arguments of a host, including those of the parts that it creates itself. */
export function dockerHostVmProblems(name: string, args: DockerHostVmArgs): readonly Problem[] {
    const own = walk(args, dockerHostVmRules);
    if (anyOf(own, [])) {
        return own;
    }
    return [
        ...own,
        ...(args.hostName === undefined ? hostNameRule("hostName", name) : []),
        ...misplaced(args, OWNED_BY),
        ...(args.network === undefined && args.address === undefined ? networkTogether(args, own) : []),
        ...partsProblems(args),
        ...(anyOf(own, ADDRESS) ? [] : addressProblems(args)),
        ...passwordProblems(args),
        ...(anyOf(own, ["clientFiles", "sshPublicKeys"]) ? [] : keyFileProblems(args)),
        ...(anyOf(own, MACHINE)
            ? []
            : [
                  ...imageProblems(args),
                  ...loginProblems(withDefaults(args)),
                  ...machineProblems(withDefaults(args)),
                  ...diskProblems(withDefaults(args)),
              ]),
        ...daemonProblems(args, own),
    ];
}

/** Arguments that belong to a part the caller passes in. They would be silently ignored. */
const OWNED_BY = {
    network: ["allowedSources", "dockerPort", "location", "networking"],
    address: ["dnsLabel", "publicAddress", "publicIpAddressId", "privateIpAddress"],
} as const;

/** Checks an SSH key file without its public key. */
function keyFileProblems({ clientFiles, sshPublicKeys }: DockerHostVmArgs): readonly Problem[] {
    const keyFile = isUnknown(clientFiles)
        ? undefined
        : (clientFiles as ClientFilesReference | undefined)?.sshPrivateKeyPath;
    const expected = "the public key that matches the private SSH key in clientFiles";
    return keyFile !== undefined && (sshPublicKeys ?? []).length === 0
        ? [{ argument: "sshPublicKeys", expected, got: sshPublicKeys, fix: "Add that public key" }]
        : [];
}

/** Neither Docker's repository nor the extension supports old releases. */
export function imageProblems(args: DockerHostVmArgs): readonly Problem[] {
    const { engineInstall, image } = withDefaults(args);
    const expected = "a supported image with engineInstall CustomScript, because Docker has no packages for older ones";
    const fix = "Set image to ubuntu-24.04, or engineInstall to DockerExtension to reproduce the setup of 2014";
    return engineInstall !== EngineInstall.CustomScript || retirement(image) === undefined
        ? []
        : [{ argument: "image", expected, got: image, fix }];
}
