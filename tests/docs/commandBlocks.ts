import { shellQuote } from "../../shared/shellQuote";
import { allBlocks, type Block } from "./markdown";

/** Why a block cannot be run here. The mark `<!-- needs: … -->` before it says which. */
const NEEDS = [
    "Azure",
    "GitHub",
    "GitLab",
    "another machine",
    "npm",
    "Pulumi",
    "Docker Hub",
    "Pulumi Cloud",
    "a new version",
] as const;

/** What is no command of the shell: programs and files, which other tests read, and text. */
const NO_COMMANDS = ["typescript", "ts", "yaml", "toml", "json", "python", "mermaid", "text"];

/** A command that another check runs already. */
interface Elsewhere {
    /** The file of that check. */
    readonly by: string;
    /** What in that file runs it. */
    readonly proof: readonly string[];
    /** What stands for it here, where the commands after it need its effect. */
    readonly instead?: string;
}

const IMPORTING = "tests/endToEnd/importing.test.ts";
const TEN_LINES = "examples/ten-lines --set 'allowedSources=[\"203.0.113.7/32\"]'";

/** The commands that are not run by the test of this folder, as they stand in the pages. Whatever is not here is run. */
export const RUN_ELSEWHERE: Readonly<Record<string, Elsewhere>> = {
    // The clone has its packages.
    "npm ci && npm start": { by: ".ci/run", proof: ["npm ci\n", "npm start\n"], instead: "npm start" },
    "npm ci": { by: ".ci/run", proof: ["npm ci\n"] },
    "git clone https://github.com/docker-host-vm/docker-host-vm": {
        by: "tests/docs/commands.test.ts",
        proof: ['"clone", "--quiet", CHECKOUT, clone'],
    },
    // Needs Go, which not everybody who runs the tests has.
    "npx docker-host-vm-sandbox tools": { by: ".ci/run", proof: ["npx docker-host-vm-sandbox tools\n"] },
    "npm run release -- --dry-run": { by: ".ci/run", proof: ["npm run release -- --dry-run\n"] },
    "npm run docs": { by: "package.json", proof: ['"check:docs": "npm run docs"'] },
    // There with the packed package, and not a link to the checkout.
    "npm install --prefix examples": { by: IMPORTING, proof: ['npm(["install", ...archives], scratch)'] },
    [`npx docker-host-vm-sandbox up --cwd ${TEN_LINES} --set azure-native:location=westus`]: {
        by: IMPORTING,
        proof: ['"ten-lines"), SOURCES)', '["up", ...cwd, ...LOCATION, ...settings]'],
    },
    "npx docker-host-vm-sandbox --cwd examples/ten-lines docker info": {
        by: IMPORTING,
        proof: ['"ten-lines"), "docker", "info"'],
    },
    "npx docker-host-vm-sandbox up --cwd examples/hub --set azure-native:location=westus": {
        by: IMPORTING,
        proof: ['"hub"), [])', '["up", ...cwd, ...LOCATION, ...settings]'],
    },
    "npx docker-host-vm-sandbox --cwd examples/hub outputs": { by: IMPORTING, proof: ['["outputs", ...cwd]'] },
    "npx docker-host-vm-sandbox up --cwd examples/existing-network --set subnetId=/subscriptions/…/subnets/docker-hosts":
        {
            by: IMPORTING,
            proof: [
                "subnetId=${subnetId}",
                "`existing-network${language}`",
                '["up", ...cwd, ...LOCATION, ...settings]',
            ],
        },
    "npx docker-host-vm-sandbox --cwd examples/existing-network docker info": {
        by: IMPORTING,
        proof: ['["docker", "info"', '["--cwd", project, ...info]'],
    },
    "npx docker-host-vm-sandbox destroy --cwd examples/ten-lines": {
        by: IMPORTING,
        proof: ['"destroy", "--cwd", project'],
    },
};

/** What a line of a page is when it is run here: itself, what stands for it, or nothing. */
function runnable(line: string): string {
    const elsewhere = RUN_ELSEWHERE[withoutComment(line)];
    return elsewhere === undefined ? line : (elsewhere.instead ?? "");
}

/**
 * The lines of a shell script that type a block. One that is marked with what it fails with must fail, and say that.
 */
export function scriptLines({ text, marks }: Block): string {
    const lines = text.split("\n").map(runnable).join("\n");
    const failure = marks["fails"];
    return failure === undefined
        ? lines
        : [
              `if said=$(${lines} 2>&1); then echo "It did not fail" >&2; exit 1; fi`,
              'printf "%s\\n" "$said"',
              `grep --fixed-strings ${shellQuote(failure)} <<< "$said"`,
          ].join("\n");
}

/** A command as the table has it. */
export function withoutComment(line: string): string {
    return line.replace(/\s+#\s.*$/, "").trim();
}

/** Every block that is, or may be, one of commands; and those among them that are run here. */
export function commandBlocks(): { readonly all: readonly Block[]; readonly run: readonly Block[] } {
    const all = allBlocks().filter(({ language }) => !NO_COMMANDS.includes(language));
    return { all, run: all.filter(({ marks }) => marks["needs"] === undefined) };
}

/** What is wrong with the mark of a block. */
export function markProblem({ marks, text, language }: Block): string | undefined {
    const needs = marks["needs"];
    if (needs === undefined) {
        return language === "sh" ? undefined : `its language is "${language}": write sh, or ${NO_COMMANDS.join(", ")}`;
    }
    if (!NEEDS.some((known) => known === needs)) {
        return `needs ${needs}, which is none of ${NEEDS.join(", ")}`;
    }
    // Nothing of the sandbox needs Azure: that mark would only keep the commands from being run.
    const commands = text.split("\n").map(withoutComment).filter(Boolean);
    return commands.every((command) => /^(npm start|npx docker-host-vm-sandbox)\b/.test(command))
        ? `marked as needing ${needs}, though it is the sandbox's`
        : undefined;
}
