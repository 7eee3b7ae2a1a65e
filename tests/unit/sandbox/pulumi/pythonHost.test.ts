import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { PulumiCommand } from "@pulumi/pulumi/automation";
import { version } from "@pulumi/pulumi/package.json";
import { expect, test } from "@jest/globals";
import { placePythonHost } from "../../../../sandbox/pulumi/pythonHost";
import { folder } from "../../../support/eachTest";

const home = (): Parameters<typeof placePythonHost>[0] => ({
    directory: folder,
    pulumiHome: join(folder, "pulumi"),
    userHome: join(folder, "user"),
    azureState: join(folder, "azure.json"),
});

/** A Pulumi whose bin/ has these programs. */
function pulumi(...programs: readonly string[]): PulumiCommand {
    const bin = join(folder, "bin");
    mkdirSync(bin, { recursive: true });
    programs.forEach((program) => {
        writeFileSync(join(bin, program), "");
    });
    return Object.assign(Object.create(PulumiCommand.prototype) as PulumiCommand, { command: join(bin, "pulumi") });
}

test("A virtual environment that is missing is named, with the command that creates it", () => {
    const venv = join(folder, "shop/venv");
    expect(() => placePythonHost(home(), pulumi(), join(venv, "bin/python"))).toThrow(
        `--cwd: expected a virtual environment with Pulumi's SDK in ${venv}, got none. Create it: python3 -m venv ${venv} && ${venv}/bin/pip install -r requirements.txt`,
    );
});

test("A program in Python gets a language host of the project's own interpreter, and says whether Pulumi has one", () => {
    const python = join(folder, "python");
    writeFileSync(python, "");
    expect(placePythonHost(home(), pulumi("pulumi"), python)).toContain("has no language host for Python");
    expect(placePythonHost(home(), pulumi("pulumi", "pulumi-language-python"), python)).toBe("");
    const plugin = join(folder, `pulumi/plugins/language-python-v${version}/pulumi-language-python`);
    expect(readFileSync(plugin, "utf8")).toMatch(
        new RegExp(`^exec '${python}' '-u' '/\\S+/pythonHost\\.py' "\\$@"$`, "m"),
    );
});
