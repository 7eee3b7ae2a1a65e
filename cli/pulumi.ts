import { CliError } from "../shared/errors";
import { runProgram } from "../shared/processes";
import { pathWithoutPackages } from "../shared/searchPath";
import { type Source, upCommand } from "./source";

/** Advice for Pulumi's own errors. */
const ADVICE: readonly (readonly [RegExp, string])[] = [
    [
        /failed to load checkpoint/,
        "the stack's state file is corrupt. Restore an earlier one: the copy next to it ends in .bak, and others are in .pulumi/backups of the backend's folder",
    ],
    [/no stack selected/, "no stack is selected. Specify one with --stack; pulumi stack ls lists them"],
    [/no stack named/, "the stack does not exist. Specify another with --stack; pulumi stack ls lists them"],
    [
        /passphrase/,
        "the stack's secrets cannot be read without its passphrase. Set PULUMI_CONFIG_PASSPHRASE_FILE to the file that contains it",
    ],
    [/pulumi login|PULUMI_ACCESS_TOKEN|credentials/, "the stack's state cannot be read. Sign in with pulumi login"],
];

/**
 * The state of a stack from `pulumi stack export`. The Automation API would take half a second to load, and its `exportStack`
 * always decrypts secrets.
 *
 * @param secrets whether to decrypt secrets. Encrypted ones need no key
 * @throws CliError if Pulumi is missing or fails.
 */
export async function exportState(source: Source, secrets: boolean): Promise<unknown> {
    const stack = source.stack === undefined ? [] : ["--stack", source.stack];
    const args = ["stack", "export", "--non-interactive", ...stack, ...(secrets ? ["--show-secrets"] : [])];
    const { cwd, sandbox } = source;
    const program = sandbox?.engine ?? "pulumi";
    const { code, stdout, stderr, missing } = await runProgram(program, args, { cwd, env: environmentOf(source) });
    if (missing) {
        throw new CliError(
            sandbox === undefined
                ? "pulumi was not found on PATH. It is needed to read the stack's state. Install it: https://www.pulumi.com/docs/install/"
                : `Pulumi was not found at ${program}. Bring the sandbox up again: ${upCommand(source)}`,
        );
    }
    if (code !== 0) {
        throw new CliError(explain(stderr, source));
    }
    return JSON.parse(stdout);
}

/** The environment for Pulumi. The user's own settings for it would override those of a sandbox. */
function environmentOf({ sandbox }: Source): Record<string, string | undefined> {
    const own = Object.keys(process.env).filter((name) => name.startsWith("PULUMI_"));
    return {
        PATH: pathWithoutPackages(),
        PULUMI_SKIP_UPDATE_CHECK: "true",
        ...(sandbox === undefined ? {} : Object.fromEntries(own.map((name) => [name, undefined]))),
        ...sandbox?.environment,
    };
}

function explain(said: string, { cwd, stack }: Source): string {
    const lines = said.split("\n").filter((line) => line.trim() !== "");
    const errors = lines.filter((line) => line.startsWith("error:"));
    const error = (errors.length > 0 ? errors : lines.slice(-1))
        .map((line) => line.replace(/^error:\s*/, ""))
        .join("; ");
    const where = stack === undefined ? cwd : `stack ${stack} in ${cwd}`;
    const advice = ADVICE.find(([pattern]) => pattern.test(error))?.[1];
    const reason = error === "" ? "Pulumi returned no state" : `Pulumi said: ${error}`;
    return advice === undefined ? `${where}: ${reason}. Try: pulumi stack export` : `${where}: ${advice}. (${reason})`;
}
