import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import { CliError, USAGE } from "../../shared/errors";
import { configKeys, PROJECT } from "../../configKeys";
import type { Project, StackInHome } from "./project";
import { readIfThere } from "../../shared/jsonFile";

/** One `--set KEY=VALUE`. */
export interface Setting {
    readonly key: string;
    readonly value: unknown;
    /** From the environment: encrypted in the state, and not on the command line. */
    readonly secret: boolean;
}

/** The keys whose value is a secret, with the project's name and without. */
const SECRET_KEYS = Object.entries(configKeys)
    .filter(([, key]) => "secret" in key)
    .flatMap(([name]) => [name, `${PROJECT}:${name}`]);

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
        throw new CliError(`--set: expected KEY=VALUE, got "${text}". Write for example --set dockerPort=2376.`, USAGE);
    }
    const [key, value] = [text.slice(0, at), text.slice(at + 1)];
    const variable = /^@env:(.+)$/.exec(value)?.[1];
    if (variable === undefined && SECRET_KEYS.includes(key)) {
        throw new CliError(
            `--set ${key}: expected ${key}=@env:NAME, so that the secret is on no command line and in no file in clear. Export it as an environment variable.`,
            USAGE,
        );
    }
    if (variable === undefined) {
        return { key, value: value.startsWith("[") ? parseList(key, value) : scalar(value), secret: false };
    }
    const secret = process.env[variable];
    if (secret === undefined) {
        throw new CliError(
            `--set ${key}: expected the environment variable ${variable} to be set, and it is not. Export it first.`,
            USAGE,
        );
    }
    return { key, value: secret, secret: true };
}

function parseList(key: string, value: string): unknown {
    try {
        return JSON.parse(value);
    } catch {
        throw new CliError(
            `--set ${key}: expected a list in JSON, got ${value}. Write for example --set '${key}=["a","b"]'.`,
            USAGE,
        );
    }
}

/** Numbers and booleans reach Pulumi as such: it checks the types that Pulumi.yaml declares. */
function scalar(value: string): unknown {
    return /^-?\d+$/.test(value) ? Number(value) : ({ true: true, false: false }[value] ?? value);
}

/**
 * Writes the project and the stack's configuration as Pulumi reads them into the home: what is committed, then what
 * only a sandbox needs, then the settings of this run. The committed files are never changed.
 *
 * @throws Error when there is no such stack file, or it holds a secret that only its own backend can decrypt.
 */
export function writeWorkspace({ home, project, stack }: StackInHome, settings: readonly Setting[]): string {
    const { stacks } = project;
    // A project without any stack file has all its configuration on the command line.
    if (stacks.length > 0 && !stacks.includes(stack)) {
        throw new CliError(
            `--stack: expected one of ${stacks.join(", ")}, got "${stack}". Add a Pulumi.${stack}.yaml for another.`,
            USAGE,
        );
    }
    const committed = read(project.stackFile(stack));
    const folder = home.workspace(project.name, stack);
    mkdirSync(folder, { recursive: true });
    // The sandbox hands the program to Pulumi itself.
    writeFileSync(join(folder, "Pulumi.yaml"), stringify({ ...project.file, main: undefined }));
    const target = join(folder, `Pulumi.${stack}.yaml`);
    const previous = read(target);
    const plain = settings.filter(({ secret }) => !secret);
    const config = {
        ...withoutForeignSecrets(project, stack, { config: committed.config ?? {}, settings }),
        ...(project.name === PROJECT ? ownSettings(home.clientFiles(stack)) : {}),
        ...Object.fromEntries(plain.map(({ key, value }) => [project.qualified(key), value])),
    };
    writeFileSync(
        target,
        stringify({ ...(previous.encryptionsalt ? { encryptionsalt: previous.encryptionsalt } : {}), config }),
        { mode: 0o600 },
    );
    return folder;
}

/** The settings that the project's own stack needs in a sandbox. */
function ownSettings(clientFiles: string): Record<string, string> {
    return {
        // There is no name server that knows the hosts' names, and nothing may be written outside the home.
        [`${PROJECT}:endpointHost`]: "address",
        [`${PROJECT}:dockerCertDir`]: clientFiles,
    };
}

function read(file: string): StackFile {
    return (parse(readIfThere(file) ?? "") as StackFile | null) ?? {};
}

function withoutForeignSecrets(
    project: Project,
    stack: string,
    { config, settings }: { config: Readonly<Record<string, unknown>>; settings: readonly Setting[] },
): Record<string, unknown> {
    const isSecret = (value: unknown): boolean => typeof value === "object" && value !== null && "secure" in value;
    const secrets = Object.keys(config).filter((key) => isSecret(config[key]));
    const missing = secrets.find((key) => !settings.some((setting) => project.qualified(setting.key) === key));
    if (missing !== undefined) {
        throw new Error(
            `Pulumi.${stack}.yaml: ${missing} is a secret that only its own backend can decrypt. Give the sandbox one: --set ${missing}=@env:NAME.`,
        );
    }
    return Object.fromEntries(Object.entries(config).filter(([key]) => !secrets.includes(key)));
}
