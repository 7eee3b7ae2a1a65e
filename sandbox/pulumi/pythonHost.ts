import { existsSync } from "node:fs";
import { dirname, isAbsolute, join } from "node:path";
import type { PulumiCommand } from "@pulumi/pulumi/automation";
import { version } from "@pulumi/pulumi/package.json";
import { CliError } from "../../shared/errors";
import { type PluginFolders, place } from "./plugins";

/**
 * Installs a language host for Python for an engine that has none: Go's module proxy has no module of Pulumi's own, so an
 * engine built from its module lacks it. Pulumi prefers its own host. The program runs in Pulumi's SDK for Python either way.
 *
 * @param python the interpreter that has the project's packages
 * @returns a line for the user, empty if Pulumi has its own host
 * @throws CliError if there is no such interpreter.
 */
export function placePythonHost(home: PluginFolders, { command }: PulumiCommand, python: string): string {
    const venv = dirname(dirname(python));
    if (!existsSync(python)) {
        throw new CliError(
            `--cwd: expected a virtual environment with Pulumi's SDK in ${venv}, got none. Create it: python3 -m venv ${venv} && ${venv}/bin/pip install -r requirements.txt`,
        );
    }
    place(home, { kind: "language", name: "python", version }, [python, "-u", join(__dirname, "pythonHost.py")]);
    const hasOwn = !isAbsolute(command) || existsSync(join(dirname(command), "pulumi-language-python"));
    return hasOwn ? "" : "Python: the program runs in Pulumi's SDK; this Pulumi has no language host for Python\n";
}
