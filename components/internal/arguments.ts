import type { CertificateAuthorityArgs } from "../certificateAuthority";
import type { ClientFilesArgs } from "../clientFiles";
import type { DockerHostVmArgs } from "../dockerHostVmArgs";
import type { HostNetworkArgs } from "../hostNetwork";
import { EndpointHost, EngineInstall, EngineSource, KeyAlgorithm, PatchMode } from "../options";
import { clientFileFaults, firmwareFaults, installFaults, misplaced } from "./combinations";
import { daemon, furtherDaemonOption } from "./daemonRules";
import { DEFAULT_CLIENT } from "./defaults";
import { type Fault, isLate, type Rule } from "./faults";
import { image } from "./image";
import { isRecord } from "./records";
import { caValidityHours, certificateValidityHours, earlyRenewalHours, lifetimeFaults } from "./lifetimes";
import * as rules from "./rules";
import { vmSize } from "./vmSize";
import { withDefaults } from "./withDefaults";

/**
 * The rule of each argument that has one, by name. The stack's configuration keys have the same names and rules. Where a
 * value may be left out, nothing is checked then.
 */
export const argumentRules = {
    hostNames: allOf(
        rules.listOf(rules.hostName),
        rules.distinct,
        notEmpty("at least one host name", "Name a host, for example build"),
    ),
    hostName: rules.hostName,
    location: rules.text,
    vmSize,
    image,
    engineInstall: rules.oneOf(Object.values(EngineInstall)),
    adminUsername: rules.adminUsername,
    adminPassword: rules.adminPassword,
    sshPublicKey: rules.sshPublicKey,
    sshPublicKeys: allOf(rules.listOf(rules.sshPublicKey), rules.distinct),
    allowedSources: allOf(
        rules.listOf(rules.allowedSource),
        rules.distinct,
        rules.disjoint,
        notEmpty(
            "at least one address range or service tag: nobody can reach the host else",
            "Write your own address, for example 203.0.113.7/32",
        ),
    ),
    dockerPort: rules.dockerPort,
    dnsLabel: rules.dnsLabel,
    endpointHost: rules.oneOf(Object.values(EndpointHost)),
    dockerCertDir: rules.folder,
    daemonOptions: rules.listOf(furtherDaemonOption),
    daemon,
    engineSource: rules.oneOf(Object.values(EngineSource)),
    engineVersion: rules.packageVersion,
    engineMirror: rules.httpsAddress,
    trustedLaunch: rules.trueOrFalse,
    patchMode: rules.oneOf(Object.values(PatchMode)),
    encryptionAtHost: rules.trueOrFalse,
    serverNames: allOf(rules.listOf(rules.serverName), rules.distinct),
    keyAlgorithm: rules.oneOf(Object.values(KeyAlgorithm)),
    caValidityHours,
    certificateValidityHours,
    earlyRenewalHours,
    readinessTimeoutSeconds: rules.wholeNumber("seconds", 0, 5_400),
} as const satisfies Record<string, Rule>;

type RuledArgument = keyof typeof argumentRules;

function allOf(...all: readonly Rule[]): Rule {
    return (argument, value) => all.flatMap((rule) => rule(argument, value));
}

function notEmpty(expected: string, mend: string): Rule {
    return (argument, value) =>
        Array.isArray(value) && value.length === 0 ? [{ argument, expected, got: value, mend }] : [];
}

/** The faults of those of the given arguments that are there and known. */
function faultsOf(args: object, names: readonly RuledArgument[]): readonly Fault[] {
    const given = args as Partial<Record<RuledArgument, unknown>>;
    return names
        .filter((name) => given[name] !== undefined && !isLate(given[name]))
        .flatMap((name) => argumentRules[name](name, given[name]));
}

function missing(args: object, name: RuledArgument, mend: string): readonly Fault[] {
    const there = (args as Partial<Record<RuledArgument, unknown>>)[name] !== undefined;
    return there ? [] : [{ argument: name, expected: "a value: it has no default", got: undefined, mend }];
}

/** Lifetimes against each other, but only when each is right by itself. */
function lifetimesOf(args: CertificateAuthorityArgs): readonly Fault[] {
    const own = faultsOf(args, ["caValidityHours", "certificateValidityHours", "earlyRenewalHours"]);
    return own.length > 0 ? own : lifetimeFaults(withDefaults(args));
}

