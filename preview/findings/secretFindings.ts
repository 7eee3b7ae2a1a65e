import { isRecord } from "../../shared/json";
import { PRIVATE_KEY } from "../plan/redaction";
import { isHidden } from "./access";
import { danger, type Finding } from "./finding";
import { listed, type Markdown, prose } from "../markdown/markdown";
import type { Inputs, Plan, PlannedResource } from "../plan/plan";
import { readable, valueAt } from "../plan/properties";

/** What Azure never shows, and what must be a secret in the state for the same reason. */
const PROTECTED = [
    "protectedSettings.script",
    "protectedSettings.certs",
    "protectedSettings.password",
    "osProfile.adminPassword",
];

/** Secrets that stand in clear where none stood: whoever may read the stack, or Azure, can read them. */
export function secretFindings({ resources, outputs }: Plan): Finding[] {
    const ofResources = resources.flatMap((resource) => {
        const { before, after } = resource;
        const had = new Set(inClear(before));
        const come = inClear(after).filter((path) => !had.has(path));
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
    return danger("tls", "private key or password in clear", about, text);
}

/** The paths of what is in clear in a resource. */
function inClear(inputs: Inputs | undefined): string[] {
    const open = PROTECTED.filter((path) => {
        const value = readable(valueAt(inputs, path));
        return value !== undefined && !isHidden(value) && !(isRecord(value) && Object.values(value).some(isHidden));
    });
    return [...new Set([...open, ...keysIn(inputs, "")])].filter(
        (path) => !open.some((whole) => path.startsWith(`${whole}.`)),
    );
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
