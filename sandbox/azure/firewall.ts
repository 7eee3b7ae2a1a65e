import { isIPv4 } from "node:net";
import ipaddr from "ipaddr.js";
import type { Values } from "../providers/values";
import { listAt, textAt } from "../../shared/json";
import type { Store, StoredResource } from "./store";

/**
 * Which ports of a VM can be reached from the Internet. The security rules are evaluated here, without
 * `shared/azure/inboundRule.ts`, so that the emulated Azure does not share the mistakes of components, policies and report.
 */

/** The source address of the sandbox's client for security rules: the example address in the stack files (RFC 5737). */
const CLIENT_ADDRESS = "203.0.113.7";

/** The emulated VM has no SSH server. */
const SSH_PORT = 22;

/** The ports that the interface's security group names individually, for any source. The VM listens on these. */
export function namedPorts(store: Store, networkInterface: StoredResource): number[] {
    const ports = inboundRules(store, networkInterface).map((rule) => Number(rule["destinationPortRange"]));
    return [...new Set(ports)].filter((port) => Number.isInteger(port) && port !== SSH_PORT);
}

/**
 * Those of the ports that the interface's security group opens to the sandbox's client. Azure closes a Standard public
 * address to everything that no rule allows.
 */
export function reachablePorts(store: Store, networkInterface: StoredResource, ports: readonly number[]): number[] {
    const rules = inboundRules(store, networkInterface);
    return ports.filter((port) => {
        const decisive = rules.find((rule) => matchesPort(rule, port) && matchesClient(rule));
        return decisive?.["access"] === "Allow";
    });
}

/** The inbound rules of an interface, in the order in which Azure evaluates them. */
function inboundRules(store: Store, networkInterface: StoredResource): Values[] {
    const group = store.get(textAt(networkInterface.properties, "networkSecurityGroup", "id") ?? "");
    return listAt(group?.properties, "securityRules")
        .filter((rule) => rule["direction"] === "Inbound")
        .sort((one, other) => Number(one["priority"]) - Number(other["priority"]));
}

function matchesPort(rule: Values, port: number): boolean {
    const range = String(rule["destinationPortRange"]);
    const [from, to = from] = range.split("-").map(Number);
    const tcp = ["Tcp", "*"].includes(String(rule["protocol"]));
    return tcp && (range === "*" || (from !== undefined && to !== undefined && from <= port && port <= to));
}

/** The client is on the Internet and in none of Azure's own ranges: the only service tag that includes it is `Internet`. */
function matchesClient(rule: Values): boolean {
    const plural = (rule["sourceAddressPrefixes"] ?? []) as string[];
    const prefixes = [...plural, textAt(rule, "sourceAddressPrefix") ?? ""];
    return prefixes.some((prefix) => prefix === "*" || prefix === "Internet" || contains(prefix, CLIENT_ADDRESS));
}

function contains(prefix: string, address: string): boolean {
    const range = isIPv4(prefix) ? `${prefix}/32` : prefix;
    return (
        ipaddr.IPv4.isValidCIDRFourPartDecimal(range) && ipaddr.IPv4.parse(address).match(ipaddr.IPv4.parseCIDR(range))
    );
}
