import { existsSync, readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { CHECKOUT } from "../../shared/checkout";
import type { ProcessResult } from "../../shared/processes";
import type { Children } from "../children";

/** A revision of the project, checked out into a folder of its own. */
export interface BaseRevision {
    /** Its folder, where its package.json is. */
    readonly directory: string;
    /** Why its dependencies are not there; nothing when they are. */
    readonly failure: string | undefined;
}

/** Runs git in the checkout. Hooks of the checkout are left alone: they would run programs in the base. */
async function git(children: Children, ...args: readonly string[]): Promise<ProcessResult> {
    return await children.run("git", ["-c", "core.hooksPath=/dev/null", ...args], { cwd: CHECKOUT, show: "nothing" });
}

/** The commit that a name of a revision stands for; nothing when there is none. */
export async function commitOf(children: Children, ref: string): Promise<string | undefined> {
    const { code, stdout } = await git(
        children,
        "rev-parse",
        "--verify",
        "--quiet",
        "--end-of-options",
        `${ref}^{commit}`,
    );
    return code === 0 ? stdout.trim() : undefined;
}

/** Whether the checkout has changes that are not committed. */
export async function isChanged(children: Children): Promise<boolean> {
    return (await git(children, "status", "--porcelain")).stdout !== "";
}

/**
 * Checks a commit out as a worktree and installs its dependencies by its own lock file. Where package.json and the lock file
 * are those of the checkout, its installed packages are taken: they are the same, and installing takes half a minute.
 */
export async function checkOut(children: Children, commit: string, folder: string): Promise<BaseRevision> {
    const { code, output } = await git(children, "worktree", "add", "--quiet", "--detach", folder, commit);
    const { stdout } = await git(children, "rev-parse", "--show-prefix");
    const directory = join(folder, stdout.trim());
    if (code !== 0) {
        return { directory, failure: output };
    }
    const same = ["package.json", "package-lock.json"].every((file) =>
        isSame(join(CHECKOUT, file), join(directory, file)),
    );
    const installed = join(CHECKOUT, "node_modules");
    if (same && existsSync(installed)) {
        symlinkSync(installed, join(directory, "node_modules"));
        return { directory, failure: undefined };
    }
    children.announce("Installing the base's dependencies by its own lock file");
    const npm = await children.run("npm", ["ci", "--no-audit", "--no-fund", "--loglevel=error"], {
        cwd: directory,
        show: "all",
    });
    return { directory, failure: npm.code === 0 ? undefined : npm.output };
}

/** Removes the worktree of a commit, of which the folder may be gone. */
export async function removeCheckOut(children: Children, folder: string): Promise<void> {
    await git(children, "worktree", "remove", "--force", folder);
    await git(children, "worktree", "prune");
}

function isSame(one: string, other: string): boolean {
    return existsSync(one) && existsSync(other) && readFileSync(one).equals(readFileSync(other));
}
