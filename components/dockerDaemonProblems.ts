import { authorityTogether } from "./certificates/certificateAuthorityArgs";
import { chosenClientProblems } from "./certificates/chosenClient";
import type { DockerDaemonArgs } from "./dockerDaemonArgs";
import { uncarriable } from "./engine/daemonRules";
import { presetProblems } from "./engine/daemonPreset";
import { dockerExtensionProblems } from "./engine/dockerExtensionProblems";
import { engineProblems } from "./engine/engineProblems";
import { hardened } from "./engine/daemonTable";
import { renderInstallScript, SCRIPT_LIMIT } from "./engine/installScript";
import { DaemonPreset, EngineInstall, EngineSource } from "./options";
import type { Problem } from "./validation/problems";
import { anyOf, memberwise } from "./validation/walk";
import { withDefaults } from "./withDefaults";

/** The arguments about the engine. */
const ENGINE = [
    ...["daemon", "daemonPreset", "daemonOptions"],
    ...["engineInstall", "engineSource", "engineVersion", "engineMirror", "engine", "dockerExtension"],
];

/** Checks the arguments that both components have against each other. @param own the problems of each on its own */
export function daemonProblems(args: DockerDaemonArgs, own: readonly Problem[]): readonly Problem[] {
    return [
        ...misplaced(args, OWNED_BY),
        ...(anyOf(own, ["clientFiles"]) ? [] : folderProblems(args)),
        ...(anyOf(own, ENGINE)
            ? []
            : [
                  ...installProblems(args),
                  ...engineProblems(withDefaults(args)),
                  ...dockerExtensionProblems(withDefaults(args)),
              ]),
        ...authorityTogether(args, own),
        ...(anyOf(own, ["clients", "client", "authority"]) ? [] : clientProblems(args)),
    ];
}

/** Arguments that belong to a part the caller passes in. They would be silently ignored. */
const OWNED_BY = {
    authority: ["caValidityHours", "clients", "clientIssuers", "authorityGenerations", "existingAuthorities"],
    clientFiles: ["dockerCertDir", "writeClientFiles"],
} as const;

/** The arguments that belong to given parts. */
export function misplaced<Args extends object>(
    args: Args,
    ownedBy: Partial<Readonly<Record<keyof Args, readonly (keyof Args & string)[]>>>,
): readonly Problem[] {
    return Object.entries<readonly (keyof Args & string)[] | undefined>(ownedBy).flatMap(([owner, names = []]) =>
        args[owner as keyof Args] === undefined
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
function clientProblems(args: DockerDaemonArgs): readonly Problem[] {
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

/** Checks a folder that nothing is written to. */
function folderProblems({ writeClientFiles, dockerCertDir, clientFiles }: DockerDaemonArgs): readonly Problem[] {
    const expected = "no value unless writeClientFiles is true";
    const fix = "Set writeClientFiles to true, or omit dockerCertDir";
    return dockerCertDir !== undefined && writeClientFiles !== true && clientFiles === undefined
        ? [{ argument: "dockerCertDir", expected, got: dockerCertDir, fix }]
        : [];
}

/** Checks arguments that only one way of installation supports. */
export function installProblems(args: DockerDaemonArgs): readonly Problem[] {
    const { engineInstall } = withDefaults(args);
    if (engineInstall === EngineInstall.CustomScript) {
        return [
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
function scriptOnly({ daemonPreset: got = DaemonPreset.Default }: DockerDaemonArgs): readonly Problem[] {
    const expected = "default, because the DockerExtension sets up nothing on the host except the daemon";
    const fix = "Omit it, or set engineInstall to CustomScript";
    return got === DaemonPreset.Default ? [] : [{ argument: "daemonPreset", expected, got, fix }];
}

/** A placeholder for a certificate that is not created yet, four times as long as one with a large key. */
const ROOM_FOR_CERTIFICATE = `-----BEGIN CERTIFICATE-----${"=".repeat(8_000)}`;

/** The extension reports success for a script that is too long, without running it. */
function scriptLengthProblems(args: DockerDaemonArgs): readonly Problem[] {
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

function mirrorProblems({ engineMirror, engineSource }: DockerDaemonArgs): readonly Problem[] {
    const expected = "no value together with engineSource ubuntu, because it mirrors Docker's repository";
    const fix = "Omit engineMirror, or set engineSource to docker";
    const clash = engineMirror !== undefined && engineSource === EngineSource.Ubuntu;
    return clash ? [{ argument: "engineMirror", expected, got: engineMirror, fix }] : [];
}
