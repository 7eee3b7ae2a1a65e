import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { folder, program } from "../../support/eachTest";

/** A stand-in for the Azure CLI, which is not to be had here: it notes its arguments, then prints and ends as told. */
export function azureCli(stdout: string, stderr = "", code = 0): void {
    const file = (name: string, content: string): string => {
        writeFileSync(join(folder, name), content);
        return join(folder, name);
    };
    const script = [
        `printf '%s\\n' "$@" > '${join(folder, "args")}'`,
        `cat '${file("stdout", stdout)}'`,
        `cat '${file("stderr", stderr)}' >&2`,
        `exit ${code}`,
    ];
    program("az", script.join("\n"));
}

/** The arguments of its last call. */
export const calledWith = (): string => readFileSync(join(folder, "args"), "utf8").trim().split("\n").join(" ");
