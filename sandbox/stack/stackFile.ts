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
    /** Whether it came from the environment; such a value is encrypted in the state and never on a command line. */
    readonly secret: boolean;
}

/** The keys of secret values, with and without the project's name. */
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
 * @throws Error that names the key if the text does not have that form.
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
            `--set ${key}: expected ${key}=@env:NAME, got the secret itself. Put it into an environment variable, so that it never appears on a command line.`,
            USAGE,
        );
    }
    if (variable === undefined) {
        return { key, value: value.startsWith("[") ? parseList(key, value) : scalar(value), secret: false };
    }
    const secret = process.env[variable];
    if (secret === undefined) {
        throw new CliError(
            `--set ${key}: expected a value in the environment variable ${variable}, which is not set. Export it first.`,
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
            `--set ${key}: expected a JSON list, got "${value}". Write for example --set '${key}=["a","b"]'.`,
            USAGE,
        );
    }
}

/** Keeps the type of numbers and booleans, because Pulumi checks the types that Pulumi.yaml declares. */
function scalar(value: string): unknown {
    return /^-?\d+$/.test(value) ? Number(value) : ({ true: true, false: false }[value] ?? value);
}

/**
 * Writes the project file and stack file for Pulumi into the home: the committed configuration, then the sandbox's own
 * settings, then those of this run. The committed files are never changed.
 *
 * @returns the folder with both files
 * @throws Error if there is no such stack file, or it holds a secret that only its own backend can decrypt.
 */
export function writeWorkspace({ home, project, stack }: StackInHome, settings: readonly Setting[]): string {
    const { stacks } = project;
    // A project without stack files takes all its configuration from the command line.
    if (stacks.length > 0 && !stacks.includes(stack)) {
        throw new CliError(
            `--stack: expected one of ${stacks.join(", ")}, got "${stack}". Choose one of these, or add Pulumi.${stack}.yaml.`,
            USAGE,
        );
    }
    const committed = read(project.stackFile(stack));
    const folder = home.workspace(project.name, stack);
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, "Pulumi.yaml"), stringify(project.fileElsewhere));
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

/** The settings that this project's own stacks need in a sandbox. */
function ownSettings(clientFiles: string): Record<string, string> {
    return {
        // No name server knows the hosts' names, and nothing may be written outside the home.
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
            `Pulumi.${stack}.yaml: ${missing} is a secret that only its own backend can decrypt. Set another value for the sandbox: --set ${missing}=@env:NAME.`,
        );
    }
    return Object.fromEntries(Object.entries(config).filter(([key]) => !secrets.includes(key)));
}
