import type { DockerHostVmArgs } from "../../../../components";
import { dockerHostVmProblems } from "../../../../components/dockerHostVmProblems";
import type { Problem } from "../../../../components/validation/problems";

/** Arguments that are valid on their own, but not together. docs/contradictions.md has the same table. */
export interface Contradiction {
    /** The arguments as the table shows them. */
    readonly given: string;
    readonly problems: () => readonly Problem[];
    readonly argument: string;
    readonly expected: string;
    readonly fix: string;
    readonly why: string;
    /** The page or the decision that says so. */
    readonly source: string;
}

type Told = readonly [argument: string, expected: string, fix: string];
type Because = readonly [why: string, source: string];

const shown = (args: object): string =>
    Object.entries(args)
        .map(([name, value]) => `${name}: ${JSON.stringify(value).replaceAll(/"(\w+)":/g, "$1: ")}`)
        .join(", ");

export const SOURCES = ["203.0.113.7/32"];

/** A contradiction among the arguments of a host, which has sources unless its network has its own. */
export function host(args: DockerHostVmArgs, told: Told, because: Because, given = shown(args)): Contradiction {
    const hasOwn = args.network !== undefined || args.networking?.securityGroupId !== undefined;
    const whole = hasOwn ? args : { allowedSources: SOURCES, ...args };
    return row(given, () => dockerHostVmProblems("build", whole), told, because);
}

/** A contradiction that another function finds, for example with what only Azure knows. */
export function row(
    given: string,
    problems: () => readonly Problem[],
    [argument, expected, fix]: Told,
    [why, source]: Because,
): Contradiction {
    return { given, problems, argument, expected, fix, why, source };
}

export const LEARN = "https://learn.microsoft.com/azure";
export const DOCKER = "https://docs.docker.com";
export const RG = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/team/providers";
export const VNET = `${RG}/Microsoft.Network/virtualNetworks/net`;
export const SUBNET = `${VNET}/subnets/hosts`;
export const GROUP = `${RG}/Microsoft.Network/networkSecurityGroups/rules`;
export const NETWORK = {
    resourceGroupName: "team",
    location: "westeurope",
    subnetId: SUBNET,
    securityGroupId: GROUP,
    dockerPort: 4243,
};
export const INTERFACE = {
    networkInterfaceId: `${RG}/Microsoft.Network/networkInterfaces/nic`,
    publicIpAddress: "198.51.100.7",
    fqdn: "build.example.org",
};
export const EXTENSION = { engineInstall: "DockerExtension", image: "ubuntu-14.04" } as const;

/** Where an argument belongs that a given part has: the reason is the same for all. */
export const PART = "a part that is passed in has it already, and the argument would be ignored";
