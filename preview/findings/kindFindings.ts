import { kindOf } from "../../shared/azure/resourceKind";
import type { Finding } from "./finding";
import { listed, prose } from "../markdown/markdown";
import type { Plan, PlannedResource } from "../plan/plan";

const PROVIDER = "pulumi:providers:";
/** Components, whose parts are judged one by one, and resources that other findings report in any case. */
const JUDGED = /^(docker-host-vm:index|tls|command):|^pulumi:providers:/;

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
    const names = (some: readonly PlannedResource[]): readonly string[] =>
        some.map(({ name, type }) => `${name} (${type})`);
    const finding = (title: string, text: Finding["text"], some: readonly PlannedResource[]): Finding[] =>
        some.length === 0
            ? []
            : [{ kind: "hardening", level: "caution", title, text, about: some.map(({ urn }) => urn) }];
    return [
        ...finding(
            "another kind of resource",
            prose`**Another kind of resource** than any before: ${listed(names(others))}. This report does not judge it.`,
            others,
        ),
        ...finding(
            "another provider",
            prose`**Another provider**, or another configuration of one: ${listed(names(providers))}. Its resources may be made elsewhere, or with other rights.`,
            providers,
        ),
    ];
}
