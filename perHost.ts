import type { DockerHostVmArgs } from "./components";
import type { Problem } from "./components/validation/problems";
import { isRecord } from "./shared/json";
import { knownNames } from "./shared/nearest";

/** The arguments that can differ between the hosts of a stack. */
const NAMES = [
    ...(["publicAddress", "publicIpAddressId", "privateIpAddress", "dnsLabel", "serverNames"] as const),
    ...(["vmSize", "image", "trustedLaunch", "patchMode", "encryptionAtHost", "machine", "disks", "identity"] as const),
    ...(["daemon", "daemonOptions"] as const),
];

/** The arguments of a single host. They take precedence over those of all hosts. */
export type SingleHost = Pick<DockerHostVmArgs, (typeof NAMES)[number]>;

/** The arguments of single hosts by name. */
export type PerHost = Readonly<Record<string, SingleHost>>;

/** Checks which hosts and arguments there are. The values are checked with the other arguments of the host. */
export function perHostProblems(perHost: object, hostNames: readonly string[]): readonly Problem[] {
    return Object.entries(perHost).flatMap(([host, given]: [string, unknown]) => {
        const argument = `perHost.${host}`;
        if (!hostNames.includes(host)) {
            return [{ argument, expected: "the name of a host", fix: knownNames("names", host, hostNames) }];
        }
        if (!isRecord(given)) {
            const fix = `For example, write ${host}: { ${NAMES[0]}: false }`;
            return [{ argument, expected: "an object with named arguments", got: given, fix }];
        }
        return Object.keys(given)
            .filter((name) => !(NAMES as readonly string[]).includes(name))
            .map((name) => ({
                argument: `${argument}.${name}`,
                expected: "an argument that can differ between hosts",
                fix: knownNames("arguments", name, NAMES),
            }));
    });
}

/** The problems of a host, with the key of each argument. */
export function ofSingleHost(problems: readonly Problem[], host: string, given: SingleHost): readonly Problem[] {
    return problems.map((problem) => {
        const [name = ""] = problem.argument.split(/[.[]/);
        return Object.hasOwn(given, name) ? { ...problem, argument: `perHost.${host}.${problem.argument}` } : problem;
    });
}

/** Two hosts cannot have the same address. */
export function sharedAddressProblems(perHost: PerHost): readonly Problem[] {
    return (["privateIpAddress", "publicIpAddressId"] as const).flatMap((name) => {
        const given = Object.entries(perHost).map(([host, { [name]: value }]) => ({ host, value }));
        return given
            .filter(
                ({ value }, index) => value !== undefined && given.findIndex((one) => one.value === value) !== index,
            )
            .map(({ host, value }) => ({
                argument: `perHost.${host}.${name}`,
                expected: "an address that no other host has",
                got: value,
                fix: "Choose another one",
            }));
    });
}
