import { isHost } from "../../shared/hostTypes";
import { isRecord } from "../../shared/json";
import { AUTHORITY, isClientIssuer } from "./certificates";
import { isComponent, type PlannedResource } from "../plan/plan";
import { readable, UNKNOWN, valueAt } from "../plan/properties";

/** The certificates of issuers by the name of the client, each as the plan shows it. */
type Issuers = ReadonlyMap<string, string>;

/** Whose clients a host accepts, or hosts of other stacks that use an authority. */
export interface HostClients {
    /** The host or the authority, a component. */
    readonly component: PlannedResource;
    /** The authority in the plan that lists its clients; undefined where another stack does. */
    readonly authority: PlannedResource | undefined;
    /** Undefined if the plan does not tell; empty for a host that is new. */
    readonly before: Issuers | undefined;
    readonly after: Issuers | undefined;
}

/** Which clients the hosts of a plan accept, before it and after, then what its authorities list. */
export function hostClients(resources: readonly PlannedResource[]): HostClients[] {
    const stays = resources.filter(({ operation }) => operation !== "delete");
    const authorities = stays.filter(({ type }) => type === AUTHORITY);
    const hosts = stays.filter(({ type }) => isHost(type));
    return [
        ...hosts.map((host) => clientsOf(host, authorityOf(host, authorities, hosts))),
        ...authorities.map((authority) => clientsOf(authority, authority)),
    ];
}

function clientsOf(component: PlannedResource, authority: PlannedResource | undefined): HostClients {
    const isNew = component.operation === "create";
    return {
        component,
        authority,
        before: isNew ? new Map() : issuersIn(component, "before"),
        after: issuersIn(component, "after"),
    };
}

/** The issuers among the outputs of a host or an authority. */
function issuersIn({ outputs }: PlannedResource, when: "before" | "after"): Issuers | undefined {
    const issuers = readable(outputs[when]["clientIssuers"]);
    return isRecord(issuers) ? new Map(Object.entries(issuers).map(([name, pem]) => [name, textOf(pem)])) : undefined;
}

/**
 * The authority that lists a host's clients: its own, the one that listed the same before or, for a host that is new, the one
 * with which it has an issuer in common, or the only one that hosts share.
 */
function authorityOf(
    host: PlannedResource,
    authorities: readonly PlannedResource[],
    hosts: readonly PlannedResource[],
): PlannedResource | undefined {
    const own = authorities.find(({ parent }) => parent === host.urn);
    const [before, after] = [issuersIn(host, "before"), issuersIn(host, "after")];
    const shared = authorities.filter(({ parent }) => !isComponent(parent) || !hosts.some(({ urn }) => urn === parent));
    const fits = (authority: PlannedResource): boolean => {
        if (before !== undefined) {
            return areEqual(before, issuersIn(authority, "before"));
        }
        const listed = issuersIn(authority, "after");
        return after === undefined
            ? shared.length === 1
            : [...after].some(([name, pem]) => pem !== UNKNOWN && listed?.get(name) === pem);
    };
    return own ?? shared.find(fits);
}

const areEqual = (one: Issuers, other: Issuers | undefined): boolean =>
    one.size === other?.size && [...one].every(([name, pem]) => other.get(name) === pem);

/** The resource of the plan that makes the issuer of a client; undefined for one that is brought, or made by another stack. */
export function issuerOf(
    client: string,
    pem: string,
    when: "before" | "after",
    resources: readonly PlannedResource[],
): PlannedResource | undefined {
    return resources.find(
        (resource) =>
            isClientIssuer(resource) &&
            valueAt(resource[when], "subject.commonName") === client &&
            // What is known of an issuer's certificate is what it was before.
            (pem === UNKNOWN || textOf(resource.outputs.before["certPem"]) === pem),
    );
}

const textOf = (pem: unknown): string => String(readable(pem)).trim();
