import { authorityTogether } from "./certificates/certificateAuthorityArgs";
import { chosenClientProblems } from "./certificates/chosenClient";
import type { ClientFilesReference } from "./client/clientFilesArgs";
import { type DockerHostVmArgs, dockerHostVmRules } from "./dockerHostVmArgs";
import { uncarriable } from "./engine/daemonRules";
import { presetProblems } from "./engine/daemonPreset";
import { engineProblems } from "./engine/engineProblems";
import { hardened } from "./engine/daemonTable";
import { renderInstallScript, SCRIPT_LIMIT } from "./engine/installScript";
import { passwordProblems } from "./machine/administratorRules";
import { diskProblems } from "./machine/diskProblems";
import { retirement } from "./machine/image";
import { machineProblems } from "./machine/machineProblems";
import { addressProblems, partsProblems } from "./network/addressProblems";
import { networkTogether } from "./network/hostNetworkArgs";
import { hostName as hostNameRule } from "./network/networkRules";
import { DaemonPreset, EngineInstall, EngineSource } from "./options";
import { isUnknown, type Problem } from "./validation/problems";
import { anyOf, memberwise, walk } from "./validation/walk";
import { withDefaults } from "./withDefaults";

/** The arguments that describe the machine and its engine. */
const MACHINE = [
    ...["vmSize", "image", "trustedLaunch", "patchMode", "machine", "disks", "daemon", "daemonPreset", "daemonOptions"],
    ...["engineInstall", "engineSource", "engineVersion", "engineMirror", "engine"],
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
        ...misplaced(args),
        ...(args.network === undefined && args.address === undefined ? networkTogether(args, own) : []),
        ...partsProblems(args),
        ...(anyOf(own, ADDRESS) ? [] : addressProblems(args)),
        ...passwordProblems(args),
        ...(anyOf(own, ["clientFiles", "sshPublicKeys"]) ? [] : clientFileProblems(args)),
        ...(anyOf(own, MACHINE)
            ? []
            : [
                  ...installProblems(args),
                  ...engineProblems(withDefaults(args)),
                  ...machineProblems(withDefaults(args)),
                  ...diskProblems(withDefaults(args)),
              ]),
        ...authorityTogether(args, own),
        ...(anyOf(own, ["clients", "client", "authority"]) ? [] : clientProblems(args)),
    ];
}

/** Arguments that belong to a part the caller passes in. They would be silently ignored. */
const OWNED_BY = {
    network: ["allowedSources", "dockerPort", "location", "networking"],
    address: ["dnsLabel", "publicAddress", "publicIpAddressId", "privateIpAddress"],
    authority: ["caValidityHours", "clients", "clientIssuers", "authorityGenerations", "existingAuthorities"],
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
                      expected: `no value together with ${owner}, which already has one`,
                      got: args[argument],
                      fix: `Omit it here and set it where ${owner} is created`,
                  })),
    );
}

/** The chosen client must exist, and files need its key. */
function clientProblems(args: DockerHostVmArgs): readonly Problem[] {
    const { authority, client, writeClientFiles } = args;
    if (authority === undefined) {
        const { clients } = withDefaults(args);
        const fix = "Add a name to clients, or set writeClientFiles to false";
        const nobody = { argument: "writeClientFiles", expected: "false, because clients is empty", got: true, fix };
        const isNobody = clients.length === 0 && args.clientIssuers !== undefined && writeClientFiles === true;
        return isNobody ? [nobody] : chosenClientProblems(clients, client);
    }
    const argument = writeClientFiles === true ? "writeClientFiles" : "client";
    const expected = "no value, because the given authority has no clients' keys";
    const fix = "Pass the CertificateAuthority itself, or omit it and fetch the files where the clients are created";
    return args[argument] !== undefined && memberwise(authority).clients === undefined
        ? [{ argument, expected, got: args[argument], fix }]
        : [];
}

