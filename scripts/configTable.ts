import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { configKeys } from "../config";

/** Writes the table of configuration keys into docs/configuration.md; with `--check` it only compares. */

const FILE = join(__dirname, "..", "docs", "configuration.md");
const MARKER = "<!-- The table below is written by `npm run docs:config` from config.ts. -->";

function table(): string {
    const rows = Object.entries(configKeys).map(([name, key]) => {
        const value = "default" in key ? `\`${String(key.default)}\`` : key.otherwise;
        return `| \`${name}\` | ${key.type} | ${value} | ${key.description} |`;
    });
    return ["| key | type | default | what it is |", "| --- | --- | --- | --- |", ...rows].join("\n");
}

const before = readFileSync(FILE, "utf8");
const after = `${before.slice(0, before.indexOf(MARKER))}${MARKER}\n\n${table()}\n`;
if (process.argv.includes("--check") && before !== after) {
    process.stderr.write("docs/configuration.md is not what config.ts says: run npm run docs:config\n");
    process.exitCode = 1;
} else if (before !== after) {
    writeFileSync(FILE, after);
}
