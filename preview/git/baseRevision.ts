import { existsSync, readdirSync, readFileSync, realpathSync, symlinkSync } from "node:fs";
import { join, relative, resolve, sep } from "node:path";
import type { ProcessResult } from "../../shared/processes";
import type { Children } from "../children";

/** The folder of a project in a git working tree, and the means to run programs in it. */
export interface WorkingTree {
    readonly children: Children;
    readonly project: string;
}

/** A revision of the project, checked out into a separate folder. */
export interface BaseRevision {
    /** The project's folder in it. */
    readonly directory: string;
    /** The reason why its files or dependencies are missing; undefined if they are there. */
    readonly failure: string | undefined;
}

/** The files that determine a folder's packages, for npm, Yarn and pnpm. */
const MANIFESTS = [
    "package.json",
    "package-lock.json",
    "npm-shrinkwrap.json",
    "yarn.lock",
    "pnpm-lock.yaml",
    ".npmrc",
    ".yarnrc.yml",
];

/** Runs git in the project, without its hooks, which would run programs in the base. */
async function git({ children, project }: WorkingTree, ...args: readonly string[]): Promise<ProcessResult> {
    return await children.run("git", ["-c", "core.hooksPath=/dev/null", ...args], { cwd: project, show: "nothing" });
}

/** The commit of a revision; undefined if there is no such revision. */
export async function commitOf(tree: WorkingTree, ref: string): Promise<string | undefined> {
    const { code, stdout } = await git(tree, "rev-parse", "--verify", "--quiet", "--end-of-options", `${ref}^{commit}`);
    return code === 0 ? stdout.trim() : undefined;
}

/** Whether the working tree has uncommitted changes. */
export async function isChanged(tree: WorkingTree): Promise<boolean> {
    return (await git(tree, "status", "--porcelain")).stdout !== "";
}

/**
 * Checks out a commit as a worktree and provides its dependencies. If its manifests and lock files are the same as in the
 * working tree, and so are the folders that its packages link to, it shares the packages installed there, because installing them
 * takes half a minute.
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
    const linked = levels.flatMap((level) => linkedFolders(top, level));
    if (!same || (await isAnyChanged(tree, commit, [...linked, ...levels.map((level) => join(level, "patches"))]))) {
        return { directory, failure: await install(tree.children, folder, levels) };
    }
    for (const level of levels.filter((each) => existsSync(join(top, each, "node_modules")))) {
        symlinkSync(join(top, level, "node_modules"), join(folder, level, "node_modules"));
    }
    return { directory, failure: undefined };
}

/**
 * The folders of the repository that its installed packages link to, as npm, Yarn and pnpm make for workspaces. Without the top: a
 * program in it finds that package in its own revision.
 */
function linkedFolders(top: string, level: string): string[] {
    const packages = join(top, level, "node_modules");
    const inScope = (name: string): string[] => readdirSync(join(packages, name)).map((one) => join(name, one));
    return (existsSync(packages) ? readdirSync(packages) : [])
        .flatMap((name) => (name.startsWith("@") ? inScope(name) : [name]))
        .map((name) => join(packages, name))
        .filter((path) => existsSync(path))
        .map((path) => relative(realpathSync(top), realpathSync(path)))
        .filter((path) => path !== "" && !path.split(sep).some((part) => ["..", "node_modules"].includes(part)));
}

/** Whether the working tree differs from a commit in one of some paths, relative to the repository's top. */
async function isAnyChanged(tree: WorkingTree, commit: string, paths: readonly string[]): Promise<boolean> {
    const below = paths.map((path) => `:(top,literal)${path}`);
    const { code } = await git(tree, "diff", "--quiet", commit, "--", ...below);
    const { stdout } = await git(tree, "ls-files", "--others", "--exclude-standard", "--", ...below);
    return code !== 0 || stdout !== "";
}

/** A folder in a repository and the folders above it. For `a/b/`: `a/b`, `a` and the empty string for the top. */
function foldersUpFrom(prefix: string): string[] {
    const names = prefix.split("/").filter((name) => name !== "");
    return ["", ...names].map((_, depth) => names.slice(0, names.length - depth).join("/"));
}

/** Installs packages from the nearest package-lock.json. Returns the reason if that fails. */
async function install(children: Children, folder: string, levels: readonly string[]): Promise<string | undefined> {
    const level = levels.find((each) => existsSync(join(folder, each, "package-lock.json")));
    if (level === undefined) {
        return "The base's packages differ from the working tree's, and it has no package-lock.json to install them from. Commit one.";
    }
    children.announce("Installing the base's dependencies from its lock file");
    const npm = await children.run("npm", ["ci", "--no-audit", "--no-fund", "--loglevel=error"], {
        cwd: join(folder, level),
        show: "all",
    });
    return npm.code === 0 ? undefined : npm.output;
}

/** Removes the worktree of a commit, even if its folder is already gone. */
export async function removeCheckOut(tree: WorkingTree, folder: string): Promise<void> {
    await git(tree, "worktree", "remove", "--force", folder);
    await git(tree, "worktree", "prune");
}

function isSame(one: string, other: string): boolean {
    return [one, other].every((file) => existsSync(file))
        ? readFileSync(one).equals(readFileSync(other))
        : existsSync(one) === existsSync(other);
}
