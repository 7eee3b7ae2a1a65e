import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { local } from "@pulumi/command";

/** The scripts in `scripts/` that run on the user's machine. */
export type NodeScript = "clientFiles" | "readiness";

/** The text of a script, for the standard input of `node -`. It runs on its own, so it cannot use `shared/`. */
export function nodeScript(script: NodeScript): string {
    return readFileSync(join(__dirname, "scripts", `${script}.js`), "utf8");
}

/**
 * The arguments of a command that runs a script with Node.js, which is available wherever Pulumi runs a Node.js program,
 * Windows included. The script is passed on standard input: it needs no path, which would differ between machines, and a
 * failure prints `node - create` instead of the whole script. Its data is passed in the environment.
 */
export function nodeCommand(script: NodeScript): local.CommandArgs {
    return {
        interpreter: ["node", "-"],
        create: "create",
        stdin: nodeScript(script),
        // Logged lines would be stored and shown in plain text.
        logging: "none",
    };
}
