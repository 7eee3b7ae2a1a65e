import { nearest } from "../../shared/nearest";
import { isRecord, listAt, parsedJson } from "../../shared/json";

/** Checks a value: returns a clause about the first problem, or undefined for a valid value. */
type Check = (place: string, value: unknown) => string | undefined;

const ACTIONS = "KILL KILL_PROCESS KILL_THREAD TRAP ERRNO TRACE ALLOW LOG".split(" ").map((name) => `SCMP_ACT_${name}`);
const LETS_THROUGH = ["SCMP_ACT_ALLOW", "SCMP_ACT_LOG"];
const OPERATORS = "NE LT LE EQ GE GT MASKED_EQ".split(" ").map((name) => `SCMP_CMP_${name}`);

const first = (sentences: readonly (string | undefined)[]): string | undefined =>
    sentences.find((sentence) => sentence !== undefined);

const optional =
    (check: Check): Check =>
    (place, value) =>
        value === undefined || value === null ? undefined : check(place, value);

const holds =
    (is: (value: unknown) => boolean, expected: string): Check =>
    (place, value) =>
        is(value) ? undefined : `${place} is not ${expected}`;

const oneOf = (allowed: readonly string[]): Check =>
    holds((value) => allowed.includes(String(value)), `one of ${allowed.join(", ")}`);
const text = holds((value) => typeof value === "string" && value !== "", "a string");
const number = holds((value) => Number.isInteger(value) && Number(value) >= 0, "a whole number");
const architecture = holds(
    (value) => /^SCMP_ARCH_[A-Z0-9_]+$/.test(String(value)),
    "an architecture such as SCMP_ARCH_X86_64",
);
const kernel = holds((value) => /^\d{1,3}\.\d{1,3}$/.test(String(value)), "a version such as 4.8");

const listOf =
    (check: Check): Check =>
    (place, value) =>
        Array.isArray(value)
            ? first(value.map((one, index) => check(`${place}[${index}]`, one)))
            : `${place} is not a list`;

/** An object with these members only. Docker silently ignores others. */
const object =
    (members: Readonly<Record<string, Check>>): Check =>
    (place, value) => {
        if (!isRecord(value)) {
            return `${place} is not an object`;
        }
        const path = (name: string): string => (place === "the profile" ? name : `${place}.${name}`);
        const unknown = Object.keys(value).find((name) => !Object.hasOwn(members, name));
        if (unknown !== undefined) {
            const meant = nearest(unknown, Object.keys(members));
            return `${path(unknown)} is unknown${meant === undefined ? "" : `; did you mean ${meant}?`}`;
        }
        return first(Object.entries(members).map(([name, check]) => check(path(name), value[name])));
    };

const filter = object({ caps: optional(listOf(text)), arches: optional(listOf(text)), minKernel: optional(kernel) });

const syscall = object({
    names: optional(listOf(text)),
    name: optional(text),
    action: oneOf([...ACTIONS, "SCMP_ACT_NOTIFY"]),
    errnoRet: optional(number),
    args: optional(
        listOf(
            object({
                index: holds((value) => [0, 1, 2, 3, 4, 5].includes(Number(value)), "a number from 0 to 5"),
                value: optional(number),
                valueTwo: optional(number),
                op: oneOf(OPERATORS),
            }),
        ),
    ),
    comment: optional(holds((value) => typeof value === "string", "a string")),
    includes: optional(filter),
    excludes: optional(filter),
});

/** A profile as defined by moby/profiles and the OCI runtime specification. */
const profile = object({
    defaultAction: oneOf(ACTIONS),
    defaultErrnoRet: optional(number),
    architectures: optional(listOf(architecture)),
    archMap: optional(listOf(object({ architecture, subArchitectures: optional(listOf(architecture)) }))),
    flags: optional(listOf(holds((value) => /^SECCOMP_FILTER_FLAG_[A-Z_]+$/.test(String(value)), "a flag"))),
    listenerPath: optional(text),
    listenerMetadata: optional(text),
    syscalls: optional(listOf(syscall)),
});

/**
 * Checks the text of a seccomp profile: returns a clause about its problem, or undefined. Docker reads the profile only when a
 * container starts: with an invalid profile no container starts, and one without a default action and system calls turns
 * seccomp off.
 */
export function seccompProblem(json: unknown): string | undefined {
    const value = typeof json === "string" ? parsedJson(json) : undefined;
    const wrong = profile("the profile", value);
    if (wrong !== undefined || !isRecord(value)) {
        return wrong ?? "it is not JSON";
    }
    if (value["architectures"] && value["archMap"]) {
        return "architectures and archMap are both set, but Docker accepts only one of them";
    }
    const syscalls = listAt(value, "syscalls");
    const named = syscalls.findIndex(({ name, names }) => (name === undefined) === (names === undefined));
    if (named >= 0) {
        return `syscalls[${named}] needs either names or name`;
    }
    const starts = [value, ...syscalls].some(({ defaultAction, action }) =>
        LETS_THROUGH.includes(String(defaultAction ?? action)),
    );
    return starts ? undefined : "it allows no system call, so no container could start";
}
