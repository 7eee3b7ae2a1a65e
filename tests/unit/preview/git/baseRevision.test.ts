import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { beforeEach, describe, expect, test } from "@jest/globals";
import { Children } from "../../../../preview/children";
import { checkOut, type WorkingTree } from "../../../../preview/git/baseRevision";
import { folder } from "../../../support/eachTest";

const git = (...args: readonly string[]): string =>
    execFileSync("git", ["-c", "user.name=test", "-c", "user.email=test@example.org", ...args], {
        cwd: join(folder, "repository"),
        encoding: "utf8",
    });

function write(path: string, content: string): void {
    const file = join(folder, "repository", path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
}

/** Checks out the only commit, for a project in `infra`. */
async function base() {
    const tree: WorkingTree = { children: new Children(true), project: join(folder, "repository/infra") };
    return await checkOut(tree, git("rev-parse", "HEAD").trim(), join(folder, "base"));
}

// A workspace, of which the project is one package, and imports another.
beforeEach(() => {
    write(".gitignore", "node_modules\n");
    write("package.json", '{"workspaces":["infra","net"]}');
    write("infra/index.js", 'require("net")');
    write("net/index.js", "base");
    write("node_modules/other/index.js", "installed");
    symlinkSync("../net", join(folder, "repository/node_modules/net"));
    git("init", "--quiet");
    git("add", ".");
    git("commit", "--quiet", "--message", "base");
});

describe("A base whose packages are those of the working tree", () => {
    test("shares them, and is the project's folder of its commit", async () => {
        write("infra/index.js", "changed");
        const { directory, failure } = await base();
        expect(failure).toBeUndefined();
        expect(directory).toBe(join(folder, "base/infra/"));
        expect(readFileSync(join(directory, "index.js"), "utf8")).toBe('require("net")');
        expect(readFileSync(join(directory, "../node_modules/other/index.js"), "utf8")).toBe("installed");
    });
});

describe("A base gets packages of its own", () => {
    test.each([
        ["a package of the repository changes that the project links to", "net/index.js"],
        ["such a package gets a file", "net/more.js"],
        ["a manifest changes", "package.json"],
        ["the configuration of npm changes", ".npmrc"],
        ["a patch of a package changes", "patches/other.patch"],
    ])("when %s", async (_what, file) => {
        write(file, "changed");
        const { directory, failure } = await base();
        // There is no lock file to install from, which shows that it is not shared.
        expect(failure).toMatch(/no package-lock\.json to install them from/);
        expect(existsSync(join(directory, "../node_modules"))).toBe(false);
    });
});
