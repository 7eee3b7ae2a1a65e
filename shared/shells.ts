import { basename } from "node:path";
import { quoteWhereNeeded, shellQuote } from "./shellQuote";
import { CliError } from "./errors";

/** The supported shells. `bash` stands for every POSIX shell. */
export const SHELLS = ["bash", "fish", "tcsh", "powershell", "cmd"] as const;
/** One of {@link SHELLS}. */
export type Shell = (typeof SHELLS)[number];

/** The syntax of a shell. */
interface Dialect {
    readonly quote: (word: string) => string;
    readonly set: (name: string, value: string) => string;
    readonly unset: (name: string) => string;
    readonly comment: (text: string) => string;
    /** A line that evaluates the output of a command. */
    readonly evaluate: (command: string) => string;
    /** A line that fails without ending the user's shell. */
    readonly fail: string;
    /** Text that cannot be quoted. @defaultValue - none */
    readonly unwritable?: RegExp;
}

/** In PowerShell, typographic quotation marks end a string too. */
const powershellQuote = (word: string): string => `'${word.replace(/['\u2018-\u201b]/g, "$&$&")}'`;
const fishQuote = (word: string): string => `'${word.replace(/[\\']/g, "\\$&")}'`;
const cmdQuote = (word: string): string => `"${word}"`;

const DIALECTS: Readonly<Record<Shell, Dialect>> = {
    bash: {
        quote: shellQuote,
        set: (name, value) => `export ${name}=${shellQuote(value)}`,
        unset: (name) => `unset ${name}`,
        comment: (text) => `# ${text}`,
        evaluate: (command) => `eval "$(${command})"`,
        fail: "false",
    },
    fish: {
        quote: fishQuote,
        set: (name, value) => `set -gx ${name} ${fishQuote(value)}`,
        unset: (name) => `set -e ${name}`,
        comment: (text) => `# ${text}`,
        evaluate: (command) => `${command} | source`,
        fail: "false",
    },
    // Its backquotes join all lines and split quoted text into words, so each line ends with a semicolon.
    tcsh: {
        quote: shellQuote,
        set: (name, value) => `setenv ${name} ${shellQuote(value)};`,
        unset: (name) => `unsetenv ${name};`,
        comment: (text) => `: ${shellQuote(text)};`,
        evaluate: (command) => `eval \`${command}\``,
        fail: "false",
        unwritable: /[!{}]| {2}/,
    },
    powershell: {
        quote: powershellQuote,
        set: (name, value) => `$Env:${name} = ${powershellQuote(value)}`,
        unset: (name) => `Remove-Item Env:\\${name} -ErrorAction SilentlyContinue`,
        comment: (text) => `# ${text}`,
        evaluate: (command) => `${command} | Out-String | Invoke-Expression`,
        fail: "throw 'docker-host-vm failed: the environment is unchanged'",
    },
    cmd: {
        quote: cmdQuote,
        set: (name, value) => `SET "${name}=${value}"`,
        unset: (name) => `SET ${name}=`,
        comment: (text) => `REM ${text}`,
        evaluate: (command) => `@FOR /f "tokens=*" %i IN ('${command}') DO @%i`,
        // A bare EXIT would close the window.
        fail: "cmd /c exit 1",
        unwritable: /["%!]/,
    },
};

/** The names of shells, with the supported shell whose syntax they understand. */
const PROGRAMS: Readonly<Record<string, Shell>> = {
    ...Object.fromEntries(["sh", "bash", "zsh", "dash", "ash", "ksh", "ksh93", "mksh"].map((name) => [name, "bash"])),
    fish: "fish",
    csh: "tcsh",
    tcsh: "tcsh",
    pwsh: "powershell",
    powershell: "powershell",
    cmd: "cmd",
};

/**
 * The user's shell according to the environment: `$SHELL`, or without it PowerShell on Windows and bash elsewhere.
 *
 * @returns undefined for a shell that is not supported
 */
export function currentShell({ SHELL }: NodeJS.ProcessEnv, platform: NodeJS.Platform): Shell | undefined {
    if (SHELL === undefined || SHELL === "") {
        return platform === "win32" ? "powershell" : "bash";
    }
    const name = basename(SHELL.replaceAll("\\", "/")).replace(/\.exe$/i, "");
    return Object.hasOwn(PROGRAMS, name) ? PROGRAMS[name] : undefined;
}

/** A word quoted for a shell, if needed. */
export function quoteFor(shell: Shell, word: string): string {
    return quoteWhereNeeded(word, DIALECTS[shell].quote);
}

/** A word quoted for the user's own shell, if needed. */
export function quoteHere(word: string): string {
    return quoteFor(currentShell(process.env, process.platform) ?? "bash", word);
}

/**
 * A line that fails in the shell that evaluates it. Otherwise a failed command would silently leave the shell on another
 * daemon.
 */
export function failingLine(shell: Shell): string {
    return DIALECTS[shell].fail;
}

/**
 * Lines that set environment variables, or unset those without a value, followed by a comment about how to evaluate them.
 *
 * @param notes further comments, one line each
 * @param command the command that prints these lines, with its words quoted. Default: none, and no such comment
 * @throws CliError if a value cannot be quoted for that shell.
 */
export function environmentLines(
    shell: Shell,
    variables: Readonly<Record<string, string | undefined>>,
    { notes = [], command = "" }: { readonly notes?: readonly string[]; readonly command?: string },
): string[] {
    const dialect = DIALECTS[shell];
    const lines = Object.entries(variables).map(([name, value]) => {
        if (value === undefined) {
            return dialect.unset(name);
        }
        // Some shells evaluate text line by line.
        if (/\p{Cc}/u.test(value) || dialect.unwritable?.test(value) === true) {
            throw new CliError(
                `${name}: expected a value that can be quoted for ${shell}, got ${JSON.stringify(value)}. Choose a folder without such characters with --dir.`,
            );
        }
        return dialect.set(name, value);
    });
    // A line break in the command would end the comment, and tcsh interprets its special characters in comments too.
    const isUnwritable = command === "" || /\p{Cc}/u.test(command) || (shell === "tcsh" && /[!{}]/.test(command));
    const hint = isUnwritable
        ? []
        : [dialect.comment(`Run this command to configure your shell: ${dialect.evaluate(command)}`)];
    return [...lines, ...notes.map((note) => dialect.comment(note)), ...hint];
}
