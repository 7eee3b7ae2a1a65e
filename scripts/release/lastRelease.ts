import { execFileSync } from "node:child_process";
import type { Offer } from "./plan";

/** The files that say what the components offer, in the checkout and in its tags. */
const SCHEMA = "schema.json";
const API = "tests/api.json";

/** What the components offer, by a function that reads a file of the checkout. */
export function offerOf(read: (file: string) => string): Offer {
    return { schema: JSON.parse(read(SCHEMA)) as Offer["schema"], api: JSON.parse(read(API)) as Offer["api"] };
}

/**
 * The newest release in a checkout's history, without the one that is being released; nothing before the first.
 *
 * @throws Error if the checkout does not have its whole history: a release could be missing.
 */
export function lastRelease(checkout: string, tag: string | undefined): (Offer & { readonly tag: string }) | undefined {
    const git = (...args: readonly string[]): string =>
        execFileSync("git", args, { cwd: checkout, encoding: "utf8" }).trim();
    if (git("rev-parse", "--is-shallow-repository") === "true") {
        throw new Error("expected a clone with its tags, got a shallow one: run git fetch --unshallow --tags");
    }
    const tags = git("tag", "--list", "v[0-9]*", "--merged", "HEAD", "--sort=-version:refname").split("\n");
    const last = tags.filter(Boolean).find((each) => each !== tag);
    return last === undefined ? undefined : { tag: last, ...offerOf((file) => git("show", `${last}:${file}`)) };
}
