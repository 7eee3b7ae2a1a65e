import { isRecord } from "../shared/json";
import { at, Unknown } from "./properties";

/** Reads the Compose file that the DockerExtension brings up with docker-compose 1.6.2. */

/** A plain value within a service or a volume. */
interface ComposeValue {
    /** The path within the part, for example `.command[0]`. */
    readonly path: string;
    /** With variables replaced; {@link Unknown} if it does not exist yet. */
    readonly value: unknown;
}

/** A service or a volume. */
export interface ComposePart {
    readonly property: string;
    readonly values: readonly ComposeValue[];
}

type Variable = (name: string) => unknown;

/** The services and volumes of an extension's Compose file; none without a file. */
export function composeParts(extension: unknown): ComposePart[] {
    // The protected one of two equal variables wins.
    const variable: Variable = (name) =>
        at(extension, "protectedSettings", "environment", name) ??
        at(extension, "settings", "compose-environment", name);
    return sectionsOf(at(extension, "settings", "compose")).flatMap(([path, section]) =>
        section instanceof Unknown
            ? [{ property: path, values: [{ path: "", value: section }] }]
            : Object.entries(isRecord(section) ? section : {}).map(([name, part]) => ({
                  property: `${path}.${name}`,
                  values: valuesIn(part, "", variable),
              })),
    );
}

/** Without a version, or with a service of that name, the file is of format 1, which has services and nothing else. */
function sectionsOf(compose: unknown): (readonly [path: string, section: unknown])[] {
    const version = at(compose, "version");
    return version === undefined || (isRecord(version) && !(version instanceof Unknown))
        ? [["settings.compose", compose]]
        : ["services", "volumes"].map((name) => [`settings.compose.${name}`, at(compose, name)]);
}

function valuesIn(value: unknown, path: string, variable: Variable): ComposeValue[] {
    if (Array.isArray(value)) {
        return value.flatMap((element: unknown, index) => valuesIn(element, `${path}[${index}]`, variable));
    }
    return isRecord(value) && !(value instanceof Unknown)
        ? Object.entries(value).flatMap(([name, inner]) => valuesIn(inner, `${path}.${name}`, variable))
        : [{ path, value: typeof value === "string" ? interpolated(value, variable) : value }];
}

/** `$NAME`, `${NAME}`, or two dollar signs for one. */
const VARIABLE = /\$(?:\$|([A-Za-z_]\w*)|\{([A-Za-z_]\w*)\})/g;

/** A text with its variables replaced; those of nobody's stay. */
function interpolated(text: string, variable: Variable): unknown {
    const names = [...text.matchAll(VARIABLE)].flatMap(([, plain, braced]) => plain ?? braced ?? []);
    return (
        names.map(variable).find((value) => value instanceof Unknown) ??
        text.replace(VARIABLE, (whole, plain?: string, braced?: string) => {
            const name = plain ?? braced;
            const value = name === undefined ? "$" : variable(name);
            return typeof value === "string" ? value : whole;
        })
    );
}
