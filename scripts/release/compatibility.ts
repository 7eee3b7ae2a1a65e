/** What one name offers to programs. */
export interface Export {
    /** Programs give `arguments`, receive a `class` and `values`, and do both with a `type`. */
    readonly kind: "arguments" | "class" | "type" | "values";
    /** Each member's type by its name, which ends with `?` where it may be missing. */
    readonly members: Readonly<Record<string, string>>;
}

/** All that programs can use, by name. */
export type Surface = Readonly<Record<string, Export>>;

/** The parts of a Pulumi schema that programs depend on. */
export interface Schema {
    readonly resources: Readonly<Record<string, ResourceSpec>>;
    readonly types: Readonly<Record<string, ObjectSpec | EnumSpec>>;
}

interface ObjectSpec {
    readonly properties: Readonly<Record<string, TypeSpec>>;
    readonly required?: readonly string[];
}

interface ResourceSpec extends ObjectSpec {
    readonly inputProperties: Readonly<Record<string, TypeSpec>>;
    readonly requiredInputs?: readonly string[];
}

interface EnumSpec {
    readonly enum: readonly { readonly name: string; readonly value: unknown }[];
}

interface TypeSpec {
    readonly type?: string;
    readonly $ref?: string;
    readonly items?: TypeSpec;
    readonly additionalProperties?: TypeSpec;
    readonly plain?: boolean;
}

/** What a schema offers to programs in all languages, with the names that TypeScript has for it. */
export function surfaceOfSchema({ resources, types }: Schema): Surface {
    const components = Object.entries(resources).flatMap(([token, spec]): [string, Export][] => [
        [nameOf(token), { kind: "class", members: membersOf(spec.properties, spec.required) }],
        [`${nameOf(token)}Args`, { kind: "arguments", members: membersOf(spec.inputProperties, spec.requiredInputs) }],
    ]);
    const others = Object.entries(types).map(([token, spec]): [string, Export] => [
        nameOf(token),
        "enum" in spec
            ? {
                  kind: "values",
                  members: Object.fromEntries(spec.enum.map((each) => [each.name, JSON.stringify(each.value)])),
              }
            : { kind: "type", members: membersOf(spec.properties, spec.required) },
    ]);
    return Object.fromEntries([...components, ...others]);
}

function membersOf(properties: ObjectSpec["properties"], required: readonly string[] = []): Record<string, string> {
    return Object.fromEntries(
        Object.entries(properties).map(([name, spec]) => [required.includes(name) ? name : `${name}?`, typeOf(spec)]),
    );
}

function typeOf({ type, $ref, items, additionalProperties, plain }: TypeSpec): string {
    const element = items ?? additionalProperties;
    const name = $ref === undefined ? (type ?? "unknown") : nameOf($ref);
    return `${plain === true ? "plain " : ""}${name}${element === undefined ? "" : ` of ${typeOf(element)}`}`;
}

const nameOf = (token: string): string => token.replace(/^.*[:/#]/, "");

/**
 * What of a change can break a program that worked before, as sentences. All other changes add something. Where a type differs,
 * that counts as breaking, whether or not it lets more in: the sentence has both types.
 */
export function breakingChanges(before: Surface, after: Surface): string[] {
    return Object.entries(before).flatMap(([name, old]) => {
        const now = after[name];
        return now === undefined ? [`\`${name}\` is removed`] : brokenMembers(name, old, now);
    });
}

function brokenMembers(name: string, before: Export, after: Export): string[] {
    const [old, now] = [before, after].map(({ members }) => membersByName(members));
    const isGiven = before.kind === "arguments" || before.kind === "type";
    const isReceived = before.kind !== "arguments";
    const changed = [...(old ?? [])].flatMap(([member, { type, optional }]) => {
        const path = `\`${[name, member].filter(Boolean).join(".")}\``;
        const current = now?.get(member);
        if (current === undefined) {
            return [`${path} is removed`];
        }
        return [
            current.type === type ? [] : `${path} was \`${type}\` and is \`${current.type}\``,
            isGiven && optional && !current.optional ? `${path} is required now` : [],
            isReceived && !optional && current.optional ? `${path} may be missing now` : [],
        ].flat();
    });
    const demanded = [...(now ?? [])]
        .filter(([member, { optional }]) => isGiven && !optional && old?.has(member) === false)
        .map(([member]) => `\`${name}.${member}\` is new and required`);
    return [...changed, ...demanded];
}

function membersByName(members: Export["members"]): Map<string, { readonly type: string; readonly optional: boolean }> {
    return new Map(
        Object.entries(members).map(([name, type]) => [
            name.replace(/\?$/, ""),
            { type, optional: name.endsWith("?") },
        ]),
    );
}
