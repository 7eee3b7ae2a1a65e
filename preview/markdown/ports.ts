import type { PortRange } from "../../shared/azure/inboundRule";

const ALL: PortRange = { from: 0, to: 65_535 };
const SSH = 22;
/** So many ports, or ranges of them, are named, unless there is less room. */
const MOST_PORTS = 100;

/**
 * Ports within a sentence: `SSH and 4243`, `ports 80 to 90 and 443`, `UDP port 53`, `all ports`. Holds nothing from the
 * program: numbers, and the name of a protocol that the reader of security rules knows.
 *
 * @param protocol - As the reader of security rules gives it, e.g. `tcp`; `*` for all.
 */
export function portsInWords(ports: readonly PortRange[], protocol: string, most = MOST_PORTS): string {
    const isTcp = ["tcp", "*"].includes(protocol);
    const prefix = isTcp ? "" : `${protocol.toUpperCase()} `;
    const apart = joined(ports);
    if (apart.some(({ from, to }) => from <= 1 && to >= ALL.to)) {
        return protocol === "tcp" ? "all TCP ports" : `all ${prefix}ports`;
    }
    const words = apart.map(({ from, to }) =>
        isTcp && from === SSH && to === SSH ? "SSH" : from === to ? String(from) : `${from} to ${to}`,
    );
    const shown = words.length > most ? [...words.slice(0, most), `${words.length - most} more`] : words;
    const list = shown.length > 1 ? `${shown.slice(0, -1).join(", ")} and ${shown.at(-1) ?? ""}` : shown.join("");
    const noun = words.includes("SSH") ? "" : words.length > 1 || list.includes(" to ") ? "ports " : "port ";
    return `${prefix}${noun}${list}`;
}

/** Ranges in their order; those that meet stand as one. */
function joined(ports: readonly PortRange[]): PortRange[] {
    const sorted = [...ports].sort((one, other) => one.from - other.from);
    return sorted.reduce<PortRange[]>((apart, { from, to }) => {
        const last = apart.at(-1);
        return last !== undefined && from <= last.to + 1
            ? [...apart.slice(0, -1), { from: last.from, to: Math.max(last.to, to) }]
            : [...apart, { from, to }];
    }, []);
}
