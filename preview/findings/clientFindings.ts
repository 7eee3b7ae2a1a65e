import { AUTHORITY, CERTIFICATE, clientOf, isAnother, touches } from "./certificates";
import { caution, danger, type Finding } from "./finding";
import { type HostClients, hostClients, issuerOf } from "./hostClients";
import { counted, Markdown, prose } from "../markdown/markdown";
import type { Plan, PlannedResource } from "../plan/plan";
import { UNKNOWN } from "../plan/properties";

/** What happens to a client at a host. */
type What = "out" | "outForGood" | "in" | "made" | "brought" | "newKey" | "newIssuer" | "otherIssuer";

/** One client at one host, or at the hosts of other stacks that use an authority. */
interface Change {
    readonly what: What;
    readonly client: string;
    readonly component: PlannedResource;
    /** The resource that makes the client's issuer. */
    readonly issuer: PlannedResource | undefined;
}

/** Clients that are let in, shut out, or whose earlier files are refused. */
export function clientFindings({ resources, isNew }: Plan): Finding[] {
    const units = hostClients(resources);
    const accepted = new Set(units.flatMap(({ before }) => [...(before ?? [])].map((entry) => entry.join("\n"))));
    const all = units
        .flatMap((unit) => changesAt(unit, resources, accepted))
        // A stack that is new widens nothing, but somebody may have chosen an issuer that it does not make.
        .filter(({ what }) => !isNew || what === "brought");
    const isAtHost = new Set(all.filter(({ component }) => component.type !== AUTHORITY).map(keyOf));
    // An authority's own list tells something only where no host of the stack does.
    const changes = all.filter((change) => change.component.type !== AUTHORITY || !isAtHost.has(keyOf(change)));
    return [...grouped(changes).map(findingOf), ...(isNew ? [] : unknownFindings(units))];
}

const keyOf = ({ what, client }: Change): string => `${what} ${client}`;

/** @param accepted what a host accepted before, client and issuer: another host that accepts it too is no news */
function changesAt(
    { component, authority, before, after }: HostClients,
    resources: readonly PlannedResource[],
    accepted: ReadonlySet<string>,
): Change[] {
    if (after === undefined) {
        return [];
    }
    const come = [...after].filter(([client, pem]) => before?.get(client) !== pem || pem === UNKNOWN);
    const there = come.flatMap(([client, pem]): Change[] => {
        const issuer = issuerOf(client, pem, "after", resources);
        const what = arrival({ isListed: authority !== undefined, issuer, was: before?.get(client) });
        // Where nothing is known of before, an issuer that is made by the plan is one more.
        const isNews = what === "brought" || before !== undefined || issuer?.operation === "create";
        const had = resources.some((one) => isCertificateOf(client, one, issuer) && one.operation === "replace");
        const isKnown = pem !== UNKNOWN && accepted.has([client, pem].join("\n"));
        return what === undefined || !isNews || isKnown
            ? []
            : [{ what: what === "made" && had ? "newIssuer" : what, client, component, issuer }];
    });
    const gone = [...(before ?? [])].filter(([client]) => !after.has(client));
    const out = gone.map(([client, pem]): Change => {
        const issuer = issuerOf(client, pem, "before", resources);
        return { what: issuer === undefined ? "out" : "outForGood", client, component, issuer };
    });
    return [...there, ...out];
}

/** Whether a resource is the certificate of the client whose issuer another resource of the same authority makes. */
const isCertificateOf = (client: string, one: PlannedResource, issuer: PlannedResource | undefined): boolean =>
    one.type === CERTIFICATE && one.parent === issuer?.parent && clientOf(one) === client;

/** What it means that a host accepts an issuer that it did not accept before; undefined if nothing does for the client. */
function arrival(client: {
    /** Whether an authority in the plan lists it. */
    readonly isListed: boolean;
    readonly issuer: PlannedResource | undefined;
    /** The issuer of the same name that the host accepted before. */
    readonly was: string | undefined;
}): What | undefined {
    const { isListed, issuer, was } = client;
    if (issuer === undefined) {
        return isListed ? "brought" : was === undefined ? "in" : "otherIssuer";
    }
    if (was === undefined) {
        return "made";
    }
    return isAnother(issuer) ? (touches(issuer, "subject") ? "newKey" : "newIssuer") : undefined;
}

