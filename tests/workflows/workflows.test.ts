import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { parse } from "yaml";
import { dependencies } from "../../sandbox/package.json";
import { artifactName } from "../../sandbox/ci/previewReport";
import { type Pin, pinsOf } from "./pins";
import { CHECKOUT } from "../support/checkout";

interface Step {
    readonly uses?: string;
    readonly run?: string;
    readonly with?: Readonly<Record<string, string | number | boolean>>;
}

interface Job {
    readonly permissions?: Readonly<Record<string, string>>;
    readonly "timeout-minutes"?: number;
    readonly strategy?: { readonly matrix: Readonly<Record<string, readonly unknown[]>> };
    readonly steps: readonly Step[];
}

interface Workflow {
    readonly name: string;
    readonly on: unknown;
    readonly permissions?: Readonly<Record<string, string>>;
    readonly jobs: Readonly<Record<string, Job>>;
}

const read = (file: string): string => readFileSync(join(CHECKOUT, file), "utf8");
const load = (file: string): Workflow => parse(read(file)) as Workflow;
const own = readdirSync(join(CHECKOUT, ".github/workflows"))
    .sort()
    .map((name) => `.github/workflows/${name}`);
const AZURE = "examples/ci/azure-preview.yml";
const all = [...own, AZURE];

/** The permissions that a workflow's token has, `read` to the contents left out. */
function beyondReading({ permissions, jobs }: Workflow): string[] {
    return [permissions, ...Object.values(jobs).map((job) => job.permissions)]
        .flatMap((each) => Object.entries(each ?? {}))
        .map(([scope, access]) => `${scope}: ${access}`)
        .filter((each) => each !== "contents: read");
}

const stepsOf = ({ jobs }: Workflow): Step[] => Object.values(jobs).flatMap(({ steps }) => steps);

test("the workflows are those that the rules below are about", () => {
    expect(own).toEqual([
        ".github/workflows/ci.yml",
        ".github/workflows/docs.yml",
        ".github/workflows/preview-comment.yml",
        ".github/workflows/preview.yml",
    ]);
});

describe.each(all)("%s", (file) => {
    const workflow = load(file);

    test("pins every action to a commit, with its version beside it", () => {
        expect(pinsOf(read(file)).length).toBe(stepsOf(workflow).filter(({ uses }) => uses !== undefined).length);
    });

    test("says what its token may do, and puts nothing of an event into a program's text", () => {
        // Without the key a token may do what the repository's settings say; a job asks for more by itself.
        expect([{}, { contents: "read" }]).toContainEqual(workflow.permissions);
        const programs = stepsOf(workflow).map(({ run, with: inputs }) => `${run ?? ""}${inputs?.["script"] ?? ""}`);
        expect(programs.join("\n")).not.toContain("${{");
    });

    test("leaves no token in a checkout, and ends", () => {
        const checkouts = stepsOf(workflow).filter(({ uses }) => uses?.startsWith("actions/checkout@"));
        expect(checkouts.map((step) => step.with?.["persist-credentials"])).toEqual(checkouts.map(() => false));
        expect(Object.values(workflow.jobs).every((job) => Number(job["timeout-minutes"]) <= 60)).toBe(true);
    });

    test("does not run a stranger's code with the base's rights", () => {
        expect(read(file)).not.toContain("pull_request_target");
    });
});

test("an action is of one version everywhere", () => {
    const versions = new Map<string, Set<string>>();
    for (const { action, commit, version } of all.flatMap((file): Pin[] => pinsOf(read(file)))) {
        versions.set(action, (versions.get(action) ?? new Set()).add(`${commit} ${version}`));
    }
    expect([...versions].filter(([, used]) => used.size > 1)).toEqual([]);
});

test.each([
    "      - uses: actions/checkout@v4",
    "      - uses: actions/checkout@de0fac2 # v6.0.2",
    `      - uses: actions/checkout@${"a".repeat(40)}`,
    `      - uses: actions/checkout@${"a".repeat(40)} # v6`,
    "        uses: ./.github/actions/own",
    "        'uses': actions/checkout@main",
])("a use that is not pinned is found: %s", (line) => {
    expect(() => pinsOf(line)).toThrow("expected");
});

test("a token can do no more than its workflow needs, and the one that comments never checks out what it comments on", () => {
    expect(Object.fromEntries(all.map((file) => [file, beyondReading(load(file))]))).toEqual({
        ".github/workflows/ci.yml": [],
        ".github/workflows/docs.yml": ["pages: write", "id-token: write"],
        ".github/workflows/preview.yml": [],
        ".github/workflows/preview-comment.yml": ["actions: read", "pull-requests: write"],
        [AZURE]: ["id-token: write"],
    });
    const comment = load(".github/workflows/preview-comment.yml");
    const checkouts = stepsOf(comment).filter(({ uses }) => uses?.startsWith("actions/checkout@"));
    expect(checkouts.map((step) => step.with?.["ref"])).toEqual(["${{ github.event.repository.default_branch }}"]);
    expect(stepsOf(comment).flatMap(({ run }) => run ?? [])).toEqual([]);
});

test("what runs a pull request's code has no secret", () => {
    expect(own.filter((file) => /\bsecrets\b/.test(read(file).replace(/^\s*#.*$/gm, "")))).toEqual([]);
});

test("the stacks are the same everywhere, and their reports have the names that are looked for", () => {
    const stacks = readdirSync(CHECKOUT)
        .flatMap((name) => /^Pulumi\.(\w+)\.yaml$/.exec(name)?.[1] ?? [])
        .sort();
    const preview = load(".github/workflows/preview.yml");
    const matrix = (workflow: Workflow): unknown => Object.values(workflow.jobs)[0]?.strategy?.matrix["stack"];
    const gitlab = parse(read("examples/ci/gitlab-ci.yml")) as { ".stacks": { parallel: { matrix: unknown[] } } };
    expect(matrix(preview)).toEqual(stacks);
    expect(matrix(load(".github/workflows/preview-comment.yml"))).toEqual(stacks);
    expect(gitlab[".stacks"].parallel.matrix).toEqual([{ STACK: stacks }]);
    const upload = stepsOf(preview).find(({ uses }) => uses?.startsWith("actions/upload-artifact@"));
    const name = artifactName("${{ matrix.stack }}");
    expect(upload?.with).toMatchObject({ name, path: `${name}.md`, "if-no-files-found": "error" });
});

test("the workflow that comments waits for the one that previews", () => {
    const { on } = load(".github/workflows/preview-comment.yml");
    const { name } = load(".github/workflows/preview.yml");
    expect(on).toEqual({ workflow_run: { workflows: [name], types: ["completed"] } });
});

test("the preview on real Azure runs the Pulumi that the sandbox runs", () => {
    const pulumi = stepsOf(load(AZURE)).find(({ uses }) => uses?.startsWith("pulumi/actions@"));
    expect(pulumi?.with?.["pulumi-version"]).toBe(dependencies.pulumi);
});
