import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { local } from "@pulumi/command";

/** The scripts in `scripts/` that run on the user's machine. */
export type NodeScript = "clientFiles" | "readiness";

/**
 * The text of one of the scripts, for the standard input of `node -`. It runs alone: it has its own of what `shared/` has for
 * all others.
 */
export function nodeScript(script: NodeScript): string {
    return readFileSync(join(__dirname, "scripts", `${script}.js`), "utf8");
}

/**
 * The arguments of a command that runs one of the scripts by Node, which is there wherever a Node program of Pulumi runs,
 * Windows included. The script goes in by standard input: so it needs no path, which would differ from machine to
 * machine, and a failure prints `node - create` and not the whole script. What it works on comes by its environment.
 */
export function nodeCommand(script: NodeScript): local.CommandArgs {
    return {
        interpreter: ["node", "-"],
        create: "create",
        stdin: nodeScript(script),
        // The lines of a command would be stored and shown in clear.
        logging: "none",
    };
}
