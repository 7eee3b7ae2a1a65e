import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { lastRelease } from "../../../../scripts/release/lastRelease";
import { scratchFolder } from "../../../support/scratch";

const root = scratchFolder();
const checkout = join(root, "checkout");
const git = (...args: readonly string[]): string => execFileSync("git", args, { cwd: checkout, encoding: "utf8" });

/** Makes a commit with an API that has this argument, and a tag of it. */
function release(argument: string, tag: string): void {
    mkdirSync(join(checkout, "tests"), { recursive: true });
    writeFileSync(join(checkout, "schema.json"), '{ "resources": {}, "types": {} }');
    const api = { HostArgs: { kind: "arguments", members: { [argument]: "string" } } };
    writeFileSync(join(checkout, "tests/api.json"), JSON.stringify(api));
    git("add", "--all");
    git("-c", "user.name=Test", "-c", "user.email=test@example.com", "commit", "--quiet", "--message", tag);
    git("tag", tag);
}

test("The last release is the newest in the history, with what it offered", () => {
    execFileSync("git", ["init", "--quiet", "--initial-branch=main", checkout]);
    release("first", "another-tag");
    expect(lastRelease(checkout, undefined)).toBeUndefined();
    release("nine", "v0.9.0");
    release("ten", "v0.10.0");
    git("checkout", "--quiet", "-b", "side");
    release("side", "v0.11.0");
    git("checkout", "--quiet", "main");

    const members = (tag: string | undefined): unknown => {
        const last = lastRelease(checkout, tag);
        return [last?.tag, last?.api["HostArgs"]?.members, last?.schema];
    };
    expect(members(undefined)).toEqual(["v0.10.0", { ten: "string" }, { resources: {}, types: {} }]);
    expect(members("v0.10.0")).toEqual(["v0.9.0", { nine: "string" }, { resources: {}, types: {} }]);

    const shallow = join(root, "shallow");
    execFileSync("git", ["clone", "--quiet", "--depth", "1", `file://${checkout}`, shallow]);
    expect(() => lastRelease(shallow, undefined)).toThrow("run git fetch --unshallow --tags");
});
