import { execFileSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { parse, parseAllDocuments } from "yaml";
import { Artifact } from "./reports";
import { CHECKOUT } from "../support/checkout";

/** Stands in for npm and npx: notes its arguments, one on each line, and the settings in its environment. */
const STAND_IN = '#!/bin/sh\n{ printf "%s\\n" "$(basename "$0")" "$@"; env | sed -n /^SETTING_/p; } >> "$LOG"\n';

/** What a shell must not act on. */
const HOSTILE = '$(touch owned) `touch owned` ;touch owned "quoted"  twice';

const read = (file: string): string => readFileSync(join(CHECKOUT, file), "utf8");

let project: Artifact;

beforeEach(() => {
    project = new Artifact({ npm: STAND_IN, npx: STAND_IN });
    ["npm", "npx"].forEach((name) => {
        chmodSync(join(project.folder, name), 0o755);
    });
    mkdirSync(join(project.folder, ".git/info"), { recursive: true });
    mkdirSync(join(project.folder, "infra"));
});

afterEach(() => {
    project.remove();
});

/** Runs commands as a runner does, and gives what npm and npx were called with. */
function called(commands: string, env: NodeJS.ProcessEnv): string[] {
    const log = join(project.folder, "log");
    execFileSync("bash", ["--noprofile", "--norc", "-eo", "pipefail", "-c", commands], {
        cwd: project.folder,
        env: { PATH: `${project.folder}:${process.env["PATH"] ?? ""}`, LOG: log, ...env },
    });
    expect(existsSync(join(project.folder, "owned"))).toBe(false);
    return readFileSync(log, "utf8").trimEnd().split("\n");
}

describe("GitHub's preview", () => {
    const { jobs } = parse(read(".github/workflows/preview.yml")) as {
        jobs: { preview: { steps: { name?: string; run?: string }[] } };
    };
    const commands = jobs.preview.steps.find(({ name }) => name === "Preview against the base")?.run ?? "";

    test("runs what the project installed, with the inputs as they are", () => {
        const env = { STACK: HOSTILE, BASE: HOSTILE, FAIL_ON: HOSTILE, RUNNER_TEMP: "/temp", SETTINGS: "" };
        expect(called(commands, env)).toEqual(
            ["npx", "--no", "--", "docker-host-vm-sandbox", "report"].concat(
                ["--base", HOSTILE, "--stack", HOSTILE],
                ["--out", `/temp/preview-${HOSTILE}.md`, "--fail-on", HOSTILE],
            ),
        );
    });

    test("fails on nothing when nothing is named", () => {
        const env = { STACK: "dev", BASE: "HEAD^1", FAIL_ON: "", RUNNER_TEMP: "/temp", SETTINGS: "" };
        expect(called(commands, env).slice(-2)).toEqual(["--out", "/temp/preview-dev.md"]);
    });

    test("gives the report each setting by way of the environment", () => {
        const SETTINGS = `build:token=a=b\n\nbuild:text=${HOSTILE}\n`;
        const env = { STACK: "dev", BASE: "HEAD^1", FAIL_ON: "open", RUNNER_TEMP: "/temp", SETTINGS };
        expect(called(commands, env).slice(-8).sort()).toEqual(
            ["--fail-on", "--set", "--set", "SETTING_2=a=b", `SETTING_4=${HOSTILE}`].concat([
                "build:text=@env:SETTING_4",
                "build:token=@env:SETTING_2",
                "open",
            ]),
        );
    });
});

describe("GitLab's", () => {
    const [header, pipeline] = parseAllDocuments(read("examples/ci/gitlab-ci.yml")).map(
        (document) => document.toJS() as unknown,
    ) as [
        { spec: { inputs: Record<string, { default: unknown }> } },
        Record<string, { script: string[]; parallel?: unknown; artifacts?: unknown }>,
    ];
    const commandsOf = (job: string): string => pipeline[job]?.script.join("\n") ?? "";
    const env = {
        STACK: "dev",
        DIRECTORY: "infra",
        CI_MERGE_REQUEST_DIFF_BASE_SHA: "abc",
        FAIL_ON: "open",
        OPTIONS: "--set a=@env:B",
    };

    test("inputs are all used, and have defaults", () => {
        const { inputs } = header.spec;
        expect(inputs["stacks"]?.default).toEqual(["dev"]);
        const used = [...JSON.stringify(pipeline).matchAll(/\$\[\[ inputs\.([\w-]+) \]\]/g)].map(([, name]) => name);
        expect(used.sort()).toEqual(Object.keys(inputs).sort());
        expect(Object.values(inputs).filter((input) => input.default === undefined)).toEqual([]);
    });

    test("preview writes the report where its artifact is looked for", () => {
        const out = `${project.folder}/report-dev/preview-dev.md`;
        expect(called(commandsOf("docker-host-vm-preview"), { ...env, CI_PROJECT_DIR: project.folder })).toEqual(
            ["npm", "ci"].concat(
                ["npx", "--no", "--", "docker-host-vm-sandbox", "report"],
                ["--base", "abc", "--stack", "dev", "--out", out, "--fail-on", "open", "--set", "a=@env:B"],
            ),
        );
        expect(existsSync(join(project.folder, "report-dev"))).toBe(true);
        expect(pipeline["docker-host-vm-preview"]?.artifacts).toMatchObject({
            when: "always",
            paths: ["report-$STACK/preview-$STACK.md"],
        });
    });

    test("note runs no script of a package beside the token", () => {
        expect(called(commandsOf("docker-host-vm-note"), { ...env, CI_PROJECT_DIR: project.folder })).toEqual(
            ["npm", "ci", "--ignore-scripts"].concat([
                "npx",
                "--no",
                "--",
                "docker-host-vm-gitlab-note",
                "dev",
                `${project.folder}/report-dev`,
            ]),
        );
    });
});
