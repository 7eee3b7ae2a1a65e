import { expect, test } from "@jest/globals";
import knip from "../../../knip.json";
import { PACKAGES } from "../../../scripts/packages";

/** `a/{b,c}.ts` as `a/b.ts` and `a/c.ts`. */
function expanded(pattern: string): string[] {
    const [, before = pattern, list = "", after = ""] = /^(.*)\{(.+)\}(.*)$/.exec(pattern) ?? [];
    return list.split(",").map((choice) => `${before}${choice}${after}`);
}

test.each(["sandbox", "policy"] as const)("%s keeps the programs that it starts by their paths", (folder) => {
    const ONLY_IN_A_CHECKOUT = ["sandbox/cli/start.js"];
    const programs = knip.workspaces[folder].entry
        .filter((pattern) => pattern.endsWith(".ts"))
        .flatMap(expanded)
        .map((file) => `${folder}/${file.replace(/\.ts$/, ".js")}`)
        .filter((file) => !ONLY_IN_A_CHECKOUT.includes(file));
    expect(programs.length).toBeGreaterThan(0);
    expect(PACKAGES[folder]?.entries).toEqual(expect.arrayContaining(programs));
});
