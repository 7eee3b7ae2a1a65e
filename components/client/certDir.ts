import { homedir } from "node:os";
import { resolve } from "node:path";
import type { Problem, Rule } from "../validation/problems";
import { text } from "../validation/rules";
import { perRun } from "../perRun";

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

/** The folders that ClientFiles of this run write to, in one spelling. */
const taken = perRun(() => new Map<string, string>());

/** The problem of a folder that other ClientFiles of this program write to: who is removed first would take the other's files. */
export function takenProblems(folder: string): readonly Problem[] {
    const owner = taken().get(absoluteFolder(folder));
    return owner === undefined
        ? []
        : [
              {
                  argument: "dockerCertDir",
                  expected: `a folder of its own: ${owner} of this program writes there`,
                  got: folder,
                  fix: "Give each host its own folder, or share one by clientFiles",
              },
          ];
}

/** Notes whose folder it is, for {@link takenProblems}. */
export function takeFolder(folder: string, owner: string): void {
    taken().set(absoluteFolder(folder), owner);
}
