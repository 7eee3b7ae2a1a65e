import type { PolicyConfigSchema } from "@pulumi/policy";
import { defaults } from "../components/defaults";
import { ACCESS_KINDS, type InboundRule, inboundRulesOf } from "../shared/azure/inboundRule";
import { findOpen, isOpenToInternet } from "../shared/azure/internet";
import { at, elements, Unknown, unknowns } from "./properties";
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
/** Docker's registered ports without and with TLS, and the default port of `azure vm docker create` and these components. */
const DOCKER_PORTS = [2375, 2376, defaults.dockerPort];

interface PortSettings extends Settings {
    readonly ports: readonly number[];
}

/**
 * Judges each security rule on its own, and all rules of a group together, because several rules can each allow a part of the
 * Internet. A deny rule never offsets an allow rule: their order changes too easily.
 */
const checkOf =
    (kind: string): Check<PortSettings> =>
    (properties, { ports }) => {
        const entering = inboundRulesOf(kind, properties, (value) => value instanceof Unknown).filter(
            ({ access, protocol }) => access === "Allow" && ["tcp", "*"].includes(protocol),
        );
        const certain = entering.filter(({ unclear }) => unknowns(unclear.others).length === 0);
        const open = ports.flatMap((port) =>
            findOpen(
                certain.filter((rule) => reaches(rule, [port])),
                ({ sources }) => sources,
            ),
        );
        return [...[...new Set(open)].map(violation), ...entering.flatMap((rule) => undecided(rule, ports))];
    };

/** Whether a security rule covers one of the ports. */
function reaches(rule: InboundRule, ports: readonly number[]): boolean {
    return rule.ports.some(({ from, to }) => ports.some((port) => from <= port && port <= to));
}

/** The unknown values of a security rule that might turn out to allow the Internet. */
function undecided(rule: InboundRule, ports: readonly number[]): Unknown[] {
    const [sources, ranges] = [unknowns(rule.unclear.sources), unknowns(rule.unclear.ports)];
    const mayHoldInternet = sources.length > 0 || isOpenToInternet(rule.sources);
    const mayReach = ranges.length > 0 || reaches(rule, ports);
    return mayHoldInternet && mayReach ? [...unknowns(rule.unclear.others), ...sources, ...ranges] : [];
}

function violation({ path, given }: InboundRule): Finding {
    const isList = elements(at(given, "sourceAddressPrefixes")).length > 0;
    return {
        property: `${path}${isList ? "sourceAddressPrefixes" : "sourceAddressPrefix"}`,
        problem: "the rule allows access from the Internet, alone or together with other rules of the group",
        fix: "Specify the addresses of the people who use the host, such as 203.0.113.7/32",
    };
}

const checks = Object.fromEntries(ACCESS_KINDS.map((kind) => [kind, checkOf(kind)]));

function portSettings(ports: number[], description: string): PolicyConfigSchema["properties"] {
    return { ports: { type: "array", items: { type: "integer" }, default: ports, description } };
}

/** Forbids SSH from the Internet. */
export const openSshPort = resourcePolicy<PortSettings>({
    name: "ssh-port-open",
    description: "Port 22 is not open to the Internet.",
    enforcementLevel: "mandatory",
    severity: "high",
    checks,
    settings: portSettings([SSH_PORT], "TCP ports on which SSH listens"),
});

/** The ports of this stack's daemons that the policy does not already judge. */
function otherPorts(resources: readonly Resource[], config: PortSettings): PortSettings | undefined {
    const ports = daemonPorts(resources).filter((port) => port !== SSH_PORT && !config.ports.includes(port));
    return ports.length === 0 ? undefined : { ...config, ports };
}

/** Forbids access to the Docker daemon from the Internet. */
export const openDockerPort = learningPolicy<PortSettings>(
    {
        name: "docker-port-open",
        description: "The Docker daemon's port is not open to the Internet.",
        enforcementLevel: "mandatory",
        severity: "high",
        checks,
        settings: portSettings(
            DOCKER_PORTS,
            "TCP ports on which Docker daemons listen, in addition to those found in the stack",
        ),
    },
    otherPorts,
);
