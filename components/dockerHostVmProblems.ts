import type { ClientFilesReference } from "./client/clientFiles";
import type { DockerHostVmArgs } from "./dockerHostVmArgs";
import { EngineInstall, EngineSource, PatchMode } from "./options";
import { uncarriable } from "./engine/daemonRules";
import { hardened } from "./engine/daemonTable";
import { type Fault, isLate } from "./validation/problems";
import { architectureOf, generationOf, isManagedImage, isNeverPatched, retirement } from "./machine/image";
import { renderInstallScript, SCRIPT_LIMIT } from "./engine/installScript";
import { architectureOfSize, generationOfSize } from "./machine/vmSize";
import { withDefaults } from "./withDefaults";

/** Arguments that are right each by itself, and wrong together. */

/** Arguments that belong to something the caller made apart and gave: they would be ignored without a word. */
const OWNED_BY = {
    network: ["allowedSources", "dockerPort", "location"],
    address: ["dnsLabel"],
    authority: ["caValidityHours"],
    clientFiles: ["dockerCertDir", "writeClientFiles"],
} as const;

export function misplaced(args: DockerHostVmArgs): readonly Fault[] {
    return Object.entries(OWNED_BY).flatMap(([owner, names]) =>
        args[owner as keyof typeof OWNED_BY] === undefined
            ? []
            : names
                  .filter((name) => args[name] !== undefined)
                  .map((argument) => ({
                      argument,
                      expected: `no value beside ${owner}, which has it already`,
                      got: args[argument],
                      mend: `Leave it out here and set it where ${owner} is made`,
                  })),
    );
}

/** Client files belong together: a folder without leave to write, and a key file whose public half is another's. */
export function clientFileFaults({
    writeClientFiles,
    dockerCertDir,
    clientFiles,
    sshPublicKeys,
}: DockerHostVmArgs): readonly Fault[] {
    const faults: Fault[] = [];
    if (dockerCertDir !== undefined && writeClientFiles !== true && clientFiles === undefined) {
        const mend = "Set writeClientFiles to true, or leave the folder out";
        faults.push({
            argument: "dockerCertDir",
            expected: "writeClientFiles to be true beside it",
            got: dockerCertDir,
            mend,
        });
    }
    const keyFile = isLate(clientFiles)
        ? undefined
        : (clientFiles as ClientFilesReference | undefined)?.sshPrivateKeyPath;
    if (keyFile !== undefined && (sshPublicKeys ?? []).length === 0) {
        const expected = "the public half of the SSH key in clientFiles";
        faults.push({
            argument: "sshPublicKeys",
            expected,
            got: sshPublicKeys,
            mend: "Give the public key of that file",
        });
    }
    return faults;
}

/** What only one way of installation can do: an error, not a silent drop. */
export function installFaults(args: DockerHostVmArgs): readonly Fault[] {
    const { engineInstall, image } = withDefaults(args);
    if (engineInstall === EngineInstall.CustomScript) {
        return [...scriptImageFaults(image), ...mirrorFaults(args), ...scriptLengthFaults(args)];
    }
    const only = ["engineSource", "engineVersion", "engineMirror"] as const;
    return [
        ...only
            .filter((argument) => args[argument] !== undefined)
            .map((argument) => ({
                argument,
                expected: "no value: the DockerExtension installs what it finds",
                got: args[argument],
                mend: "Leave it out, or set engineInstall to CustomScript",
            })),
        ...uncarriable(args.daemon ?? {}),
    ];
}

/** Docker's repository and the extension itself have left the old releases behind. */
function scriptImageFaults(image: string): readonly Fault[] {
    const expected = "an image in support with engineInstall CustomScript: Docker has no packages for older ones";
    const mend = "Set image to ubuntu-24.04, or engineInstall to DockerExtension for the shape of 2014";
    return retirement(image) === undefined ? [] : [{ argument: "image", expected, got: image, mend }];
}

/** What stands for a certificate before it is made: four times as long as one of a large key. */
const ROOM_FOR_CERTIFICATE = `-----BEGIN CERTIFICATE-----${"=".repeat(8_000)}`;

