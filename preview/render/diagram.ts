import { kindOf } from "../../shared/azure/resourceKind";
import { isEverybody } from "../../shared/azure/internet";
import { same } from "../../shared/azure/sameName";
import type { PortRange } from "../../shared/azure/inboundRule";
import type { AccessLine } from "../findings/access";
import type { Target } from "../findings/connections";
import type { Host } from "../findings/hosts";
import { codeBlock, type Markdown, shortened } from "../markdown/markdown";
import { portsInWords } from "../markdown/ports";
import type { Accidents } from "../plan/accidents";
import { isComponent, type PlannedResource } from "../plan/plan";

/** So many boxes of sources, sources in a box, targets, and hosts and names of security groups in one are drawn: more nobody reads. */
const MOST_BOXES = 10;
const MOST_SOURCES = 4;
const MOST_TARGETS = 12;
const MOST_HOSTS = 12;
const MOST_GROUPS = 2;
/** So many ports at a line. */
const MOST_PORTS = 5;
/** In characters. */
const LONGEST_LABEL = 40;

/** How hosts are drawn; the meaning of the colours is written into the boxes as well. */
const HOST_STYLES = {
    deleted: "fill:#ffebe9,stroke:#cf222e,color:#1f2328,stroke-dasharray:4",
    replaced: "fill:#ffd8d3,stroke:#cf222e,color:#1f2328,stroke-width:2px",
    new: "fill:#dafbe1,stroke:#1a7f37,color:#1f2328",
    kept: "fill:#f6f8fa,stroke:#59636e,color:#1f2328",
} as const;

/** How connections are drawn: the line, its colour, and the word before the ports. */
const EDGE_STYLES = {
    new: { line: "==", style: "stroke:#1a7f37,stroke-width:3px", word: "new: " },
    removed: { line: "-.-", style: "stroke:#cf222e", word: "removed: " },
    unknown: { line: "-.-", style: "stroke:#9a6700", word: "unknown" },
    kept: { line: "--", style: "stroke:#59636e", word: "" },
} as const;

/** In the place of security rules that the plan does not have. */
const ELSEWHERE = "rules outside this stack";
/** In the place of the sources of rules that cannot be judged. */
const UNCLEAR = "sources or ports not known";

/** A source and what becomes of its connections by some ports. */
interface Connection {
    readonly source: string;
    readonly state: keyof typeof EDGE_STYLES;
    readonly denies: boolean;
    readonly ports: string;
}

/** A connection from the box of a number to the target of one. */
interface Edge extends Omit<Connection, "source"> {
    readonly box: number;
    readonly target: number;
}

/** Sources that have the same connections. */
interface SourceBox {
    readonly names: readonly string[];
    readonly edges: readonly Omit<Edge, "box">[];
}

/** Hosts as they are drawn together, each with what happens to it. */
interface Drawn extends Target {
    readonly states: readonly { readonly state: keyof typeof HOST_STYLES; readonly words: readonly string[] }[];
}

/**
 * A picture for Mermaid of who may connect to which hosts before the plan and after: what is new, what is removed, what stays,
 * and which hosts are new, deleted or replaced. Hosts about which nothing of that changes are left out.
 *
 * @returns Nothing when that leaves nothing to draw.
 */
export function diagram(
    targets: readonly Target[],
    resources: readonly PlannedResource[],
    hide: Accidents,
): Markdown | undefined {
    const changed = targets
        .map((target): Drawn => ({ ...target, states: target.hosts.map((host) => hostState(host, resources)) }))
        .filter(isChanged);
    const drawn = changed.slice(0, MOST_TARGETS);
    const others = changed
        .slice(MOST_TARGETS)
        .flatMap(({ hosts, groups }) => (hosts.length > 0 ? hosts.map(({ name }) => name) : groups)).length;
    const boxes = drawn.flatMap(targetLines);
    const sources = sourceBoxes(drawn, hide);
    const shown = sources.slice(0, MOST_BOXES);
    const hidden = sources.slice(MOST_BOXES).flatMap(({ names }) => names).length;
    const edges = shown.flatMap((source, box) => source.edges.map((edge): Edge => ({ ...edge, box })));
    return edges.length === 0
        ? undefined
        : codeBlock("mermaid", [
              "flowchart LR",
              ...shown.map(({ names }, index) => `    s${index}("${lines(names, MOST_SOURCES)}")`),
              ...(hidden > 0 ? [`    more("and ${hidden} more sources")`] : []),
              ...boxes,
              ...(others > 0 ? [`    others["and ${others} more"]:::keptHost`] : []),
              ...edges.map((edge) => `    s${edge.box} ${arrow(edge)} t${edge.target}`),
              ...styleLines(edges),
              ...Object.entries(HOST_STYLES)
                  .filter(([state]) => boxes.some((line) => line.endsWith(`:::${state}Host`)))
                  .map(([state, style]) => `    classDef ${state}Host ${style}`),
          ]);
}

/** Whether there is something about a target that words cannot show as well. */
function isChanged({ lines: all, unclear, states }: Drawn): boolean {
    return (
        all.some(({ come, gone }) => come.length + gone.length > 0) ||
        unclear.after.some((rule) => !unclear.before.includes(rule)) ||
        states.some(({ state }) => state !== "kept")
    );
}

/** The parts of a host whose replacement is drawn, by kind. */
const PARTS: Readonly<Record<string, string>> = {
    "compute:VirtualMachine": "VM replaced",
    "compute:Disk": "disk replaced",
    "network:PublicIPAddress": "public address replaced",
    "network:NetworkInterface": "network interface replaced",
};