/** All that is wrong with the arguments of a certificate authority. */
export function certificateAuthorityFaults(args: CertificateAuthorityArgs): readonly Fault[] {
    return [...faultsOf(args, ["keyAlgorithm"]), ...lifetimesOf(args)];
}

/** What a network and a host that makes its own network have in common. */
function openingFaults(args: Partial<HostNetworkArgs>): readonly Fault[] {
    return [
        ...missing(args, "allowedSources", 'Write your own address, for example ["203.0.113.7/32"]'),
        ...faultsOf(args, ["allowedSources", "dockerPort", "location"]),
    ];
}

/** All that is wrong with the arguments of a network. */
export function hostNetworkFaults(args: HostNetworkArgs): readonly Fault[] {
    return openingFaults(args);
}

/** All that is wrong with the arguments of client files. */
export function clientFilesFaults(args: ClientFilesArgs): readonly Fault[] {
    return [
        ...missing(args, "dockerCertDir", "Name the folder, for example ~/.docker/build"),
        ...faultsOf(args, ["dockerCertDir"]),
        ...(isLate(args.clients) ? [] : clientFaults("clients", args.clients)),
    ];
}

/** Client identities by name, one of which is there whatever the others are. */
export const clientFaults: Rule = (argument, value) => {
    const clients = isRecord(value) ? value : {};
    const expected = `a client named ${DEFAULT_CLIENT}`;
    return Object.hasOwn(clients, DEFAULT_CLIENT)
        ? []
        : [{ argument, expected, got: Object.keys(clients), mend: "Add it, or give a CertificateAuthority" }];
};

/** What a host's own network interface needs of a network that others made. */
export const joinable: Rule = (argument, value) => {
    const expected = "an Azure resource id: the host's network interface joins it";
    const mend = "Give a HostNetwork, or the host's address with an interface that is in a network already";
    return typeof value === "string" && value !== "" ? [] : [{ argument, expected, got: value, mend }];
};

/** Parts of other components, as far as they are known. */
function referenceFaults({ authority, network, address }: DockerHostVmArgs): readonly Fault[] {
    const known = (name: string, value: unknown, part: string, rule: Rule): readonly Fault[] => {
        const member = isLate(value) ? value : (value as Record<string, unknown> | undefined)?.[part];
        return value === undefined || isLate(member) ? [] : rule(`${name}.${part}`, member);
    };
    return [
        ...known("authority", authority, "clients", clientFaults),
        ...known("network", network, "dockerPort", argumentRules.dockerPort),
        ...(address === undefined
            ? (["subnetId", "securityGroupId"] as const).flatMap((part) => known("network", network, part, joinable))
            : []),
    ];
}

/** An address is one in a network. */
function addressFaults({ network, address }: DockerHostVmArgs): readonly Fault[] {
    const expected = "the network of that address: its resource group, location and Docker port";
    const mend = "Give the network too, or leave address out";
    return address !== undefined && network === undefined ? [{ argument: "network", expected, mend }] : [];
}

/** The VM and its engine: first each argument by itself, then, when they are right, together. */
function machineFaults(args: DockerHostVmArgs): readonly Fault[] {
    const own = [
        ...faultsOf(args, ["vmSize", "image", "adminUsername", "adminPassword", "sshPublicKeys"]),
        ...faultsOf(args, ["trustedLaunch", "patchMode", "encryptionAtHost"]),
        ...faultsOf(args, [
            "engineInstall",
            "engineSource",
            "engineVersion",
            "engineMirror",
            "daemonOptions",
            "daemon",
        ]),
    ];
    return own.length > 0 ? own : [...installFaults(args), ...firmwareFaults(args)];
}

/** All that is wrong with the arguments of a host, those for the parts that it makes itself included. */
export function dockerHostVmFaults(name: string, args: DockerHostVmArgs): readonly Fault[] {
    const hostName = args.hostName ?? name;
    return [
        ...misplaced(args),
        ...clientFileFaults(args),
        ...argumentRules.hostName("hostName", hostName),
        ...machineFaults(args),
        ...faultsOf(args, ["dnsLabel", "endpointHost", "dockerCertDir", "serverNames", "readinessTimeoutSeconds"]),
        ...certificateAuthorityFaults(args),
        ...referenceFaults(args),
        ...addressFaults(args),
        ...(args.network === undefined && args.address === undefined ? openingFaults(args) : []),
    ];
}
