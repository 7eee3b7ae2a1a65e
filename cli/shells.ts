import { basename } from "node:path";
import { shellQuote } from "../components/internal/shellQuote";
import { CliError } from "./errors";

/** The shells that lines can be printed for. `bash` stands for every POSIX shell. */
export const SHELLS = ["bash", "fish", "powershell", "cmd"] as const;
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
    },
    fish: {
        quote: fishQuote,
        set: (name, value) => `set -gx ${name} ${fishQuote(value)}`,
        unset: (name) => `set -e ${name}`,
        comment: (text) => `# ${text}`,
        evaluate: (command) => `${command} | source`,
    },
    powershell: {
        quote: powershellQuote,
        set: (name, value) => `$Env:${name} = ${powershellQuote(value)}`,
        unset: (name) => `Remove-Item Env:\\${name} -ErrorAction SilentlyContinue`,
        comment: (text) => `# ${text}`,
        evaluate: (command) => `${command} | Out-String | Invoke-Expression`,
    },
    cmd: {
        quote: cmdQuote,
        set: (name, value) => `SET "${name}=${value}"`,
        unset: (name) => `SET ${name}=`,
        comment: (text) => `REM ${text}`,
        evaluate: (command) => `@FOR /f "tokens=*" %i IN ('${command}') DO @%i`,
    },
};

/** The user's shell as far as the environment tells: that of `$SHELL`; without it PowerShell on Windows, else bash. */
export function currentShell({ SHELL }: NodeJS.ProcessEnv, platform: NodeJS.Platform): Shell {
    if (SHELL === undefined || SHELL === "") {
        return platform === "win32" ? "powershell" : "bash";
    }
    const name = basename(SHELL.replaceAll("\\", "/")).replace(/\.exe$/i, "");
    return ({ fish: "fish", pwsh: "powershell", powershell: "powershell" } as const)[name] ?? "bash";
}

/** A word as the shell reads it back. */
export function quoteFor(shell: Shell, word: string): string {
    return /^[\w./:@%+=,-]+$/.test(word) ? word : DIALECTS[shell].quote(word);
}

/** A word as the user's own shell reads it back. */
export function quoteHere(word: string): string {
    return quoteFor(currentShell(process.env, process.platform), word);
}

/**
 * Lines that set environment variables, or remove those without a value, and how to have them run.
 *
 * @param command what prints these lines, with its words quoted
 * @throws CliError when a value cannot be written for that shell.
 */
export function environmentLines(
    shell: Shell,
    variables: Readonly<Record<string, string | undefined>>,
    command: string,
): string[] {
    const dialect = DIALECTS[shell];
    const lines = Object.entries(variables).map(([name, value]) => {
        if (value === undefined) {
            return dialect.unset(name);
        }
        // Quotation marks cannot be escaped for cmd, and some shells read what is evaluated line by line.
        if (/\p{Cc}/u.test(value) || (shell === "cmd" && /["%!]/.test(value))) {
            throw new CliError(
                `${name}: expected a value that ${shell} can be given, got ${JSON.stringify(value)}. Choose a folder without such characters with --dir.`,
            );
        }
        return dialect.set(name, value);
    });
    // A line's end in the command would end the comment.
    const hint = /\p{Cc}/u.test(command) ? [] : [dialect.comment(`To run these lines: ${dialect.evaluate(command)}`)];
    return [...lines, ...hint];
}
