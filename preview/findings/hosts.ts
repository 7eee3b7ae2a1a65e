import { kindOf } from "../../shared/azure/resourceKind";
import { listAt } from "../../shared/json";
import { same } from "../../shared/azure/sameName";
import { isComponent, nameOf, type PlannedResource } from "../plan/plan";
import { valueAt } from "../plan/properties";

/** A VM of the plan, and the security groups at its network interfaces. */
export interface Host {
    /** That of its component or, where it has none of its own, of the VM. */
    readonly name: string;
    readonly machine: PlannedResource;
    /** Whether one of its network interfaces has a public address: after the plan or, of a host that goes, before. */
    readonly isPublic: boolean;
    /** The URNs of the security groups; nobody where the host is not there. */
    readonly before: readonly string[];
    readonly after: readonly string[];
    /** Whether rules that the plan does not have decide too, or alone: those of a group elsewhere, or of a subnet. */
    readonly isGuardedElsewhere: boolean;
}

/** The hosts of a plan, before it or after, in the order of their names. */
export function hostsOf(resources: readonly PlannedResource[]): Host[] {
    const machines = resources.filter(({ type }) => kindOf(type) === "compute:VirtualMachine");
    const hosts = machines.map((machine) => hostOf(machine, machines, resources));
    return hosts.sort((one, other) => (one.name < other.name ? -1 : 1));
}

function hostOf(
    machine: PlannedResource,
    machines: readonly PlannedResource[],
    resources: readonly PlannedResource[],
): Host {
    const isAlone = machines.every(({ urn, parent }) => urn === machine.urn || parent !== machine.parent);
    const [before, after] = [guardsOf(machine, resources, "before"), guardsOf(machine, resources, "after")];
    const last = machine.after === undefined ? before : after;
    const urns = (guards: readonly Guard[]): string[] => [
        ...new Set(guards.flatMap(({ group }) => (group === undefined ? [] : [group.urn]))),
    ];
    return {
        name: isComponent(machine.parent) && isAlone ? nameOf(machine.parent) : machine.name,
        machine,
        isPublic: last.some(({ isPublic }) => isPublic),
        before: urns(before),
        after: urns(after),
        isGuardedElsewhere: last.length === 0 || last.some(({ group }) => group === undefined),
    };
}

/** The security groups at the network interfaces of a VM. */
function guardsOf(machine: PlannedResource, resources: readonly PlannedResource[], when: "before" | "after"): Guard[] {
    return listAt(machine[when], "networkProfile", "networkInterfaces").map(({ id }) => {
        const found = referred(id, "network:NetworkInterface", machine, resources);
        const inputs = found?.[when];
        const guard = valueAt(inputs, "networkSecurityGroup.id");
        return {
            group: referred(guard, "network:NetworkSecurityGroup", found ?? machine, resources),
            isPublic: listAt(inputs, "ipConfigurations").some((one) => one["publicIPAddress"] !== undefined),
        };
    });
}

interface Guard {
    readonly group: PlannedResource | undefined;
    readonly isPublic: boolean;
}

/**
 * The resource of a kind that an id stands for. What is only made by the plan has no id yet: then it is the one of them that
 * shares most components with whoever refers to it, if there is exactly one.
 */
function referred(
    id: unknown,
    kind: string,
    from: PlannedResource,
    resources: readonly PlannedResource[],
): PlannedResource | undefined {
    const candidates = resources.filter(({ type }) => kindOf(type) === kind);
    if (id === undefined || (typeof id === "string" && id.startsWith("/"))) {
        return candidates.find((one) => same(id, one.id));
    }
    const around = ancestors(from, resources);
    const nearness = (one: PlannedResource): number =>
        [...ancestors(one, resources)].filter((urn) => around.has(urn)).length;
    const made = candidates.filter(({ operation }) => ["create", "replace"].includes(operation));
    const nearest = made.filter((one) => made.every((other) => nearness(other) <= nearness(one)));
    return nearest.length === 1 ? nearest[0] : undefined;
}

/** The URNs of the components that a resource is in, also where a program says that one is in itself. */
function ancestors({ parent }: PlannedResource, resources: readonly PlannedResource[]): ReadonlySet<string> {
    const found = new Set<string>();
    for (let urn: string | undefined = parent; urn !== undefined && !found.has(urn);) {
        found.add(urn);
        urn = resources.find((one) => one.urn === urn)?.parent;
    }
    return found;
}
