import { basename } from "node:path";
import { quoteWhereNeeded, shellQuote } from "./shellQuote";
import { CliError } from "./errors";

/** The shells that lines can be printed for. `bash` stands for every POSIX shell. */
export const SHELLS = ["bash", "fish", "tcsh", "powershell", "cmd"] as const;
/** One of {@link SHELLS}. */
export type Shell = (typeof SHELLS)[number];

/** How a shell writes things. */
interface Dialect {
    readonly quote: (word: string) => string;
    readonly set: (name: string, value: string) => string;
    readonly unset: (name: string) => string;
    readonly comment: (text: string) => string;
    /** A line that runs what a command prints. */
    readonly evaluate: (command: string) => string;
    /** A line that fails, without an end of the user's shell. */
    readonly fail: string;
    /** What no quotation marks keep as it is. @defaultValue - nothing */
    readonly unwritable?: RegExp;
}

/** In PowerShell the typographic quotation marks end a string as well. */
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
    // Its backquotes make one line of all lines, and words of what quotation marks hold: hence the semicolons.
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
        fail: "throw 'docker-host-vm failed: the environment is as it was'",
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

/** The names of shells that understand each other's lines. */
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
 * The user's shell as far as the environment tells: that of `$SHELL`; without it PowerShell on Windows, otherwise bash.
 *
 * @returns nothing when it is one whose lines are not known
 */
export function currentShell({ SHELL }: NodeJS.ProcessEnv, platform: NodeJS.Platform): Shell | undefined {
    if (SHELL === undefined || SHELL === "") {
        return platform === "win32" ? "powershell" : "bash";
    }
    const name = basename(SHELL.replaceAll("\\", "/")).replace(/\.exe$/i, "");
    return Object.hasOwn(PROGRAMS, name) ? PROGRAMS[name] : undefined;
}

/** A word as the shell reads it back. */
export function quoteFor(shell: Shell, word: string): string {
    return quoteWhereNeeded(word, DIALECTS[shell].quote);
}

/** A word as the user's own shell reads it back. */
export function quoteHere(word: string): string {
    return quoteFor(currentShell(process.env, process.platform) ?? "bash", word);
}

/** A line that fails in the shell which evaluates it: a failed command would leave the shell on another daemon in silence. */
export function failingLine(shell: Shell): string {
    return DIALECTS[shell].fail;
}

/**
 * Lines that set environment variables, or remove those without a value, and how to have them run.
 *
 * @param notes what to say besides, a line each
 * @param command what prints these lines, with its words quoted
 * @throws CliError when a value cannot be written for that shell.
 */
export function environmentLines(
    shell: Shell,
    variables: Readonly<Record<string, string | undefined>>,
    { notes = [], command }: { readonly notes?: readonly string[]; readonly command: string },
): string[] {
    const dialect = DIALECTS[shell];
    const lines = Object.entries(variables).map(([name, value]) => {
        if (value === undefined) {
            return dialect.unset(name);
        }
        // Some shells read what is evaluated line by line.
        if (/\p{Cc}/u.test(value) || dialect.unwritable?.test(value) === true) {
            throw new CliError(
                `${name}: expected a value that ${shell} can be given, got ${JSON.stringify(value)}. Choose a folder without such characters with --dir.`,
            );
        }
        return dialect.set(name, value);
    });
    // A line's end in the command would end the comment, and tcsh reads its own marks in comments too.
    const isUnwritable = /\p{Cc}/u.test(command) || (shell === "tcsh" && /[!{}]/.test(command));
    const hint = isUnwritable ? [] : [dialect.comment(`To run these lines: ${dialect.evaluate(command)}`)];
    return [...lines, ...notes.map((note) => dialect.comment(note)), ...hint];
}
