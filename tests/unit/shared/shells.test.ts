import { execFileSync } from "node:child_process";
import { describe, expect, test } from "@jest/globals";
import { currentShell, environmentLines, failingLine, quoteFor, type Shell, SHELLS } from "../../../shared/shells";

const AWKWARD = '/tmp/it\'s "$(touch x)" `id` \\ $HOME & ; | * ~ #';

describe("Lines for bash", () => {
    /** Has bash run the lines and print a variable. */
    const evaluated = (lines: readonly string[]): string =>
        execFileSync("bash", ["-c", 'eval "$1"; printf "%s" "${VALUE-unset}"', "bash", lines.join("\n")], {
            encoding: "utf8",
            env: { ...process.env, VALUE: "before" },
        });

    test.each(["tcp://127.0.0.1:4243", AWKWARD, "", "-n", "$'\\n'"])("set %j as it is", (value) => {
        expect(evaluated(environmentLines("bash", { VALUE: value }, { command: "docker-host-vm env" }))).toBe(value);
    });

    test("remove what has no value", () => {
        expect(evaluated(environmentLines("bash", { VALUE: undefined }, { command: "docker-host-vm env" }))).toBe(
            "unset",
        );
    });

    test("give words of a command back as they are", () => {
        const words = execFileSync("bash", ["-c", `printf '%s' ${quoteFor("bash", AWKWARD)}`], { encoding: "utf8" });
        expect(words).toBe(AWKWARD);
    });
});

describe("Lines for shells that are not run here", () => {
    test.each<[Shell, string[]]>([
        [
            "fish",
            [
                "set -gx VALUE 'it\\'s \\\\ $x'",
                "set -e OTHER",
                "# a note",
                "# Run this command to configure your shell: e | source",
            ],
        ],
        [
            "tcsh",
            [
                "setenv VALUE 'it'\\''s \\ $x';",
                "unsetenv OTHER;",
                ": 'a note';",
                ": 'Run this command to configure your shell: eval `e`';",
            ],
        ],
        [
            "powershell",
            [
                "$Env:VALUE = 'it''s \\ $x'",
                "Remove-Item Env:\\OTHER -ErrorAction SilentlyContinue",
                "# a note",
                "# Run this command to configure your shell: e | Out-String | Invoke-Expression",
            ],
        ],
        [
            "cmd",
            [
                'SET "VALUE=it\'s \\ $x"',
                "SET OTHER=",
                "REM a note",
                "REM Run this command to configure your shell: @FOR /f \"tokens=*\" %i IN ('e') DO @%i",
            ],
        ],
    ])("%s", (shell, lines) => {
        const variables = { VALUE: "it's \\ $x", OTHER: undefined };
        expect(environmentLines(shell, variables, { notes: ["a note"], command: "e" })).toEqual(lines);
    });

    test("double PowerShell's typographic quotation marks too, which end a string", () => {
        expect(quoteFor("powershell", "a\u2019;b")).toBe("'a\u2019\u2019;b'");
    });
});

describe.each(SHELLS)("Lines for %s", (shell) => {
    test("cannot hold a value that would be another line", () => {
        expect(() => environmentLines(shell, { VALUE: "a\nb" }, { command: "e" })).toThrow(
            `VALUE: expected a value that can be quoted for ${shell}, got "a\\nb"`,
        );
    });

    test("have no hint that would be another line", () => {
        expect(environmentLines(shell, { VALUE: "a" }, { command: "x\nrm" })).toHaveLength(1);
    });
});

test.each(["a!b", "{a,b}", "a  b"])("tcsh cannot be given %s, which it would read otherwise", (value) => {
    expect(() => environmentLines("tcsh", { VALUE: value }, { command: "e" })).toThrow("VALUE: expected");
});

test("tcsh gets no hint that it would read otherwise", () => {
    expect(environmentLines("tcsh", { VALUE: "a" }, { command: "e --dir 'a!b'" })).toHaveLength(1);
});

test.each(['a"b', "a%PATH%b", "a!b"])("cmd cannot be given %s, which it would read otherwise", (value) => {
    expect(() => environmentLines("cmd", { VALUE: value }, { command: "e" })).toThrow("VALUE: expected");
});

describe("A line that fails", () => {
    test("does so in bash, and the shell goes on", () => {
        const script = `eval "$1" && echo not reached; echo "status $?"`;
        const said = execFileSync("bash", ["-c", script, "bash", failingLine("bash")], { encoding: "utf8" });
        expect(said).toBe("status 1\n");
    });

    test.each<[Shell, string]>([
        ["fish", "false"],
        ["tcsh", "false"],
        ["powershell", "throw 'docker-host-vm failed: the environment is unchanged'"],
        ["cmd", "cmd /c exit 1"],
    ])("for %s", (shell, line) => {
        expect(failingLine(shell)).toBe(line);
    });
});

describe("The user's shell", () => {
    test.each<[string | undefined, NodeJS.Platform, Shell | undefined]>([
        ["/bin/bash", "linux", "bash"],
        ["/usr/bin/zsh", "darwin", "bash"],
        ["/usr/bin/fish", "linux", "fish"],
        ["/usr/bin/pwsh", "linux", "powershell"],
        ["/bin/tcsh", "linux", "tcsh"],
        ["/bin/csh", "freebsd", "tcsh"],
        ["/bin/dash", "linux", "bash"],
        ["C:\\Windows\\System32\\cmd.exe", "win32", "cmd"],
        ["/usr/bin/nu", "linux", undefined],
        ["/opt/constructor", "linux", undefined],
        ["C:\\Program Files\\Git\\bin\\bash.exe", "win32", "bash"],
        [undefined, "linux", "bash"],
        ["", "linux", "bash"],
        [undefined, "win32", "powershell"],
    ])("SHELL=%s on %s: %s", (shell, platform, expected) => {
        expect(currentShell({ SHELL: shell }, platform)).toBe(expected);
    });
});
