import type { DockerExtensionSettings } from "./dockerExtensionSettings";
import { isRecord } from "../../shared/json";

/** Names of passwords, in words with `_` or `-` between them. */
const SECRET_NAME =
    /(^|[_-])([a-z\d]*(password|passwd|passphrase)|(require)?pass|pwd|secrets?|tokens?|credentials?|(api|access|account|private|secret)[_-]?key|auth$)([_-]|$)/i;

/** The last word of names with something about a password, such as the path of its file. */
const ABOUT_SECRET = /[_-](dir|endpoint|file|header|length|method|name|path|ttl|type|url|uri)$/i;

/** Switches, ways to log in, and the paths of files. */
const NO_SECRET = /^(true|false|yes|no|on|off|[01]|none|basic|login|plain|(en|dis)abled?|\/(run|etc|var)\/.*)$/i;

/** A URL with a password, unless it is a variable. */
const URL_WITH_PASSWORD = /:\/\/[^\s/:@]*:[^\s/@$][^\s/@]*@/;

/** Names and values in a text: `AccountKey=…`, `--password=…`. One value can have another one within it. */
const ASSIGNMENT = /(?<![\w-])-{0,2}([a-z][\w-]*)=(?=["']?([^\s;&"']+))/gi;

/** Flags with their values after a space. */
const FLAG = /(?<!\S)--([a-z][\w-]*)\s+["']?([^\s"'-][^\s"']*)/gi;

/** A variable that docker-compose replaces: `$NAME`, `${NAME}`. */
const VARIABLE = /^\$(\w+|\{\w+\})$/;

function isPassword(name: string, value: string): boolean {
    const words = name.replace(/([a-z\d])([A-Z])/g, "$1_$2");
    return (
        value !== "" &&
        SECRET_NAME.test(words) &&
        !ABOUT_SECRET.test(words) &&
        !NO_SECRET.test(value) &&
        !VARIABLE.test(value)
    );
}

const hasPassword = (text: string): boolean =>
    URL_WITH_PASSWORD.test(text) ||
    [...text.matchAll(ASSIGNMENT), ...text.matchAll(FLAG)].some(([, name = "", value = ""]) => isPassword(name, value));

/**
 * The paths of passwords in clear in a Compose file or its variables, by the names of variables and flags, and by what URLs
 * have. The file has variables as objects and as lists of `NAME=value`.
 *
 * @param path the path of the value itself
 */
export function clearPasswords(value: unknown, path: string): string[] {
    if (Array.isArray(value)) {
        return value.flatMap((element: unknown, index) => {
            const [, name = "", text] = /^(\w+)=(.*)$/s.exec(String(element)) ?? [];
            const [, flag = ""] = /^--([\w-]+) [^-]/.exec(`${String(value[index - 1])} ${String(element)}`) ?? [];
            return text === undefined
                ? ofMember(flag, element, `${path}[${index}]`)
                : ofMember(name, text, `${path}.${name}`);
        });
    }
    if (isRecord(value)) {
        return Object.entries(value).flatMap(([name, inner]) => ofMember(name, inner, `${path}.${name}`));
    }
    return typeof value === "string" && hasPassword(value) ? [path] : [];
}

function ofMember(name: string, value: unknown, path: string): string[] {
    const isText = typeof value === "string" || typeof value === "number";
    return isText && isPassword(name, String(value)) ? [path] : clearPasswords(value, path);
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