/** The changes of the same kind at the same hosts together, each with its clients. */
function grouped(changes: readonly Change[]): Change[][] {
    const places = new Map<string, string[]>();
    for (const change of changes) {
        places.set(keyOf(change), [...(places.get(keyOf(change)) ?? []), change.component.urn]);
    }
    const groups = new Map<string, Change[]>();
    for (const change of changes) {
        const key = JSON.stringify([change.what, places.get(keyOf(change))]);
        groups.set(key, [...(groups.get(key) ?? []), change]);
    }
    return [...groups.values()];
}

function findingOf(changes: readonly Change[]): Finding {
    const unique = <T>(values: readonly T[]): T[] => [...new Set(values)];
    const clients = unique(changes.map(({ client }) => client)).sort();
    const hosts = unique(changes.filter(({ component }) => component.type !== AUTHORITY).map((one) => one.component));
    const authorities = unique(changes.map(({ component }) => component.name));
    const [first] = changes;
    const { title, make, text } = SENTENCES[first?.what ?? "in"];
    const about = unique(changes.flatMap(({ component, issuer }) => issuer ?? component));
    const where =
        hosts.length > 0
            ? counted("host", hosts.map(({ name }) => name).sort())
            : prose`the hosts of other stacks that use ${counted("authority", authorities)}, at their next \`up\``;
    return { ...make("client", title, about, text(new Words(clients, where))), subjects: [] };
}

/** The words of a sentence about clients, in the singular or the plural. */
class Words {
    readonly #isOne: boolean;
    readonly who: Markdown;

    constructor(
        readonly names: readonly string[],
        readonly where: Markdown,
    ) {
        this.#isOne = names.length === 1;
        this.who = counted("client", names);
    }

    /** One of two words of ours. */
    by(singular: string, plural: string): Markdown {
        return new Markdown(this.#isOne ? singular : plural);
    }
}

interface Sentence {
    readonly title: string;
    readonly make: typeof danger;
    readonly text: (words: Words) => Markdown;
}

const shutOut = (words: Words): Markdown =>
    prose`${words.who} ${words.by("is", "are")} shut out of ${words.where} when \`up\` ends.`;
const letIn = (words: Words): Markdown => prose`${words.who} ${words.by("gets", "get")} root on ${words.where}.`;
const refused = (words: Words, what: string): Markdown =>
    prose`${words.who} ${words.by("gets", "get")} a new ${new Markdown(what)}: ${words.by("its", "their")} earlier files are refused by ${words.where}. Fetch them again after \`up\`.`;

/** What the report says of each. */
const SENTENCES: Readonly<Record<What, Sentence>> = {
    out: { title: "clients shut out", make: danger, text: shutOut },
    outForGood: {
        title: "clients shut out",
        make: danger,
        text: (words) =>
            prose`${shutOut(words)} ${words.by("Its files stay refused, even if its name is", "Their files stay refused, even if their names are")} added again.`,
    },
    in: { title: "clients let in", make: caution, text: letIn },
    made: {
        title: "clients let in",
        make: caution,
        text: (words) =>
            prose`${letIn(words)} Fetch ${words.by("its", "their")} files with ${`docker-host-vm credentials --client ${words.names.length === 1 ? String(words.names[0]) : "NAME"}`}.`,
    },
    brought: {
        title: "issuer brought",
        make: danger,
        text: (words) =>
            prose`whoever holds the key of ${words.by("the issuer", "an issuer")} that is listed for ${words.who} gets root on ${words.where}, and can let in others. This stack does not make ${words.by("it", "them")}.`,
    },
    newKey: { title: "clients' files refused", make: danger, text: (words) => refused(words, "key") },
    newIssuer: { title: "clients' files refused", make: danger, text: (words) => refused(words, "issuer") },
    otherIssuer: {
        title: "clients' files refused",
        make: caution,
        text: (words) =>
            prose`${words.who} ${words.by("has", "have")} another issuer at ${words.where}. Unless it was only renewed, files from before are refused: fetch them again.`,
    },
};

/** Hosts whose clients the plan cannot tell, where it could before. */
function unknownFindings(units: readonly HostClients[]): Finding[] {
    const unknown = units
        .filter(({ component, after }) => after === undefined && component.outputs.after["clientIssuers"] !== undefined)
        .map(({ component }) => component);
    const text = prose`whom these accept is secret, or known only after \`up\`.`;
    return unknown.length === 0 ? [] : [caution("client", "clients unknown", unknown, text)];
}