function hostState({ machine, isPublic }: Host, resources: readonly PlannedResource[]): Drawn["states"][number] {
    const address = isPublic ? [] : ["no public address"];
    if (machine.after === undefined) {
        return { state: "deleted", words: ["deleted"] };
    }
    if (machine.before === undefined) {
        return { state: "new", words: ["new host", ...address] };
    }
    const isPart = ({ urn, parent }: PlannedResource): boolean =>
        urn === machine.urn || (isComponent(parent) && parent === machine.parent);
    const replaced = resources
        .filter((resource) => resource.operation === "replace" && isPart(resource))
        .flatMap(({ type }) => PARTS[kindOf(type) ?? ""] ?? []);
    return { state: replaced.length > 0 ? "replaced" : "kept", words: [...new Set(replaced), ...address] };
}

/** The sources of all targets, in boxes; first those of which something changes. */
function sourceBoxes(drawn: readonly Drawn[], hide: Accidents): SourceBox[] {
    const edges = new Map<string, Omit<Edge, "box">[]>();
    drawn.forEach((target, index) => {
        for (const { source, ...connection } of connectionsOf(target)) {
            const name = isEverybody(source) && !same(source, "Internet") ? `everybody (${source})` : hide(source);
            edges.set(name, [...(edges.get(name) ?? []), { ...connection, target: index }]);
        }
    });
    const alike = new Map<string, SourceBox>();
    for (const [name, own] of edges) {
        const key = JSON.stringify(own);
        alike.set(key, { names: [...(alike.get(key)?.names ?? []), name], edges: own });
    }
    const rank = (box: SourceBox): number => Number(box.edges.every(({ state }) => state === "kept"));
    return [...alike.values()].sort((one, other) => rank(one) - rank(other));
}

/** The connections to one target: all ports with the same source and state are one. */
function connectionsOf({ lines: all, unclear, hosts }: Target): Connection[] {
    const found = new Map<string, { connection: Connection; line: AccessLine; ports: readonly PortRange[] }>();
    for (const line of all) {
        for (const source of new Set([...line.after, ...line.before])) {
            const connection = { source, state: stateOf(source, line), denies: line.denies, ports: "" };
            const key = JSON.stringify([connection, line.protocol, line.limits]);
            found.set(key, { connection, line, ports: [...(found.get(key)?.ports ?? []), ...line.ports] });
        }
    }
    const known = [...found.values()].map(({ connection, line: { protocol, limits }, ports }) => ({
        ...connection,
        ports: `${portsInWords(ports, protocol, MOST_PORTS)}${limits === "" ? "" : " in part"}`,
    }));
    const isElsewhere = hosts.some(
        ({ isGuardedElsewhere, machine }) => isGuardedElsewhere && machine.after !== undefined,
    );
    const unknown = [...(unclear.after.length > 0 ? [UNCLEAR] : []), ...(isElsewhere ? [ELSEWHERE] : [])];
    return [...known, ...unknown.map((source) => ({ source, state: "unknown", denies: false, ports: "" }) as const)];
}

/** What becomes of a source that rules name. Whom others cover, before or after, stays. */
function stateOf(source: string, { come, gone }: AccessLine): Connection["state"] {
    return come.includes(source) ? "new" : gone.includes(source) ? "removed" : "kept";
}

/** One host, a box around several, or a security group that guards none. */
function targetLines({ hosts, groups, states }: Drawn, target: number): string[] {
    const box = (host: Host, index: number): string => {
        const { state, words } = states[index] ?? { state: "kept", words: [] };
        return `["${lines([host.name, ...words])}"]:::${state}Host`;
    };
    const [first] = hosts;
    if (first === undefined) {
        return [`    t${target}["${lines(["security group", ...groups])}"]:::keptHost`];
    }
    if (hosts.length === 1) {
        return [`    t${target}${box(first, 0)}`];
    }
    const shown = hosts.slice(0, MOST_HOSTS).map((host, index) => `        h${target}x${index}${box(host, index)}`);
    const more = hosts.length - shown.length;
    return [
        `    subgraph t${target}["${lines(groups.length > 0 ? groups : [ELSEWHERE], MOST_GROUPS)}"]`,
        // Below each other: side by side many would make the picture too wide to read.
        "        direction LR",
        ...shown,
        ...(more > 0 ? [`        h${target}more["and ${more} more hosts"]:::keptHost`] : []),
        "    end",
        `    style t${target} fill:none,stroke:#59636e`,
    ];
}

function arrow({ state, denies, ports }: Edge): string {
    const { line, word } = EDGE_STYLES[state];
    return `${line}${denies ? "x" : ">"}|"${word}${denies ? "denied, " : ""}${ports}"|`;
}

/** The colours of connections: Mermaid counts them in their order. */
function styleLines(edges: readonly Edge[]): string[] {
    return Object.entries(EDGE_STYLES).flatMap(([state, { style }]) => {
        const numbers = edges.flatMap((edge, index) => (edge.state === state ? [index] : []));
        return numbers.length === 0 ? [] : [`    linkStyle ${numbers.join(",")} ${style}`];
    });
}

/** Texts below each other in a box, and how many more there are. */
function lines(texts: readonly string[], most = texts.length): string {
    const more = texts.length > most ? [`and ${texts.length - most} more`] : [];
    return [...texts.slice(0, most).map(label), ...more].join("<br/>");
}

/** A text as a part of a label: all but letters, digits and a few signs as Mermaid's own number codes. */
function label(text: string): string {
    return shortened(text, LONGEST_LABEL).replace(/[^\p{L}\p{N} ._/-]/gu, (sign) => `#${sign.codePointAt(0) ?? 0};`);
}
