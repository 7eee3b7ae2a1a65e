import { homedir } from "node:os";
import { resolve } from "node:path";
import type { Rule } from "../validation/problems";
import { text } from "../validation/rules";

/** A folder on the machine that runs Pulumi. */
export const dockerCertDir: Rule = (argument, value) => {
    const othersHome = typeof value === "string" && /^~[^/\\]/.test(value);
    const fix = "Use ~/ for your own home folder, or an absolute path";
    return othersHome
        ? [{ argument, expected: "a path, optionally starting with ~/", got: value, fix }]
        : text(argument, value);
};

/** The default folder for a stack's client files. The tilde is kept, so that a preview is the same for every user. */
export function defaultCertDir(project: string, stack: string): string {
    return `~/.docker/docker-host-vm/${project}-${stack}`;
}

/** The absolute path of a folder; a leading tilde is the user's home folder. Resources keep the user's spelling. */
export function absoluteFolder(folder: string): string {
    return resolve(folder.replace(/^~(?=$|[/\\])/, () => homedir()));
}
