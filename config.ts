import * as pulumi from "@pulumi/pulumi";
import type {
    CertificateAuthorityArgs,
    ClientFilesArgs,
    ClientVaultsArgs,
    DockerHostVmArgs,
    HostNetworkArgs,
} from "./components";
import { certificateAuthorityProblems } from "./components/certificates/certificateAuthorityArgs";
import { chosenClient } from "./components/certificates/chosenClient";
import { existingAuthorityRules } from "./components/certificates/existingAuthority";
import { defaultCertDir } from "./components/client/certDir";
import { readersOf } from "./components/client/clientVaultsArgs";
import { defaults } from "./components/defaults";
import { dockerHostVmProblems } from "./components/dockerHostVmProblems";
import { dockerExtensionRules } from "./components/engine/dockerExtensionSettings";
import { engineRules } from "./components/engine/engineSettings";
import { hostNetworkProblems } from "./components/network/hostNetworkArgs";
import { hostName } from "./components/network/networkRules";
import { allOf, distinct, listOf, notEmpty } from "./components/validation/rules";
import { dnsLabel as dnsLabelOf } from "./components/network/dnsLabel";
import { redacted, type Problem, ofSecret } from "./components/validation/problems";
import { throwIfInvalid } from "./components/validation/throwIfInvalid";
import { configKeys, type Key, type KeyName, PROJECT, type Type } from "./configKeys";
import { ofSingleHost, type PerHost, perHostProblems, sharedAddressProblems, type SingleHost } from "./perHost";
import { knownNames } from "./shared/nearest";
import { isRecord, parsedJson } from "./shared/json";

type Values = { [K in KeyName]?: ValueOf<(typeof configKeys)[K]["type"]> };
type ValueOf<T extends Type> = { string: string; integer: number; boolean: boolean; list: string[]; object: object }[T];

/** The validated configuration of the stack, divided among its components. */
export interface Settings {
    /** The hosts, each with its own arguments. */
    readonly hosts: readonly (SingleHost & { readonly name: string })[];
    /** The arguments of single hosts, as they are in the configuration. */
    readonly perHost: PerHost;
    readonly authority: CertificateAuthorityArgs;
    readonly network: HostNetworkArgs;
    /** Whether the stack has the output `authority`. */
    readonly shareAuthority: boolean;
    /** Undefined if no files are to be written. */
    readonly clientFiles: Pick<ClientFilesArgs, "dockerCertDir" | "client"> | undefined;
    /** Undefined if there are to be no vaults. */
    readonly vaultReaders: ClientVaultsArgs["readers"] | undefined;
    /** The arguments of every host, without the parts that the hosts share. */
    readonly host: DockerHostVmArgs;
}

/**
 * Reads the configuration and checks it for all hosts at once.
 *
 * @throws pulumi.RunError that names every unknown, missing or invalid key.
 */
export function loadSettings(): Settings {
    const { values, problems } = readValues(pulumi.runtime.allConfig());
    const settings = settingsFrom(values);
    const read = new Set(problems.map(({ argument }) => argument));
    const wrong = argumentProblems(settings).filter(({ argument }) => !read.has(argument));
    throwIfInvalid("Configuration", [...problems, ...withoutSecrets(values, wrong)]);
    return settings;
}

