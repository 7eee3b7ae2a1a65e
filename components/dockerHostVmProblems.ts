import { isRecord } from "../shared/json";
import { lifetimesTogether } from "./certificates/certificateAuthorityArgs";
import type { ClientFilesReference } from "./client/clientFilesArgs";
import { type DockerHostVmArgs, dockerHostVmRules } from "./dockerHostVmArgs";
import { uncarriable } from "./engine/daemonRules";
import { hardened } from "./engine/daemonTable";
import { renderInstallScript, SCRIPT_LIMIT } from "./engine/installScript";
import { architectureOf, generationOf, isManagedImage, isNeverPatched, retirement } from "./machine/image";
import { architectureOfSize, generationOfSize } from "./machine/vmSize";
import { joinable, missingSources } from "./network/hostNetworkArgs";
import { hostName as hostNameRule } from "./network/networkRules";
import { EngineInstall, EngineSource, PatchMode } from "./options";
import { isUnknown, type Problem } from "./validation/problems";
import { anyOf, walk } from "./validation/walk";
import { withDefaults } from "./withDefaults";

/** What the machine is made from, and with which engine. */
const MACHINE = [
    ...["vmSize", "image", "trustedLaunch", "patchMode", "daemon", "daemonOptions"],
    ...["engineInstall", "engineSource", "engineVersion", "engineMirror"],
];

/** All that is wrong with the arguments of a host, those for the parts that it makes itself included. */
export function dockerHostVmProblems(name: string, args: DockerHostVmArgs): readonly Problem[] {
    const own = walk(args, dockerHostVmRules);
    if (anyOf(own, [])) {
        return own;
    }
    return [
        ...own,
        ...(args.hostName === undefined ? hostNameRule("hostName", name) : []),
        ...misplaced(args),
        ...(args.network === undefined && args.address === undefined ? missingSources(args) : []),
        ...joiningProblems(args),
        ...addressProblems(args),
        ...(anyOf(own, ["clientFiles", "sshPublicKeys"]) ? [] : clientFileProblems(args)),
        ...(anyOf(own, MACHINE) ? [] : [...installProblems(args), ...firmwareProblems(args)]),
        ...lifetimesTogether(args, own),
    ];
}

/** A network that others made has what the host's own interface joins. */
function joiningProblems({ network, address }: DockerHostVmArgs): readonly Problem[] {
    const given: unknown = network;
    if (!isRecord(given) || isUnknown(given) || address !== undefined) {
        return [];
    }
    return ["subnetId", "securityGroupId"]
        .filter((part) => given[part] === undefined)
        .flatMap((part) => joinable(`network.${part}`, undefined));
}

/** An address is one in a network. */
function addressProblems({ network, address }: DockerHostVmArgs): readonly Problem[] {
    const expected = "the network of that address: its resource group, location and Docker port";
    const fix = "Give the network too, or leave address out";
    return address !== undefined && network === undefined ? [{ argument: "network", expected, fix }] : [];
}

/** Arguments that belong to something the caller made apart and gave: they would be ignored without a word. */
const OWNED_BY = {
    network: ["allowedSources", "dockerPort", "location"],
    address: ["dnsLabel"],
    authority: ["caValidityHours"],
    clientFiles: ["dockerCertDir", "writeClientFiles"],
} as const;

function misplaced(args: DockerHostVmArgs): readonly Problem[] {
    return Object.entries(OWNED_BY).flatMap(([owner, names]) =>
        args[owner as keyof typeof OWNED_BY] === undefined
            ? []
            : names
                  .filter((name) => args[name] !== undefined)
                  .map((argument) => ({
                      argument,
                      expected: `no value beside ${owner}, which has it already`,
                      got: args[argument],
                      fix: `Leave it out here and set it where ${owner} is made`,
                  })),
    );
}

/** Client files belong together: a folder without leave to write, and a key file whose public half is another's. */
function clientFileProblems({
    writeClientFiles,
    dockerCertDir,
    clientFiles,
    sshPublicKeys,
}: DockerHostVmArgs): readonly Problem[] {
    const problems: Problem[] = [];
    if (dockerCertDir !== undefined && writeClientFiles !== true && clientFiles === undefined) {
        const fix = "Set writeClientFiles to true, or leave the folder out";
        problems.push({
            argument: "dockerCertDir",
            expected: "writeClientFiles to be true beside it",
            got: dockerCertDir,
            fix,
        });
    }
    const keyFile = isUnknown(clientFiles)
        ? undefined
        : (clientFiles as ClientFilesReference | undefined)?.sshPrivateKeyPath;
    if (keyFile !== undefined && (sshPublicKeys ?? []).length === 0) {
        const expected = "the public half of the SSH key in clientFiles";
        problems.push({
            argument: "sshPublicKeys",
            expected,
            got: sshPublicKeys,
            fix: "Give the public key of that file",
        });
    }
    return problems;
}

