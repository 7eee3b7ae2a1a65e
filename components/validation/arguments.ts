import type {
    CertificateAuthorityArgs,
    CertificateAuthorityReference,
    ClientCertificate,
} from "../certificates/certificateAuthority";
import type { ClientCertPaths, ClientFilesArgs, ClientFilesReference } from "../client/clientFiles";
import type { DockerHostVmArgs } from "../dockerHostVmArgs";
import type { HostAddress } from "../network/hostAddress";
import type { HostNetworkArgs, HostNetworkReference } from "../network/hostNetwork";
import { EndpointHost, EngineInstall, EngineSource, KeyAlgorithm, PatchMode } from "../options";
import { clientFileProblems, firmwareProblems, installProblems, misplaced } from "../dockerHostVmProblems";
import { daemon, furtherDaemonOption } from "../engine/daemonRules";
import { DEFAULT_CLIENT } from "../defaults";
import { type Problem, isUnknown, type Rule } from "./problems";
import { image } from "../machine/image";
import { isRecord } from "../../shared/json";
import {
    caValidityHours,
    certificateValidityHours,
    earlyRenewalHours,
    lifetimeProblems,
} from "../certificates/lifetimes";
import * as rules from "./rules";
import { vmSize } from "../machine/vmSize";
import { membersOf, type Rules, walk } from "./walk";
import { withDefaults } from "../withDefaults";

/** The rules of arguments by name, which several components have. The stack's keys have the same names and rules. */
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
    sshPublicKeys: allOf(rules.listOfInputs(rules.sshPublicKey), rules.distinct),
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
    writeClientFiles: rules.trueOrFalse,
} as const satisfies Record<string, Rule>;

function allOf(...all: readonly Rule[]): Rule {
    return (argument, value) => all.flatMap((rule) => rule(argument, value));
}

function notEmpty(expected: string, fix: string): Rule {
    return (argument, value) =>
        Array.isArray(value) && value.length === 0 ? [{ argument, expected, got: value, fix }] : [];
}

/** Client identities by name, one of which is there whatever the others are. */
export const clientProblems: Rule = (argument, value) => {
    const clients = isRecord(value) ? value : {};
    const expected = `a client named ${DEFAULT_CLIENT}`;
    const fix = "Add it, or give a CertificateAuthority";
    return Object.hasOwn(clients, DEFAULT_CLIENT)
        ? Object.entries(clients).flatMap(([name, one]) => (isUnknown(one) ? [] : client(`${argument}.${name}`, one)))
        : [{ argument, expected, got: isRecord(value) ? Object.keys(clients) : value, fix }];
};

/** The members of a client identity. */
export const clientRules = {
    certPem: { input: rules.certificatePem },
    keyPem: { input: rules.privateKeyPem },
} as const satisfies Rules<ClientCertificate>;
const client = membersOf("a client's certificate and key", clientRules);

/** What a host's own network interface needs of a network that others made. */
export const joinable: Rule = (argument, value) => {
    const expected = "an Azure resource id: the host's network interface joins it";
    const fix = "Give a HostNetwork, or the host's address with an interface that is in a network already";
    return typeof value === "string" && value !== "" ? [] : [{ argument, expected, got: value, fix }];
};

/** The members of what one component gives to another. */
export const referenceRules = {
    authority: {
        caCertPem: { input: rules.certificatePem },
        caKeyPem: { input: rules.privateKeyPem },
        clients: { input: clientProblems },
    } satisfies Rules<CertificateAuthorityReference>,
    network: {
        resourceGroupName: { input: rules.text },
        location: { input: rules.text },
        subnetId: { input: joinable },
        securityGroupId: { input: joinable },
        dockerPort: { input: rules.dockerPort },
    } satisfies Rules<HostNetworkReference>,
    address: {
        networkInterfaceId: { input: rules.text },
        publicIpAddress: { input: rules.text },
        fqdn: { input: rules.text },
        privateIpAddress: { input: rules.text },
    } satisfies Rules<HostAddress>,
    clientFiles: {
        dockerCertPath: { input: rules.text },
        clientCertPaths: {
            input: membersOf("the paths of client files", {
                ca: { input: rules.text },
                cert: { input: rules.text },
                key: { input: rules.text },
            } satisfies Rules<ClientCertPaths>),
        },
        sshPrivateKeyPath: { input: rules.text },
    } satisfies Rules<ClientFilesReference>,
} as const;

/** The rules of a certificate authority's arguments. */
export const certificateAuthorityRules = {
    keyAlgorithm: argumentRules.keyAlgorithm,
    caValidityHours,
    certificateValidityHours,
    earlyRenewalHours,
} as const satisfies Rules<CertificateAuthorityArgs>;

/** The rules of a network's arguments. */
export const hostNetworkRules = {
    allowedSources: argumentRules.allowedSources,
    dockerPort: argumentRules.dockerPort,
    location: argumentRules.location,
} as const satisfies Rules<HostNetworkArgs>;

