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

/** Where a connection comes from. */
interface Client {
    readonly address: string;
    /** The service tags that include the address. */
    readonly tags: readonly string[];
}

/** The client is on the Internet, in none of Azure's own ranges. */
const ON_THE_INTERNET: Client = { address: CLIENT_ADDRESS, tags: ["Internet"] };

/** The emulated VM has no SSH server. */
const SSH_PORT = 22;

/** The ports that the interface's security group names individually, for any source. The VM listens on these. */
export function namedPorts(store: Store, networkInterface: StoredResource): number[] {
    const ports = inboundRules(store, networkInterface).map((rule) => Number(rule["destinationPortRange"]));
    return [...new Set(ports)].filter((port) => Number.isInteger(port) && port !== SSH_PORT);
}

/**
 * Those of the ports that the interface's security group opens to the sandbox's client. Azure closes a Standard public
 * address to everything that no rule allows. An interface without a public address can be reached only from its virtual
 * network: the client then is another member of the subnet, which Azure's default rule AllowVnetInBound lets in.
 */
export function reachablePorts(store: Store, networkInterface: StoredResource, ports: readonly number[]): number[] {
    const rules = inboundRules(store, networkInterface);
    const { address = "" } = configuration(networkInterface);
    const client = networkInterface.loopback === undefined ? ON_THE_INTERNET : { address, tags: ["VirtualNetwork"] };
    return ports.filter((port) => {
        const decisive = rules.find((rule) => matchesPort(rule, port) && matchesClient(rule, client));
        return (decisive?.["access"] ?? (client === ON_THE_INTERNET ? "Deny" : "Allow")) === "Allow";
    });
}

/** The private address of an interface and its subnet. */
function configuration({ properties }: StoredResource): { address: string | undefined; subnetId: string | undefined } {
    const [first] = listAt(properties, "ipConfigurations");
    return { address: textAt(first, "privateIPAddress"), subnetId: textAt(first, "subnet", "id") };
}

/**
 * Whether an interface without a public address reaches the Internet. Azure's default outbound access counts for nothing here,
 * because new networks do not have it.
 */
export function hasOutboundAccess(store: Store, networkInterface: StoredResource): boolean {
    const { subnetId = "" } = configuration(networkInterface);
    return textAt(store.get(subnetId)?.properties, "natGateway", "id") !== undefined;
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

function matchesClient(rule: Values, { address, tags }: Client): boolean {
    const plural = (rule["sourceAddressPrefixes"] ?? []) as string[];
    const prefixes = [...plural, textAt(rule, "sourceAddressPrefix") ?? ""];
    return prefixes.some((prefix) => prefix === "*" || tags.includes(prefix) || contains(prefix, address));
}

function contains(prefix: string, address: string): boolean {
    const range = isIPv4(prefix) ? `${prefix}/32` : prefix;
    return (
        ipaddr.IPv4.isValidCIDRFourPartDecimal(range) && ipaddr.IPv4.parse(address).match(ipaddr.IPv4.parseCIDR(range))
    );
}