/** Any key may have a secret value. Neither the value nor a part of it is shown, even in a problem of another key. */
function withoutSecrets(values: Values, problems: readonly Problem[]): readonly Problem[] {
    const secrets = Object.entries(values).filter(([name]) => isKey(name) && isSecret(name));
    const texts = secrets.map(([, value]) => value);
    const generations = values.authorityGenerations ?? defaults.authorityGenerations;
    const known = [
        ...(isSecret("authorityGenerations") ? [] : generations),
        ...[existingAuthorityRules, engineRules, dockerExtensionRules].flatMap((rules) => Object.keys(rules)),
    ];
    return problems.map((problem) => {
        const secret = secrets.find(([name]) => problem.argument.split(/[.[]/)[0] === name)?.[0];
        const argument = knownPart(problem.argument, known);
        return redacted(secret === undefined ? problem : ofSecret({ ...problem, argument }), texts);
    });
}

/** A path up to the first name that may be a part of a secret: `existingAuthorities.g1.keyPem` if it has none. */
function knownPart(path: string, known: readonly string[]): string {
    const [key = "", ...members] = path.split(/[.[]/);
    const unknown = members.findIndex((member) => !known.includes(member));
    return [key, ...(unknown < 0 ? members : members.slice(0, unknown))].join(".");
}

/** The values by key, and the problems from reading them. Keys of other projects are ignored. */
function readValues(config: Readonly<Record<string, string>>): { values: Values; problems: readonly Problem[] } {
    const read = Object.entries(config)
        .filter(([key]) => key.startsWith(`${PROJECT}:`))
        .map(([key, text]) => readValue(key.slice(PROJECT.length + 1), text));
    return {
        values: Object.fromEntries(read.flatMap((one) => ("value" in one ? [[one.name, one.value]] : []))),
        problems: read.flatMap((one) => ("problem" in one ? [one.problem] : [])),
    };
}

type Read = { readonly name: string; readonly value: unknown } | { readonly problem: Problem };

function readValue(name: string, text: string): Read {
    if (!isKey(name)) {
        const fix = knownNames("keys", name, Object.keys(configKeys));
        return { problem: { argument: `${PROJECT}:${name}`, expected: "a known configuration key", fix } };
    }
    const key: Key = configKeys[name];
    const { parse, expected, written } = TYPES[key.type];
    const value = parse(text);
    if ((key.secret === true || key.secretIf?.(value) === true) && !isSecret(name)) {
        const fix =
            key.secretMember === undefined
                ? `Set a new value with pulumi config set --secret ${name}, and remove the plain text from the stack's file`
                : `Set each secret in it, and no more, as in pulumi config set --secret --path '${name}.${key.secretMember}', and remove the plain text from the stack's file`;
        return { problem: { argument: name, expected: "a secret, encrypted in the stack's file", fix } };
    }
    // Any key may have a secret value, so the value is not shown.
    const fix = `Write ${written} in the stack's file`;
    return value === undefined ? { problem: { argument: name, expected, fix } } : { name, value };
}

/** Pulumi does not declare this function. Its public ones warn if a secret is read as plain text. */
function isSecret(name: KeyName): boolean {
    const runtime = pulumi.runtime as unknown as { isConfigSecret(key: string): boolean };
    return runtime.isConfigSecret(`${PROJECT}:${name}`);
}

function isKey(name: string): name is KeyName {
    return Object.hasOwn(configKeys, name);
}

interface Reader<T> {
    readonly expected: string;
    /** The form of a value in a stack's file. */
    readonly written: string;
    /** Pulumi passes every value as text. */
    readonly parse: (text: string) => T | undefined;
}

const TYPES: { readonly [T in Type]: Reader<ValueOf<T>> } = {
    string: { expected: "a string", written: "a string", parse: (text) => text },
    integer: {
        expected: "a whole number",
        written: "digits only",
        parse: (text) => (/^-?\d+$/.test(text) ? Number(text) : undefined),
    },
    boolean: {
        expected: "true or false",
        written: "true or false",
        parse: (text) => (text === "true" || text === "false" ? text === "true" : undefined),
    },
    list: {
        expected: "a list of strings",
        written: `a YAML list, even for a single element (after the sandbox's --set, a JSON list: 'KEY=["VALUE"]'),`,
        parse: (text) => {
            const list = parsedJson(text);
            return Array.isArray(list) && list.every((one) => typeof one === "string") ? list : undefined;
        },
    },
    object: {
        expected: "an object with named settings",
        written: "a YAML mapping",
        parse: (text) => {
            const object = parsedJson(text);
            return isRecord(object) ? object : undefined;
        },
    },
};

/**
 * Divides the values among the components. The casts are safe, because the enumerations among them are checked right
 * afterwards.
 */
function settingsFrom(values: Values): Settings {
    const { hostNames = ["docker-host"], allowedSources, dockerPort, location, dnsLabel, ...rest } = values;
    const { writeClientFiles = configKeys.writeClientFiles.default, dockerCertDir, ...others } = rest;
    const {
        shareAuthority = configKeys.shareAuthority.default,
        vaultReaders,
        perHost = {},
        networking,
        ...args
    } = others;
    const { clients, clientIssuers, authorityGenerations, existingAuthorities, caValidityHours, ...host } = args;
    const single = perHost as PerHost;
    const directory = dockerCertDir ?? defaultCertDir(pulumi.getProject(), pulumi.getStack());
    const { client, keyAlgorithm, certificateValidityHours, earlyRenewalHours, tags } = host;
    const network = { allowedSources, dockerPort, location, networking, tags };
    const written = chosenClient(clients ?? defaults.clients, client);
    const lifetimes = { caValidityHours, certificateValidityHours, earlyRenewalHours };
    const lists = { clients, clientIssuers, authorityGenerations, existingAuthorities };
    const authority = { ...lists, keyAlgorithm, ...lifetimes };
    return {
        hosts: hostNames.map((name, index) => ({ dnsLabel: dnsLabelOf(dnsLabel, name, index), ...single[name], name })),
        perHost: single,
        authority: authority as CertificateAuthorityArgs,
        network: network as HostNetworkArgs,
        shareAuthority,
        clientFiles: writeClientFiles ? { dockerCertDir: directory, client: written } : undefined,
        vaultReaders: vaultReaders as ClientVaultsArgs["readers"] | undefined,
        host: host as DockerHostVmArgs,
    };
}

/** The names of the hosts: at least one, each once. */
const hostNames = allOf(
    listOf(hostName),
    distinct,
    notEmpty("at least one host name", "Add a name, for example build"),
);

/** Checks the arguments of all components. Each problem is reported once. */
function argumentProblems({
    hosts,
    perHost,
    authority,
    network,
    host,
    clientFiles,
    vaultReaders,
}: Settings): readonly Problem[] {
    const names = hosts.map(({ name }) => name);
    const wrongHosts = perHostProblems(perHost, names);
    const all = [
        ...wrongHosts,
        ...(wrongHosts.length > 0 ? [] : sharedAddressProblems(perHost)),
        ...hostNames("hostNames", names),
        ...hostNetworkProblems(network),
        ...certificateAuthorityProblems(authority),
        ...readersOf(authority.clients ?? defaults.clients)("vaultReaders", vaultReaders ?? {}),
        ...(wrongHosts.length > 0 ? [] : hosts).flatMap(({ name, ...own }) =>
            ofSingleHost(
                dockerHostVmProblems(name, {
                    ...host,
                    ...clientFiles,
                    ...authority,
                    ...network,
                    client: host.client,
                    ...own,
                    writeClientFiles: clientFiles !== undefined,
                }),
                name,
                perHost[name] ?? {},
            ),
        ),
        // The names are already checked above, with their own key.
    ].filter(({ argument }) => argument !== "hostName");
    return [...new Map(all.map((problem) => [`${problem.argument} ${problem.expected}`, problem])).values()];
}