/** The rules of the arguments of client files. */
export const clientFilesRules = {
    dockerCertDir: argumentRules.dockerCertDir,
    caCertPem: { input: rules.certificatePem },
    clients: { input: clientProblems },
    sshPrivateKey: { input: rules.privateKeyPem },
    dockerHosts: { input: rules.listOfInputs(rules.text) },
} as const satisfies Rules<ClientFilesArgs>;

/** The rules of a host's arguments, those for the parts that it makes itself included. */
export const dockerHostVmRules = {
    ...certificateAuthorityRules,
    ...hostNetworkRules,
    hostName: argumentRules.hostName,
    authority: { input: membersOf("a CertificateAuthority", referenceRules.authority) },
    network: {
        input: membersOf("a HostNetwork", referenceRules.network, ["subnetId", "securityGroupId"]),
    },
    address: { input: membersOf("the address of a host", referenceRules.address, ["privateIpAddress"]) },
    clientFiles: { input: membersOf("ClientFiles", referenceRules.clientFiles, ["sshPrivateKeyPath"]) },
    dnsLabel: argumentRules.dnsLabel,
    vmSize: argumentRules.vmSize,
    image: argumentRules.image,
    engineInstall: argumentRules.engineInstall,
    engineSource: argumentRules.engineSource,
    engineVersion: argumentRules.engineVersion,
    engineMirror: argumentRules.engineMirror,
    daemon: argumentRules.daemon,
    daemonOptions: argumentRules.daemonOptions,
    trustedLaunch: argumentRules.trustedLaunch,
    patchMode: argumentRules.patchMode,
    encryptionAtHost: argumentRules.encryptionAtHost,
    adminUsername: argumentRules.adminUsername,
    adminPassword: { input: argumentRules.adminPassword },
    sshPublicKeys: argumentRules.sshPublicKeys,
    endpointHost: argumentRules.endpointHost,
    serverNames: argumentRules.serverNames,
    readinessTimeoutSeconds: argumentRules.readinessTimeoutSeconds,
    writeClientFiles: argumentRules.writeClientFiles,
    dockerCertDir: argumentRules.dockerCertDir,
} as const satisfies Rules<DockerHostVmArgs>;

function missing(args: object, name: string, fix: string): readonly Problem[] {
    const there = (args as Readonly<Record<string, unknown>>)[name] !== undefined;
    return there ? [] : [{ argument: name, expected: "a value: it has no default", got: undefined, fix }];
}

/** Whether one of the arguments is wrong by itself: then what they mean together cannot be judged. */
function anyOf(own: readonly Problem[], names: readonly string[]): boolean {
    return own.some(({ argument }) => argument === "args" || names.includes(argument.split(/[.[]/)[0] ?? ""));
}

/** Lifetimes against each other. */
function lifetimesTogether(args: CertificateAuthorityArgs, own: readonly Problem[]): readonly Problem[] {
    const names = ["caValidityHours", "certificateValidityHours", "earlyRenewalHours"];
    return anyOf(own, names) ? [] : lifetimeProblems(withDefaults(args));
}

/** All that is wrong with the arguments of a certificate authority. */
export function certificateAuthorityProblems(args: CertificateAuthorityArgs): readonly Problem[] {
    const own = walk(args, certificateAuthorityRules);
    return [...own, ...lifetimesTogether(args, own)];
}

const YOUR_ADDRESS = 'Write your own address, for example ["203.0.113.7/32"]';

/** All that is wrong with the arguments of a network. */
export function hostNetworkProblems(args: HostNetworkArgs): readonly Problem[] {
    const own = walk(args, hostNetworkRules);
    return anyOf(own, []) ? own : [...own, ...missing(args, "allowedSources", YOUR_ADDRESS)];
}

/** All that is wrong with the arguments of client files. */
export function clientFilesProblems(args: ClientFilesArgs): readonly Problem[] {
    const needed = {
        dockerCertDir: "Name the folder, for example ~/.docker/build",
        caCertPem: "Give that of the authority",
        clients: "Give those of the authority",
    };
    const own = walk(args, clientFilesRules);
    return anyOf(own, [])
        ? own
        : [...own, ...Object.entries(needed).flatMap(([name, fix]) => missing(args, name, fix))];
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
        ...(args.hostName === undefined ? argumentRules.hostName("hostName", name) : []),
        ...misplaced(args),
        ...(args.network === undefined && args.address === undefined
            ? missing(args, "allowedSources", YOUR_ADDRESS)
            : []),
        ...joiningProblems(args),
        ...addressProblems(args),
        ...(anyOf(own, ["clientFiles", "sshPublicKeys"]) ? [] : clientFileProblems(args)),
        ...(anyOf(own, MACHINE) ? [] : [...installProblems(args), ...firmwareProblems(args)]),
        ...lifetimesTogether(args, own),
    ];
}
