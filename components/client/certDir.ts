import { homedir } from "node:os";
import { resolve } from "node:path";
import type { Rule } from "../validation/problems";
import { text } from "../validation/rules";

/** A folder on the machine that runs Pulumi. */
export const dockerCertDir: Rule = (argument, value) => {
    const othersHome = typeof value === "string" && /^~[^/\\]/.test(value);
    const fix = "Write ~/ for your own home, or an absolute path";
    return othersHome
        ? [{ argument, expected: "a path, which may begin with ~/", got: value, fix }]
        : text(argument, value);
};

/** Where a stack's client files go when nothing else is said. The tilde stays: a preview is the same for every user. */
export function defaultCertDir(project: string, stack: string): string {
    return `~/.docker/docker-host-vm/${project}-${stack}`;
}

/** A folder in one spelling; a leading tilde is the user's home. What is registered keeps the user's own spelling. */
export function absoluteFolder(folder: string): string {
    return resolve(folder.replace(/^~(?=$|[/\\])/, () => homedir()));
}
