import { explained } from "../shared/errors";
import { type Access, type Certificate, isTrusted } from "./authorityState";
import type { HostState, StackState } from "./stackState";
import { shareAuthority } from "./x509";

/** An authority, and its hosts. */
export interface Authority {
    readonly access: Access;
    /** The other stack that it is in. @defaultValue - none: it is in the hosts' own stack */
    readonly stack?: string;
    /** Whether it was found. If not, a host itself says which clients it accepts. */
    readonly isKnown: boolean;
    readonly hosts: readonly HostState[];
}

/** The authority of a host. If it cannot be found, the host itself says who has access, and there is a reason. */
interface Found {
    readonly host: HostState;
    readonly access: Access;
    readonly stack?: string;
    readonly unknown?: string;
}

/** Reads the state of another stack. */
type ReadStack = (stack: string) => Promise<StackState>;

/**
 * Finds the authorities of hosts, and compares the clients that each host accepts with those of its authority.
 *
 * @param others authorities to list even if they have no host
 * @param up the command that brings the hosts' stack up
 * @returns the authorities, and by the name of the host how it differs, or why that is not known
 */
export async function findAccess(
    hosts: readonly HostState[],
    others: readonly Access[],
    read: ReadStack,
    up: string,
): Promise<{ authorities: readonly Authority[]; warnings: Readonly<Record<string, string>> }> {
    const states = new Map<string, Promise<StackState>>();
    const readOnce: ReadStack = async (stack) => {
        const state = states.get(stack) ?? read(stack);
        states.set(stack, state);
        return await state;
    };
    const found = await Promise.all(hosts.map(async (host) => await authorityOf(host, readOnce)));
    const all = new Map<Access, Authority>(others.map((access) => [access, { access, isKnown: true, hosts: [] }]));
    found.forEach(({ host, access, stack, unknown }) => {
        const earlier = all.get(access)?.hosts ?? [];
        const place = stack === undefined ? {} : { stack };
        all.set(access, { access, ...place, isKnown: unknown === undefined, hosts: [...earlier, host] });
    });
    const warnings = found.flatMap((one) => {
        const warning = warningOf(one, up);
        return warning === undefined ? [] : [[one.host.name, warning] as const];
    });
    return { authorities: [...all.values()], warnings: Object.fromEntries(warnings) };
}

async function authorityOf(host: HostState, read: ReadStack): Promise<Found> {
    if (host.authority !== undefined) {
        return { host, access: host.authority };
    }
    const reasons: string[] = [];
    for (const stack of host.authorityStacks) {
        try {
            const { authorities } = await read(stack);
            const [access, another] = authorities.filter((each) => isTrusted(each, host.caCertPem));
            if (access !== undefined && another === undefined) {
                return { host, access, stack };
            }
            const many = access === undefined ? "no authority" : "several authorities";
            reasons.push(`the stack ${stack} has ${many} with the host's certificates`);
        } catch (error) {
            reasons.push(`the stack ${stack} cannot be read: ${explained(error)}`);
        }
    }
    const unknown = reasons.length === 0 ? "no stack is known that has it" : reasons.join("; ");
    const [stack] = host.authorityStacks;
    return { host, access: { ...host, name: "(unknown)" }, unknown, ...(stack === undefined ? {} : { stack }) };
}

/** Whether a host accepts the clients of an issuer. */
export function accepts({ clientIssuers, dockerHost }: HostState, issuer: Certificate): boolean {
    return dockerHost !== undefined && hasIssuer({ clientIssuers }, issuer);
}

/** An issuer that was renewed keeps its key and its name, so its clients keep their access. */
function hasIssuer({ clientIssuers }: Pick<Access, "clientIssuers">, issuer: Certificate): boolean {
    const pems = Object.values(clientIssuers).map(({ pem }) => pem);
    // Texts are compared first, because with many clients, parsing each certificate for each other one takes seconds.
    return pems.includes(issuer.pem) || pems.some((pem) => shareAuthority(pem, issuer.pem));
}

/** How the clients that a host accepts differ from those of its authority. A host that is not up yet accepts nobody. */
function warningOf({ host, access, stack, unknown }: Found, up: string): string | undefined {
    if (unknown !== undefined) {
        return `its clients cannot be compared with those of its authority: ${unknown}`;
    }
    if (host.dockerHost === undefined) {
        return undefined;
    }
    const whose = stack === undefined ? "its authority" : `the stack ${stack}`;
    const missing = namesBut(access, host);
    const differences = [
        ...namesBut(host, access).map((name) =>
            missing.includes(name)
                ? `still accepts the earlier key of ${name}`
                : `still accepts ${name}, which ${whose} has shut out`,
        ),
        ...missing.map(
            (name) => `does not accept ${Object.hasOwn(host.clientIssuers, name) ? "the new key of " : ""}${name} yet`,
        ),
    ];
    return differences.length === 0 ? undefined : `${differences.join(", and ")}. Run: ${up}`;
}

/** The names of the clients whose issuers are not among others. */
function namesBut({ clientIssuers }: Access, others: Access): string[] {
    const missing = Object.entries(clientIssuers).filter(([, issuer]) => !hasIssuer(others, issuer));
    return missing.map(([name]) => name).sort();
}
