import { existsSync, readFileSync, symlinkSync } from "node:fs";
import { join, resolve } from "node:path";
import type { ProcessResult } from "../../shared/processes";
import type { Children } from "../children";

/** The folder of a project, in a working tree of git, and who runs programs in it. */
export interface WorkingTree {
    readonly children: Children;
    readonly project: string;
}

/** A revision of the project, checked out into a folder of its own. */
export interface BaseRevision {
    /** The project's folder in it. */
    readonly directory: string;
    /** Why its dependencies are not there; nothing when they are. */
    readonly failure: string | undefined;
}

/** Which packages a folder has, by npm, Yarn or pnpm. */
const MANIFESTS = ["package.json", "package-lock.json", "npm-shrinkwrap.json", "yarn.lock", "pnpm-lock.yaml"];

/** Runs git in the project. Its hooks are left alone: they would run programs in the base. */
async function git({ children, project }: WorkingTree, ...args: readonly string[]): Promise<ProcessResult> {
    return await children.run("git", ["-c", "core.hooksPath=/dev/null", ...args], { cwd: project, show: "nothing" });
}

/** The commit that a name of a revision stands for; nothing when there is none. */
export async function commitOf(tree: WorkingTree, ref: string): Promise<string | undefined> {
    const { code, stdout } = await git(tree, "rev-parse", "--verify", "--quiet", "--end-of-options", `${ref}^{commit}`);
    return code === 0 ? stdout.trim() : undefined;
}

/** Whether the working tree has changes that are not committed. */
export async function isChanged(tree: WorkingTree): Promise<boolean> {
    return (await git(tree, "status", "--porcelain")).stdout !== "";
}

/**
 * Checks a commit out as a worktree and gives it its dependencies. Where the manifests and lock files are those of the working
 * tree, its installed packages are taken: they are the same, and installing takes half a minute.
 */
export async function checkOut(tree: WorkingTree, commit: string, folder: string): Promise<BaseRevision> {
    const { code, output } = await git(tree, "worktree", "add", "--quiet", "--detach", folder, commit);
    const prefix = (await git(tree, "rev-parse", "--show-prefix")).stdout.trim();
    const top = resolve(tree.project, (await git(tree, "rev-parse", "--show-cdup")).stdout.trim());
    const directory = join(folder, prefix);
    if (code !== 0) {
        return { directory, failure: output };
    }
    const levels = foldersUpFrom(prefix).filter((level) => existsSync(join(folder, level)));
    const same = levels.every((level) =>
        MANIFESTS.every((file) => isSame(join(top, level, file), join(folder, level, file))),
    );
    if (!same) {
        return { directory, failure: await install(tree.children, folder, levels) };
    }
    for (const level of levels.filter((each) => existsSync(join(top, each, "node_modules")))) {
        symlinkSync(join(top, level, "node_modules"), join(folder, level, "node_modules"));
    }
    return { directory, failure: undefined };
}

/** A folder in a repository and those above it, for `a/b/`: `a/b`, `a` and the top, which is empty. */
function foldersUpFrom(prefix: string): string[] {
    const names = prefix.split("/").filter((name) => name !== "");
    return ["", ...names].map((_, depth) => names.slice(0, names.length - depth).join("/"));
}

/** Installs by the lock file next to the project or above it; gives why that failed, if it did. */
async function install(children: Children, folder: string, levels: readonly string[]): Promise<string | undefined> {
    const level = levels.find((each) => existsSync(join(folder, each, "package-lock.json")));
    if (level === undefined) {
        return "The base has other packages than the working tree and no package-lock.json to install them by. Commit one.";
    }
    children.announce("Installing the base's dependencies by its own lock file");
    const npm = await children.run("npm", ["ci", "--no-audit", "--no-fund", "--loglevel=error"], {
        cwd: join(folder, level),
        show: "all",
    });
    return npm.code === 0 ? undefined : npm.output;
}

/** Removes the worktree of a commit, of which the folder may be gone. */
export async function removeCheckOut(tree: WorkingTree, folder: string): Promise<void> {
    await git(tree, "worktree", "remove", "--force", folder);
    await git(tree, "worktree", "prune");
}

function isSame(one: string, other: string): boolean {
    return [one, other].every((file) => existsSync(file))
        ? readFileSync(one).equals(readFileSync(other))
        : existsSync(one) === existsSync(other);
}
