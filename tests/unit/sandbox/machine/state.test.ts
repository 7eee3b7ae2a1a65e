import { expect, test } from "@jest/globals";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { CHECKOUT, TYPESCRIPT } from "../../../support/checkout";
import { folder } from "../../../support/eachTest";

/** Claims a folder at a given moment, says whether it succeeded, and lives until its standard input ends. */
const CLAIMANT = `
    const { claimState } = require("${CHECKOUT}/sandbox/machine/state.ts");
    process.stderr.write("ready");
    process.stdin.once("data", (at) => {
        while (Date.now() < Number(at));
        process.stdout.write(String(claimState(process.argv[1], [])));
    });`;

test("one of several processes gets a VM whose process was killed", async () => {
    writeFileSync(
        join(folder, "state.json"),
        JSON.stringify({ process: { pid: 1, startTime: "1", bootId: "another" }, cgroups: [] }),
    );
    const claimants = Array.from({ length: 6 }, () =>
        spawn(process.execPath, [...TYPESCRIPT, "--eval", CLAIMANT, folder], { cwd: CHECKOUT }),
    );
    await Promise.all(claimants.map(({ stderr }) => once(stderr, "data")));
    const at = String(Date.now() + 200);
    claimants.forEach(({ stdin }) => stdin.write(at));
    const answers = claimants.map(({ stdout }) => text(stdout));
    await Promise.all(claimants.map(({ stdout }) => once(stdout, "data")));
    claimants.forEach(({ stdin }) => stdin.end());
    expect((await Promise.all(answers)).sort()).toEqual(["false", "false", "false", "false", "false", "true"]);
}, 60_000);