/** Checks a folder that nothing is written to, and an SSH key file without its public key. */
function clientFileProblems({
    writeClientFiles,
    dockerCertDir,
    clientFiles,
    sshPublicKeys,
}: DockerHostVmArgs): readonly Problem[] {
    const problems: Problem[] = [];
    if (dockerCertDir !== undefined && writeClientFiles !== true && clientFiles === undefined) {
        const fix = "Set writeClientFiles to true, or omit dockerCertDir";
        problems.push({
            argument: "dockerCertDir",
            expected: "no value unless writeClientFiles is true",
            got: dockerCertDir,
            fix,
        });
    }
    const keyFile = isUnknown(clientFiles)
        ? undefined
        : (clientFiles as ClientFilesReference | undefined)?.sshPrivateKeyPath;
    if (keyFile !== undefined && (sshPublicKeys ?? []).length === 0) {
        const expected = "the public key that matches the private SSH key in clientFiles";
        problems.push({
            argument: "sshPublicKeys",
            expected,
            got: sshPublicKeys,
            fix: "Add that public key",
        });
    }
    return problems;
}

/** Checks arguments that only one way of installation supports. */
export function installProblems(args: DockerHostVmArgs): readonly Problem[] {
    const { engineInstall, image } = withDefaults(args);
    if (engineInstall === EngineInstall.CustomScript) {
        return [
            ...scriptImageProblems(image),
            ...mirrorProblems(args),
            ...presetProblems(args.daemon, args.daemonPreset),
            ...scriptLengthProblems(args),
        ];
    }
    const only = ["engineSource", "engineVersion", "engineMirror"] as const;
    return [
        ...only
            .filter((argument) => args[argument] !== undefined)
            .map((argument) => ({
                argument,
                expected: "no value, because the DockerExtension chooses the engine itself",
                got: args[argument],
                fix: "Omit it, or set engineInstall to CustomScript",
            })),
        ...scriptOnly(args),
        ...uncarriable(args.daemon ?? {}),
    ];
}

/** The DockerExtension sets up nothing on the host except the daemon. */
function scriptOnly({ daemonPreset: got = DaemonPreset.Default }: DockerHostVmArgs): readonly Problem[] {
    const expected = "default, because the DockerExtension sets up nothing on the host except the daemon";
    const fix = "Omit it, or set engineInstall to CustomScript";
    return got === DaemonPreset.Default ? [] : [{ argument: "daemonPreset", expected, got, fix }];
}

/** Neither Docker's repository nor the extension supports old releases. */
function scriptImageProblems(image: string): readonly Problem[] {
    const expected = "a supported image with engineInstall CustomScript, because Docker has no packages for older ones";
    const fix = "Set image to ubuntu-24.04, or engineInstall to DockerExtension to reproduce the setup of 2014";
    return retirement(image) === undefined ? [] : [{ argument: "image", expected, got: image, fix }];
}

/** A placeholder for a certificate that is not created yet, four times as long as one with a large key. */
const ROOM_FOR_CERTIFICATE = `-----BEGIN CERTIFICATE-----${"=".repeat(8_000)}`;

/** The extension reports success for a script that is too long, without running it. */
function scriptLengthProblems(args: DockerHostVmArgs): readonly Problem[] {
    const { engineSource, engineVersion = "", engineMirror, daemonPreset, ...others } = withDefaults(args);
    const { daemon = {}, daemonOptions = [] } = others;
    const script = renderInstallScript({
        ...{ engineSource, engineVersion, engineMirror, daemonOptions, keepNewer: true, dockerPort: 65_535 },
        daemon: hardened(daemon, daemonPreset),
        audit: true,
        certificates: { ca: ROOM_FOR_CERTIFICATE, cert: ROOM_FOR_CERTIFICATE, key: ROOM_FOR_CERTIFICATE },
    });
    const length = Math.ceil(Buffer.byteLength(script) / 3) * 4;
    const expected = `settings that keep the installation script within ${SCRIPT_LIMIT} base64 characters`;
    const fix = "Shorten the seccomp profile, the labels or the options";
    return length <= SCRIPT_LIMIT ? [] : [{ argument: "daemon", expected, got: length, fix }];
}

function mirrorProblems({ engineMirror, engineSource }: DockerHostVmArgs): readonly Problem[] {
    const expected = "no value together with engineSource ubuntu, because it mirrors Docker's repository";
    const fix = "Omit engineMirror, or set engineSource to docker";
    const clash = engineMirror !== undefined && engineSource === EngineSource.Ubuntu;
    return clash ? [{ argument: "engineMirror", expected, got: engineMirror, fix }] : [];
}