/** The extension calls a script that is too long a success and runs nothing. */
function scriptLengthFaults(args: DockerHostVmArgs): readonly Fault[] {
    const { engineSource, engineVersion = "", engineMirror, daemon = {}, daemonOptions = [] } = withDefaults(args);
    const script = renderInstallScript({
        ...{ engineSource, engineVersion, engineMirror, daemonOptions, keepNewer: true, dockerPort: 65_535 },
        daemon: hardened(daemon),
        certificates: { ca: ROOM_FOR_CERTIFICATE, cert: ROOM_FOR_CERTIFICATE, key: ROOM_FOR_CERTIFICATE },
    });
    const length = Math.ceil(Buffer.byteLength(script) / 3) * 4;
    const expected = `settings with which the script for the VM has at most ${SCRIPT_LIMIT} characters in base64`;
    const mend = "Shorten the seccomp profile, or labels and options";
    return length <= SCRIPT_LIMIT ? [] : [{ argument: "daemon", expected, got: length, mend }];
}

function mirrorFaults({ engineMirror, engineSource }: DockerHostVmArgs): readonly Fault[] {
    const expected = "no value beside engineSource ubuntu: it is a mirror of Docker's repository";
    const mend = "Leave one of the two out";
    const clash = engineMirror !== undefined && engineSource === EngineSource.Ubuntu;
    return clash ? [{ argument: "engineMirror", expected, got: engineMirror, mend }] : [];
}

/** What the image is made for, what the size boots, what trusted launch and automatic patches need. */
export function firmwareFaults(args: DockerHostVmArgs): readonly Fault[] {
    const { image, vmSize } = withDefaults(args);
    return [...sizeFaults(image, vmSize), ...trustedLaunchFaults(args, image), ...patchFaults(args, image)];
}

function sizeFaults(image: string, vmSize: string): readonly Fault[] {
    const fault = { argument: "vmSize", got: vmSize };
    const architecture = architectureOf(image);
    const processor = architectureOfSize(vmSize);
    if (architecture !== undefined && processor !== undefined && architecture !== processor) {
        const other = architecture === "x64" ? "ubuntu-24_04-lts:server-arm64" : "ubuntu-24_04-lts:server";
        const size = architecture === "x64" ? "Standard_B2ls_v2" : "Standard_B2pls_v2";
        return [
            {
                ...fault,
                expected: `a size with ${architecture} processors, for which the image ${image} is made`,
                mend: `Choose another size, for example ${size}, or another image, for example Canonical:${other}:latest`,
            },
        ];
    }
    const generation = generationOf(image);
    const bootable = generationOfSize(vmSize);
    return generation === undefined || bootable === undefined || generation === bootable
        ? []
        : [
              {
                  ...fault,
                  expected: `a size that boots generation ${generation}, which the image ${image} has`,
                  mend: "Choose another size, for example Standard_B2ls_v2, which boots both generations",
              },
          ];
}

function trustedLaunchFaults({ trustedLaunch }: DockerHostVmArgs, image: string): readonly Fault[] {
    const fault = { argument: "trustedLaunch", got: true };
    if (trustedLaunch === true && generationOf(image) === 1) {
        const mend = "Leave trustedLaunch out, or choose an image of generation 2";
        return [{ ...fault, expected: `false: the image ${image} is of generation 1`, mend }];
    }
    if (trustedLaunch === true && isManagedImage(image)) {
        const mend = "Leave trustedLaunch out, or publish the image in an Azure Compute Gallery";
        return [{ ...fault, expected: "false: Azure has no trusted launch for managed images", mend }];
    }
    return [];
}

function patchFaults({ patchMode }: DockerHostVmArgs, image: string): readonly Fault[] {
    const expected = `ImageDefault: Azure patches only marketplace images that it knows, and not ${image}`;
    const mend = "Leave patchMode out, or write ImageDefault";
    return patchMode === PatchMode.AutomaticByPlatform && isNeverPatched(image)
        ? [{ argument: "patchMode", expected, got: patchMode, mend }]
        : [];
}
