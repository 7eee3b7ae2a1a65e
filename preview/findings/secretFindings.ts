import { isRecord } from "../../shared/json";
import { PRIVATE_KEY } from "../plan/redaction";
import { danger, type Finding } from "./finding";
import { listed, type Markdown, prose } from "../markdown/markdown";
import type { Plan, PlannedResource } from "../plan/plan";

/** Private keys that stand in clear where none stood: whoever may read the stack, or Azure, can read them. */
export function secretFindings({ resources, outputs }: Plan): Finding[] {
    const ofResources = resources.flatMap((resource) => {
        const { before, after } = resource;
        const had = new Set(keysIn(before, ""));
        const come = keysIn(after, "").filter((path) => !had.has(path));
        return come.length === 0 ? [] : [finding(listed(come), [resource])];
    });
    const exported = keysIn(outputs, "");
    return [
        ...ofResources,
        ...(exported.length === 0 ? [] : [finding(prose`the stack's output ${listed(exported)}`, [])]),
    ];
}

function finding(where: Markdown, about: readonly PlannedResource[]): Finding {
    const text = prose`${where} shows one to whoever may read it, and should be a secret.`;
    return danger("tls", "private key in clear", about, text);
}

/** The paths at which private keys stand; what is secret does not show any. */
function keysIn(value: unknown, path: string): string[] {
    if (typeof value === "string") {
        return value.includes(PRIVATE_KEY) ? [path] : [];
    }
    if (Array.isArray(value)) {
        return value.flatMap((element, index) => keysIn(element, `${path}[${index}]`));
    }
    return isRecord(value)
        ? Object.entries(value).flatMap(([key, inner]) => keysIn(inner, path === "" ? key : `${path}.${key}`))
        : [];
}
