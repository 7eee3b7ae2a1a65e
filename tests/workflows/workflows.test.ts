import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { parse } from "yaml";
import { dependencies, version } from "../../sandbox/package.json";
import { artifactName } from "../../sandbox/ci/previewReport";
import { type Pin, pinsOf } from "./pins";
import { dependencies as template } from "../../template/package.json";
import { CHECKOUT } from "../support/checkout";

interface Step {
    readonly if?: string;
    readonly uses?: string;
    readonly run?: string;
    readonly with?: Readonly<Record<string, string | number | boolean>>;
}

interface Job {
    readonly uses?: string;
    readonly with?: Readonly<Record<string, string>>;
    readonly permissions?: Readonly<Record<string, string>>;
    readonly "timeout-minutes"?: number;
    readonly strategy?: { readonly matrix: Readonly<Record<string, unknown>> };
    /** None in a job that calls another workflow. */
    readonly steps?: readonly Step[];
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
const [AZURE, RENEW] = ["examples/ci/azure-preview.yml", "examples/ci/renew.yml"];
const RELEASE = ".github/workflows/release.yml";
const [PREVIEW, COMMENT] = [".github/workflows/preview.yml", ".github/workflows/preview-comment.yml"];
/** Who calls the two, in this repository and in others. */
const [OWN, OWN_COMMENT] = [".github/workflows/pull-request.yml", ".github/workflows/pull-request-comment.yml"];
const [EXAMPLE, EXAMPLE_COMMENT] = ["examples/ci/preview.yml", "examples/ci/preview-comment.yml"];
const all = [...own, AZURE, RENEW, EXAMPLE, EXAMPLE_COMMENT];

/** The permissions that a workflow's token has, `read` to the contents left out. */
function beyondReading({ permissions, jobs }: Workflow): string[] {
    return [permissions, ...Object.values(jobs).map((job) => job.permissions)]
        .flatMap((each) => Object.entries(each ?? {}))
        .map(([scope, access]) => `${scope}: ${access}`)
        .filter((each) => each !== "contents: read");
}

const COMMENTING = ["actions: read", "pull-requests: write"];

const stepsOf = ({ jobs }: Workflow): Step[] => Object.values(jobs).flatMap(({ steps }) => steps ?? []);

/** The jobs that call a workflow of this repository. */
const calls = (workflow: Workflow): Job[] => Object.values(workflow.jobs).filter(({ uses }) => uses !== undefined);

test("the workflows are those that the rules below are about", () => {
    expect(own).toEqual([
        ".github/workflows/ci.yml",
        ".github/workflows/docs.yml",
        COMMENT,
        PREVIEW,
        OWN_COMMENT,
        OWN,
        RELEASE,
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
        const here = Object.values(workflow.jobs).filter(({ uses }) => uses === undefined);
        expect(here.every((job) => Number(job["timeout-minutes"]) <= 60)).toBe(true);
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
    "        uses: somebody/docker-host-vm/.github/workflows/preview.yml@v0.1.0",
    "        uses: docker-host-vm/docker-host-vm/.github/workflows/preview.yml@main",
    "        'uses': actions/checkout@main",
    "        uses: ./.github/workflows/../../own.yml",
])("a use that is not pinned is found: %s", (line) => {
    expect(() => pinsOf(line)).toThrow("expected");
});

test("a token can do no more than its workflow needs", () => {
    expect(Object.fromEntries(all.map((file) => [file, beyondReading(load(file))]))).toEqual({
        ".github/workflows/ci.yml": [],
        ".github/workflows/docs.yml": ["pages: write", "id-token: write"],
        [PREVIEW]: [],
        [OWN]: [],
        ...Object.fromEntries([COMMENT, OWN_COMMENT, EXAMPLE, EXAMPLE_COMMENT].map((file) => [file, COMMENTING])),
        [RELEASE]: ["id-token: write", "contents: write"],
        [AZURE]: ["id-token: write"],
        [RENEW]: ["id-token: write", "issues: write"],
    });
});

test("what comments checks out its own programs and nothing else", () => {
    const comment = load(COMMENT);
    const checkouts = stepsOf(comment).filter(({ uses }) => uses?.startsWith("actions/checkout@"));
    expect(checkouts.map((step) => step.with)).toEqual([
        {
            repository: "${{ job.workflow_repository }}",
            ref: "${{ job.workflow_sha }}",
            "sparse-checkout": "sandbox/ci",
            "persist-credentials": false,
        },
    ]);
    expect(stepsOf(comment).flatMap(({ run }) => run ?? [])).toEqual([]);
    // Empty inputs would be the caller's repository, and in its own run the pull request's code.
    expect(stepsOf(comment)[0]).toMatchObject({
        if: "${{ job.workflow_sha == '' || job.workflow_repository == '' }}",
        with: { script: expect.stringMatching(/^throw new Error/) },
    });
});

test("what runs the pull request's code may only read, also where the same file comments", () => {
    for (const file of [OWN, EXAMPLE]) {
        const { permissions, jobs } = load(file);
        expect([permissions, jobs["preview"]?.permissions]).toEqual([{ contents: "read" }, undefined]);
    }
});

test("a release is tested first, and what may publish it installs nothing and waits for approval", () => {
    const { jobs } = load(RELEASE);
    expect(jobs["test"]?.uses).toBe("./.github/workflows/ci.yml");
    const publishing = Object.entries(jobs).filter(([, { permissions = {} }]) =>
        Object.values(permissions).includes("write"),
    );
    expect(publishing.map(([name]) => name)).toEqual(["publish", "github-release"]);
    expect(publishing.flatMap(([, { steps = [] }]) => steps.flatMap(({ run }) => run ?? []))).toEqual([
        "node scripts/release/publish.js release",
        expect.stringMatching(/^gh release create /),
    ]);
    expect(jobs["publish"]).toMatchObject({ environment: "npm", needs: ["test", "prepare"] });
    expect(jobs["github-release"]).toMatchObject({ needs: "publish" });
});

test("what renews starts by itself or by hand, and what writes its issue gets neither identity nor secret", () => {
    const { on, jobs } = load(RENEW);
    expect(Object.keys(on as object)).toEqual(["schedule", "workflow_dispatch"]);
    const { renew, issue } = jobs;
    expect(renew).toMatchObject({ environment: "azure-renew", permissions: { contents: "read", "id-token": "write" } });
    expect(issue?.permissions).toEqual({ issues: "write" });
    expect(issue).not.toHaveProperty("environment");
    expect(JSON.stringify(issue)).not.toMatch(/secrets|ARM_|uses/);
});

test("what other projects copy is of this version", () => {
    const copied = ["docs/ci.md", ...readdirSync(join(CHECKOUT, "examples/ci")).map((name) => `examples/ci/${name}`)];
    const versions = copied.flatMap((file) =>
        [...read(file).matchAll(/\bdocker-host-vm\/docker-host-vm\/\S*?\bv(\d+\.\d+\.\d+)/g)].map(([, found]) => found),
    );
    expect(versions.length).toBeGreaterThan(0);
    expect(new Set([...versions, template["docker-host-vm"].replace("^", "")])).toEqual(new Set([version]));
});

test("what runs a pull request's code has no secret", () => {
    expect(
        [...own, EXAMPLE, EXAMPLE_COMMENT].filter((file) => /\bsecrets\b/.test(read(file).replace(/^\s*#.*$/gm, ""))),
    ).toEqual([]);
});

test("the stacks are the same everywhere, and their reports have the names that are looked for", () => {
    const stacks = readdirSync(CHECKOUT)
        .flatMap((name) => /^Pulumi\.(\w+)\.yaml$/.exec(name)?.[1] ?? [])
        .sort();
    const stacksOf = (file: string): unknown[] =>
        calls(load(file)).map((job) => JSON.parse(job.with?.["stacks"] ?? "") as unknown);
    expect([...stacksOf(OWN), ...stacksOf(OWN_COMMENT)]).toEqual([stacks, stacks]);
    expect([...stacksOf(EXAMPLE), ...stacksOf(EXAMPLE_COMMENT)]).toEqual([["dev"], ["dev"], ["dev"]]);
    for (const file of [PREVIEW, COMMENT]) {
        expect(Object.values(load(file).jobs)[0]?.strategy?.matrix["stack"]).toBe("${{ fromJSON(inputs.stacks) }}");
    }
    const upload = stepsOf(load(PREVIEW)).find(({ uses }) => uses?.startsWith("actions/upload-artifact@"));
    const name = artifactName("${{ matrix.stack }}");
    expect(upload?.with).toMatchObject({ name, path: `\${{ runner.temp }}/${name}.md`, "if-no-files-found": "error" });
});

test.each([
    [OWN, OWN_COMMENT],
    [EXAMPLE, EXAMPLE_COMMENT],
])("the end of %s starts %s", (preview, comment) => {
    expect(load(comment).on).toEqual({ workflow_run: { workflows: [load(preview).name], types: ["completed"] } });
});

test("this repository calls its workflows as others do, who call those of this version", () => {
    const called = (file: string): (string | undefined)[] => calls(load(file)).map(({ uses }) => uses);
    expect([...called(OWN), ...called(OWN_COMMENT)]).toEqual([`./${PREVIEW}`, `./${COMMENT}`]);
    const theirs = [PREVIEW, COMMENT].map((file) => `docker-host-vm/docker-host-vm/${file}@v${version}`);
    expect([...called(EXAMPLE), ...called(EXAMPLE_COMMENT)]).toEqual([...theirs, theirs[1]]);
});

test.each([AZURE, RENEW])("%s runs the Pulumi that the sandbox runs", (file) => {
    const pulumi = stepsOf(load(file)).find(({ uses }) => uses?.startsWith("pulumi/actions@"));
    expect(pulumi?.with?.["pulumi-version"]).toBe(dependencies.pulumi);
});

test("the page on continuous integration shows the file to copy, of this version", () => {
    const page = read("docs/ci.md");
    const [, file = ""] = /^[^\n]*\n(.*)$/s.exec(read(EXAMPLE)) ?? [];
    expect(page).toContain(`\n\`\`\`yaml\n${file}\`\`\`\n`);
    const tags = [...page.matchAll(/[@/](v\d+\.\d+\.\d+)/g)].map(([, tag]) => tag);
    expect(new Set(tags)).toEqual(new Set([`v${version}`]));
});
