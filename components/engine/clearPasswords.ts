import type { DockerExtensionSettings } from "./dockerExtensionSettings";
import { isRecord } from "../../shared/json";

/** Names of variables with a password. With `_FILE` at the end, the value is the path of a file. */
const SECRET_NAME =
    /(^|[_-])(pass|password|passwd|pwd|passphrase|secret|token|credentials?|(api|access|private|secret)[_-]?key)([_-]|$)(?!file$)/i;

/** A URL with a password, unless it is a variable. */
const URL_WITH_PASSWORD = /:\/\/[^\s/:@]*:[^\s/@$][^\s/@]*@/;

/** A variable that docker-compose replaces: `$NAME`, `${NAME}`. */
const VARIABLE = /^\$(\w+|\{\w+\})$/;

/**
 * The paths of passwords in clear in a Compose file or its variables, by the names of the variables and by what URLs have. The
 * file has variables as objects and as lists of `NAME=value`.
 *
 * @param path the path of the value itself
 */
export function clearPasswords(value: unknown, path: string): string[] {
    if (Array.isArray(value)) {
        return value.flatMap((element: unknown, index) => {
            const [, name = "", text] = /^(\w+)=(.*)$/s.exec(String(element)) ?? [];
            return text === undefined ? clearPasswords(element, `${path}[${index}]`) : ofMember(name, text, path);
        });
    }
    if (isRecord(value)) {
        return Object.entries(value).flatMap(([name, inner]) => ofMember(name, inner, path));
    }
    return typeof value === "string" && URL_WITH_PASSWORD.test(value) ? [path] : [];
}

function ofMember(name: string, value: unknown, path: string): string[] {
    const isText = (typeof value === "string" && value !== "") || typeof value === "number";
    return isText && SECRET_NAME.test(name) && !VARIABLE.test(String(value))
        ? [`${path}.${name}`]
        : clearPasswords(value, `${path}.${name}`);
}

/** Warnings about passwords that everyone on the VM can read. */
export function clearPasswordWarnings({ compose, composeEnvironment }: DockerExtensionSettings = {}): string[] {
    return Object.entries({ compose, composeEnvironment })
        .flatMap(([name, value]) => clearPasswords(value, `dockerExtension.${name}`))
        .map(
            (path) =>
                `${path} seems to be a password in clear, which everyone on the VM can read. Write a variable such as $PASSWORD into compose, and its value into dockerExtension.environment.`,
        );
}
