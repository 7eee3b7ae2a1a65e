import { kindOf } from "../../shared/azure/resourceKind";
import { caution, type Finding } from "./finding";
import { listed, prose } from "../markdown/markdown";
import type { Plan, PlannedResource } from "../plan/plan";

const PROVIDER = "pulumi:providers:";
/** Components, whose parts are judged one by one, and resources that other findings report in any case. */
const JUDGED = /^(docker-host-vm:index|tls|command|random:index\/randomPassword):|^pulumi:providers:/;

/** Whether a resource is a provider that says nothing to a reader: one that comes or goes with a version of its package. */
export function isMereProvider({ type, name, operation }: PlannedResource): boolean {
    return (
        type.startsWith(PROVIDER) &&
        (operation === "same" || (name.startsWith("default") && operation !== "update" && operation !== "replace"))
    );
}

/** Resources of a kind that the base does not have, of which this report judges nothing; and providers that act elsewhere. */
export function kindFindings({ resources, isNew }: Plan): Finding[] {
    if (isNew) {
        return [];
    }
    const kind = (type: string): string => kindOf(type) ?? type;
    const known = new Set(resources.filter(({ before }) => before !== undefined).map(({ type }) => kind(type)));
    const others = resources.filter(
        ({ type, operation }) =>
            ["create", "import", "read"].includes(operation) && !known.has(kind(type)) && !JUDGED.test(type),
    );
    const providers = resources.filter((resource) => resource.type.startsWith(PROVIDER) && !isMereProvider(resource));
    const types = [...new Set(others.map(({ type }) => type))];
    const unjudged = prose`the stack had no ${listed(types)} before, and this report does not judge it.`;
    const elsewhere = prose`new, or configured differently: its resources may be made elsewhere, or with other rights.`;
    return [
        ...(others.length > 0 ? [caution("hardening", "another kind of resource", others, unjudged)] : []),
        ...(providers.length > 0 ? [caution("hardening", "another provider", providers, elsewhere)] : []),
    ];
}