/** What only one way of installation can do: an error, not a silent drop. */
export function installProblems(args: DockerHostVmArgs): readonly Problem[] {
    const { engineInstall, image } = withDefaults(args);
    if (engineInstall === EngineInstall.CustomScript) {
        return [...scriptImageProblems(image), ...mirrorProblems(args), ...scriptLengthProblems(args)];
    }
    const only = ["engineSource", "engineVersion", "engineMirror"] as const;
    return [
        ...only
            .filter((argument) => args[argument] !== undefined)
            .map((argument) => ({
                argument,
                expected: "no value: the DockerExtension installs what it finds",
                got: args[argument],
                fix: "Leave it out, or set engineInstall to CustomScript",
            })),
        ...uncarriable(args.daemon ?? {}),
    ];
}

/** Docker's repository and the extension itself have left the old releases behind. */
function scriptImageProblems(image: string): readonly Problem[] {
    const expected = "an image in support with engineInstall CustomScript: Docker has no packages for older ones";
    const fix = "Set image to ubuntu-24.04, or engineInstall to DockerExtension for the shape of 2014";
    return retirement(image) === undefined ? [] : [{ argument: "image", expected, got: image, fix }];
}

/** What stands for a certificate before it is made: four times as long as one of a large key. */
const ROOM_FOR_CERTIFICATE = `-----BEGIN CERTIFICATE-----${"=".repeat(8_000)}`;

/** The extension calls a script that is too long a success and runs nothing. */
function scriptLengthProblems(args: DockerHostVmArgs): readonly Problem[] {
    const { engineSource, engineVersion = "", engineMirror, daemon = {}, daemonOptions = [] } = withDefaults(args);
    const script = renderInstallScript({
        ...{ engineSource, engineVersion, engineMirror, daemonOptions, keepNewer: true, dockerPort: 65_535 },
        daemon: hardened(daemon),
        certificates: { ca: ROOM_FOR_CERTIFICATE, cert: ROOM_FOR_CERTIFICATE, key: ROOM_FOR_CERTIFICATE },
    });
    const length = Math.ceil(Buffer.byteLength(script) / 3) * 4;
    const expected = `settings with which the script for the VM has at most ${SCRIPT_LIMIT} characters in base64`;
    const fix = "Shorten the seccomp profile, or labels and options";
    return length <= SCRIPT_LIMIT ? [] : [{ argument: "daemon", expected, got: length, fix }];
}

function mirrorProblems({ engineMirror, engineSource }: DockerHostVmArgs): readonly Problem[] {
    const expected = "no value beside engineSource ubuntu: it is a mirror of Docker's repository";
    const fix = "Leave one of the two out";
    const clash = engineMirror !== undefined && engineSource === EngineSource.Ubuntu;
    return clash ? [{ argument: "engineMirror", expected, got: engineMirror, fix }] : [];
}

/** What the image is made for, what the size boots, what trusted launch and automatic patches need. */
export function firmwareProblems(args: DockerHostVmArgs): readonly Problem[] {
    const { image, vmSize } = withDefaults(args);
    return [...sizeProblems(image, vmSize), ...trustedLaunchProblems(args, image), ...patchProblems(args, image)];
}

function sizeProblems(image: string, vmSize: string): readonly Problem[] {
    const problem = { argument: "vmSize", got: vmSize };
    const architecture = architectureOf(image);
    const processor = architectureOfSize(vmSize);
    if (architecture !== undefined && processor !== undefined && architecture !== processor) {
        const other = architecture === "x64" ? "ubuntu-24_04-lts:server-arm64" : "ubuntu-24_04-lts:server";
        const size = architecture === "x64" ? "Standard_B2ls_v2" : "Standard_B2pls_v2";
        return [
            {
                ...problem,
                expected: `a size with ${architecture} processors, for which the image ${image} is made`,
                fix: `Choose another size, for example ${size}, or another image, for example Canonical:${other}:latest`,
            },
        ];
    }
    const generation = generationOf(image);
    const bootable = generationOfSize(vmSize);
    return generation === undefined || bootable === undefined || generation === bootable
        ? []
        : [
              {
                  ...problem,
                  expected: `a size that boots generation ${generation}, which the image ${image} has`,
                  fix: "Choose another size, for example Standard_B2ls_v2, which boots both generations",
              },
          ];
}

function trustedLaunchProblems({ trustedLaunch }: DockerHostVmArgs, image: string): readonly Problem[] {
    const problem = { argument: "trustedLaunch", got: true };
    if (trustedLaunch === true && generationOf(image) === 1) {
        const fix = "Leave trustedLaunch out, or choose an image of generation 2";
        return [{ ...problem, expected: `false: the image ${image} is of generation 1`, fix }];
    }
    if (trustedLaunch === true && isManagedImage(image)) {
        const fix = "Leave trustedLaunch out, or publish the image in an Azure Compute Gallery";
        return [{ ...problem, expected: "false: Azure has no trusted launch for managed images", fix }];
    }
    return [];
}

function patchProblems({ patchMode }: DockerHostVmArgs, image: string): readonly Problem[] {
    const expected = `ImageDefault: Azure patches only marketplace images that it knows, and not ${image}`;
    const fix = "Leave patchMode out, or write ImageDefault";
    return patchMode === PatchMode.AutomaticByPlatform && isNeverPatched(image)
        ? [{ argument: "patchMode", expected, got: patchMode, fix }]
        : [];
}
