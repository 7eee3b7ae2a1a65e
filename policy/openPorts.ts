import type { PolicyConfigSchema } from "@pulumi/policy";
import { defaults } from "../components/defaults";
import { same } from "../shared/azure/sameName";
import { letInternetIn } from "../shared/azure/internet";
import { portRangesOf } from "../shared/azure/portRanges";
import { at, elements, strings, Unknown, unknowns } from "./properties";
import { daemonPorts } from "./daemonPorts";
import {
    type Check,
    type Finding,
    learningPolicy,
    resourcePolicy,
    type Resource,
    type Settings,
} from "./resourcePolicy";

const SSH_PORT = 22;
/** Docker's registered ports without and with TLS, and the one of `azure vm docker create` and of these components. */
const DOCKER_PORTS = [2375, 2376, defaults.dockerPort];

interface PortSettings extends Settings {
    readonly ports: readonly number[];
}

/** A rule that lets something in, with the path of its properties. */
interface Entrance {
    readonly path: string;
    readonly rule: unknown;
}

/** What a rule says twice: as one value and as a list. */
const SOURCES = ["sourceAddressPrefix", "sourceAddressPrefixes"] as const;
const PORTS = ["destinationPortRange", "destinationPortRanges"] as const;

/** What of a group's rules lets the Internet in to one of the ports. */
const groupCheck: Check<PortSettings> = (group, { ports }) => {
    const rules = at(group, "securityRules");
    const entrances = elements(rules).map((rule, index) => ({ path: `securityRules[${index}].`, rule }));
    return [...unknowns([rules]), ...findings(entrances, ports)];
};

/** The same for a rule that is a resource of its own. */
const ruleCheck: Check<PortSettings> = (rule, { ports }) => findings([{ path: "", rule }], ports);

/** Each rule by itself; and all rules together, since halves of the Internet may stand in several. */
function findings(entrances: readonly Entrance[], ports: readonly number[]): Finding[] {
    const entering = entrances.filter(({ rule }) => !refuses(rule));
    const certain = entering.filter(({ rule }) => unknowns(conditions(rule)).length === 0);
    const reaching = certain.filter(({ rule }) => reaches(rule, ports));
    const single = reaching.filter(({ rule }) => letInternetIn(strings(values(rule, SOURCES))));
    const open = single.length > 0 ? single : everybodyTogether(reaching, ports);
    return [...open.map(violation), ...entering.flatMap(({ rule }) => undecided(rule, ports))];
}

/** The rules that reach one port and hold the Internet only together. */
function everybodyTogether(reaching: readonly Entrance[], ports: readonly number[]): readonly Entrance[] {
    const perPort = ports.map((port) => reaching.filter(({ rule }) => reaches(rule, [port])));
    return perPort.find((rules) => letInternetIn(strings(rules.flatMap(({ rule }) => values(rule, SOURCES))))) ?? [];
}

/** What decides whether a rule lets anything in at all. */
function conditions(rule: unknown): readonly [direction: unknown, access: unknown, protocol: unknown] {
    return [at(rule, "direction"), at(rule, "access"), at(rule, "protocol")];
}

/** Whether a rule lets no TCP in. A rule that denies never makes up for another: their order changes too easily. */
function refuses(rule: unknown): boolean {
    const [direction, access, protocol] = conditions(rule);
    return (
        same(direction, "Outbound") ||
        same(access, "Deny") ||
        ["Udp", "Icmp", "Esp", "Ah"].some((other) => same(protocol, other))
    );
}

function reaches(rule: unknown, ports: readonly number[]): boolean {
    return values(rule, PORTS).some((range) => includesOneOf(range, ports));
}

/** What is not known yet of a rule that may turn out to let the Internet in. */
function undecided(rule: unknown, ports: readonly number[]): Unknown[] {
    const [sources, ranges] = [values(rule, SOURCES), values(rule, PORTS)];
    const [lateSources, lateRanges] = [unknowns(sources), unknowns(ranges)];
    const mayHoldInternet = lateSources.length > 0 || letInternetIn(strings(sources));
    const mayReach = lateRanges.length > 0 || reaches(rule, ports);
    return mayHoldInternet && mayReach ? [...unknowns(conditions(rule)), ...lateSources, ...lateRanges] : [];
}

function values(rule: unknown, properties: readonly string[]): unknown[] {
    return properties.flatMap((property) => {
        const value = at(rule, property);
        return Array.isArray(value) ? elements(value) : [value];
    });
}

/** Whether a text that names ports holds one of them; what cannot be read may hold any. */
function includesOneOf(range: unknown, ports: readonly number[]): boolean {
    // A number is what programs without types give; the provider takes it as the text.
    if (typeof range !== "string" && typeof range !== "number") {
        return false;
    }
    const ranges = portRangesOf(String(range));
    return ranges === undefined || ranges.some(({ from, to }) => ports.some((port) => from <= port && port <= to));
}

function violation({ path, rule }: Entrance): Finding {
    const property = SOURCES.find((name) => strings(values(rule, [name])).length > 0) ?? SOURCES[0];
    return {
        property: `${path}${property}`,
        problem: "the rule lets the Internet in, alone or together with other rules of the group",
        fix: "Name the addresses of those who work with the host, such as 203.0.113.7/32",
    };
}

const checks = { "network:NetworkSecurityGroup": groupCheck, "network:SecurityRule": ruleCheck };

function portSettings(ports: number[], description: string): PolicyConfigSchema["properties"] {
    return { ports: { type: "array", items: { type: "integer" }, default: ports, description } };
}

/** No SSH from anywhere. */
export const openSshPort = resourcePolicy<PortSettings>({
    name: "ssh-port-open",
    description: "Port 22 is not open to the Internet.",
    enforcementLevel: "mandatory",
    severity: "high",
    checks,
    settings: portSettings([SSH_PORT], "The TCP ports on which SSH listens"),
});

/** The ports of this stack's daemons beside those that are judged in any case. */
function otherPorts(resources: readonly Resource[], config: PortSettings): PortSettings | undefined {
    const ports = daemonPorts(resources).filter((port) => port !== SSH_PORT && !config.ports.includes(port));
    return ports.length === 0 ? undefined : { ...config, ports };
}

/** No Docker daemon from anywhere. */
export const openDockerPort = learningPolicy<PortSettings>(
    {
        name: "docker-port-open",
        description: "The Docker daemon's port is not open to the Internet.",
        enforcementLevel: "mandatory",
        severity: "high",
        checks,
        settings: portSettings(
            DOCKER_PORTS,
            "TCP ports on which Docker daemons listen, besides those that the stack tells",
        ),
    },
    otherPorts,
);
