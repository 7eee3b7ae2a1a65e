import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import { configKeys } from "../config";
import { CHECKOUT, type Home, PROJECT } from "./home";

/** One `--set KEY=VALUE`. */
export interface Setting {
    readonly key: string;
    readonly value: unknown;
    /** From the environment: encrypted in the state, and not on the command line. */
    readonly secret: boolean;
}

/** The keys whose value is a secret, with the project's name. */
const SECRET_KEYS = Object.entries(configKeys)
    .filter(([, key]) => "secret" in key)
    .map(([name]) => qualified(name));

/** The shape of a Pulumi.<stack>.yaml. */
interface StackFile {
    readonly encryptionsalt?: string;
    readonly config?: Readonly<Record<string, unknown>>;
}

/**
 * Parses `KEY=VALUE`: lists as JSON, `KEY=@env:NAME` for a secret from the environment.
 *
 * @throws Error that names the key when the value is not of that form.
 */
export function parseSetting(text: string): Setting {
    const at = text.indexOf("=");
    if (at < 1) {
        throw new Error(`--set: expected KEY=VALUE, got "${text}". Write for example --set dockerPort=2376.`);
    }
    const [key, value] = [text.slice(0, at), text.slice(at + 1)];
    const variable = /^@env:(.+)$/.exec(value)?.[1];
    if (variable === undefined && SECRET_KEYS.includes(qualified(key))) {
        throw new Error(
            `--set ${key}: expected ${key}=@env:NAME, so that the secret is on no command line and in no file in clear. Export it as an environment variable.`,
        );
    }
    if (variable === undefined) {
        return { key, value: value.startsWith("[") ? parseList(key, value) : scalar(value), secret: false };
    }
    const secret = process.env[variable];
    if (secret === undefined) {
        throw new Error(
            `--set ${key}: expected the environment variable ${variable} to be set, and it is not. Export it first.`,
        );
    }
    return { key, value: secret, secret: true };
}

function parseList(key: string, value: string): unknown {
    try {
        return JSON.parse(value);
    } catch {
        throw new Error(
            `--set ${key}: expected a list in JSON, got ${value}. Write for example --set '${key}=["a","b"]'.`,
        );
    }
}

/** Numbers and booleans reach the engine as such: it checks the types that Pulumi.yaml declares. */
function scalar(value: string): unknown {
    return /^-?\d+$/.test(value) ? Number(value) : ({ true: true, false: false }[value] ?? value);
}

/** The names of the stacks that the checkout has a file for. */
function knownStacks(): string[] {
    return readdirSync(CHECKOUT)
        .map((file) => /^Pulumi\.(.+)\.yaml$/.exec(file)?.[1])
        .filter((name) => name !== undefined);
}

/**
 * Writes the project and the stack's configuration as the engine reads them into the home: what is committed, then what
 * only a sandbox needs, then the settings of this run. The committed files are never changed.
 *
 * @throws Error when there is no such stack file, or it holds a secret that only its own backend can decrypt.
 */
export function writeWorkspace(home: Home, stack: string, settings: readonly Setting[]): string {
    const source = join(CHECKOUT, `Pulumi.${stack}.yaml`);
    if (!existsSync(source)) {
        throw new Error(
            `--stack: expected one of ${knownStacks().join(", ")}, got "${stack}". Add a Pulumi.${stack}.yaml for another.`,
        );
    }
    const committed = read(source);
    const folder = home.workspace(stack);
    mkdirSync(folder, { recursive: true });
    const project = parse(readFileSync(join(CHECKOUT, "Pulumi.yaml"), "utf8")) as Record<string, unknown>;
    // The sandbox hands the program to the engine itself.
    delete project["main"];
    writeFileSync(join(folder, "Pulumi.yaml"), stringify(project));
    const target = join(folder, `Pulumi.${stack}.yaml`);
    const previous = existsSync(target) ? read(target) : {};
    const plain = settings.filter(({ secret }) => !secret).map(({ key, value }) => [qualified(key), value] as const);
    const config = {
        ...withoutForeignSecrets(stack, committed.config ?? {}, settings),
        // There is no name server that knows the hosts' names, and nothing may be written outside the home.
        [qualified("endpointHost")]: "address",
        [qualified("dockerCertDir")]: home.clientFiles(stack),
        ...Object.fromEntries(plain),
    };
    writeFileSync(
        target,
        stringify({ ...(previous.encryptionsalt ? { encryptionsalt: previous.encryptionsalt } : {}), config }),
        { mode: 0o600 },
    );
    return folder;
}

function read(file: string): StackFile {
    return parse(readFileSync(file, "utf8")) as StackFile;
}

/** A key of this project gets its name in front, as `pulumi config set` does. */
export function qualified(key: string): string {
    return key.includes(":") ? key : `${PROJECT}:${key}`;
}

function withoutForeignSecrets(
    stack: string,
    config: Readonly<Record<string, unknown>>,
    settings: readonly Setting[],
): Record<string, unknown> {
    const isSecret = (value: unknown): boolean => typeof value === "object" && value !== null && "secure" in value;
    const secrets = Object.keys(config).filter((key) => isSecret(config[key]));
    const missing = secrets.find((key) => !settings.some((setting) => qualified(setting.key) === key));
    if (missing !== undefined) {
        throw new Error(
            `Pulumi.${stack}.yaml: ${missing} is a secret that only its own backend can decrypt. Give the sandbox one: --set ${missing}=@env:NAME.`,
        );
    }
    return Object.fromEntries(Object.entries(config).filter(([key]) => !secrets.includes(key)));
}
