import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, test } from "@jest/globals";
import { parse, parseAllDocuments } from "yaml";
import { CHECKOUT } from "../support/checkout";
import { folder, program } from "../support/eachTest";
import { ONLY_RENEWALS, plan, RENEWAL, REPLACED } from "./plans";

interface Step {
    readonly name?: string;
    readonly run?: string;
}

interface Run {
    readonly code: number | null;
    /** What the programs were called with, in order. */
    readonly called: readonly string[];
    readonly said: string;
}

const read = (file: string): string => readFileSync(join(CHECKOUT, file), "utf8");
const { jobs } = parse(read("examples/ci/renew.yml")) as {
    jobs: Record<"renew" | "issue", { env: Record<string, string>; steps: Step[] }>;
};
const [, gitlab] = parseAllDocuments(read("examples/ci/gitlab-renew.yml")).map((each) => each.toJS() as unknown) as [
    unknown,
    { "docker-host-vm-renew": { script: string[] } },
];
const HAND_ON = "Hand the reason on";
const githubCommands = jobs.renew.steps.flatMap(({ name, run }) =>
    name === HAND_ON || run === undefined ? [] : [run.trim()],
);
const handOn = jobs.renew.steps.find(({ name }) => name === HAND_ON)?.run ?? "";
const issue = jobs.issue.steps[0]?.run ?? "";

const git = (...args: string[]): string =>
    execFileSync("git", args, { cwd: join(folder, "project"), encoding: "utf8" }).trim();

/** Commits a file of this name. Returns the commit. */
function commit(name: string): string {
    writeFileSync(join(folder, "project", name), name);
    git("add", ".");
    git("-c", "user.name=x", "-c", "user.email=x@example.org", "commit", "--quiet", "--message", name);
    return git("rev-parse", "HEAD");
}

/** The commit that is up, and a newer one of the branch. */
let up = "";
let newer = "";

/** What Pulumi's history has of an `up`. */
function historyOf(head: string, dirty = "false"): object {
    return { kind: "update", result: "succeeded", environment: { "git.head": head, "git.dirty": dirty } };
}

beforeEach(() => {
    mkdirSync(join(folder, "project"));
    git("init", "--quiet");
    up = commit("up");
    newer = commit("newer");
    // Notes the name, the arguments and the commit that is checked out.
    const noted = 'echo "$(basename "$0") $* at $(git rev-parse HEAD)" >> "$LOG"';
    program("npm", noted);
    program("pulumi", `${noted}\ncase $1 in stack) cat "$HISTORY" ;; preview) cat "$PLAN" ;; esac`);
    program(
        "npx",
        `${noted}\ncase $3 in *-only-renewals) exec node ${ONLY_RENEWALS} ;; *) echo "$STATUS"; exit "$STATUS_CODE" ;; esac`,
    );
    program(
        "gh",
        `${noted}\n[ "$2" != --paginate ] || cat "$NUMBERS"; cp "$RUNNER_TEMP/body" "$LOG.body" 2> /dev/null || true`,
    );
});

interface RunOptions {
    readonly history?: readonly object[];
    readonly plan?: string;
    readonly status?: string;
    readonly statusCode?: number;
    readonly env?: NodeJS.ProcessEnv;
}

/** Runs scripts as a runner does: each by itself, until one fails. */
function run(scripts: readonly string[], options: RunOptions = {}): Run {
    const log = join(folder, "log");
    const { history = [historyOf(up)], status = "", statusCode = 0 } = options;
    writeFileSync(log, "");
    writeFileSync(join(folder, "history"), JSON.stringify(history));
    writeFileSync(join(folder, "plan"), options.plan ?? plan(RENEWAL));
    const env = {
        ...process.env,
        LOG: log,
        HISTORY: join(folder, "history"),
        PLAN: join(folder, "plan"),
        STATUS: status,
        STATUS_CODE: String(statusCode),
        STACK: "dev",
        RUNNER_TEMP: folder,
        GITHUB_OUTPUT: join(folder, "output"),
        ...options.env,
    };
    let [code, said]: [number | null, string] = [0, ""];
    for (const script of scripts) {
        const args = ["--noprofile", "--norc", "-eo", "pipefail", "-c", script];
        const ended = spawnSync("bash", args, { cwd: join(folder, "project"), env, encoding: "utf8" });
        [code, said] = [ended.status, said + ended.stdout + ended.stderr];
        if (code !== 0) {
            break;
        }
    }
    return { code, said, called: readFileSync(log, "utf8").trimEnd().split("\n") };
}

test("GitLab runs the same commands", () => {
    const unshared = githubCommands.map((each) => each.replace(/\s*\| *\n?\s*tee "\$RUNNER_TEMP\/said"/, ""));
    expect(gitlab["docker-host-vm-renew"].script.map((each) => each.trim())).toEqual(['cd "$DIRECTORY"', ...unshared]);
});

describe("The renewal", () => {
    test("runs from the commit that is up, and not from a newer one", () => {
        const { code, called, said } = run(githubCommands);
        expect(said).toContain(`Not up yet: ${newer.slice(0, 7)} newer`);
        expect(code).toBe(0);
        expect(called).toEqual([
            `pulumi stack history --stack dev --json --page-size 100 at ${newer}`,
            `npm ci --ignore-scripts at ${up}`,
            // The two of a pipe, in any order.
            expect.stringMatching(/^(pulumi preview|npx --no)/),
            expect.stringMatching(/^(pulumi preview|npx --no)/),
            `pulumi up --stack dev --yes --skip-preview --suppress-outputs at ${up}`,
            `npx --no -- docker-host-vm status --stack dev --expires-within 4w at ${up}`,
        ]);
        expect(called.slice(2, 4).sort()).toEqual([
            `npx --no -- docker-host-vm-only-renewals at ${up}`,
            `pulumi preview --stack dev --json at ${up}`,
        ]);
    });

    test("takes the newest up, and neither a refresh nor an earlier one", () => {
        const history = [{ ...historyOf(newer), kind: "refresh" }, historyOf(up), historyOf(newer)];
        expect(run(githubCommands, { history }).called).toContain(`npm ci --ignore-scripts at ${up}`);
    });

    test.each([
        ["of uncommitted changes", () => [historyOf(newer, "true"), historyOf(up)]],
        ["of a commit of another branch", () => [historyOf("a".repeat(40))]],
        ["outside of git", () => [{ kind: "update", environment: {} }]],
        ["not there", () => []],
    ])("stops if the last up was %s", (_what, history) => {
        const { code, called, said } = run(githubCommands, { history: history() });
        expect(code).toBe(1);
        expect(said).toContain("Stopped: the last up did not run from a clean checkout of a commit of this branch.");
        expect(called).toHaveLength(1);
    });

    test("stops before an up that does more than renew", () => {
        const { code, called, said } = run(githubCommands, { plan: plan([...RENEWAL, REPLACED]) });
        expect(code).toBe(1);
        expect(said).toContain("Stopped: this up would do more than renew certificates.");
        expect(called.filter((each) => each.startsWith("pulumi up"))).toEqual([]);
    });

    test("fails if something ends soon all the same", () => {
        const { code, said } = run(githubCommands, { status: "g1 ends in 20 days", statusCode: 3 });
        expect(code).toBe(3);
        expect(said).toContain("g1 ends in 20 days");
    });
});

/** Runs the job that keeps the issue after the job that renews, and gives what `gh` did. */
function keepIssue(numbers: string, env: NodeJS.ProcessEnv): Run & { body: string } {
    writeFileSync(join(folder, "numbers"), numbers);
    const set = {
        GH_TOKEN: "token",
        ISSUES: "repos/o/r/issues",
        RUN: "https://github.com/o/r/actions/runs/3",
        MARKER: "<!-- docker-host-vm renew dev -->",
        TITLE: "Renew the certificates of dev",
        ...env,
    };
    expect(Object.keys(set).sort()).toEqual(Object.keys(jobs.issue.env).sort());
    const ended = run([issue], { env: { NUMBERS: join(folder, "numbers"), ...set } });
    const file = join(folder, "log.body");
    const called = ended.called.map((each) => each.replaceAll(folder, "TEMP").replace(/ at \w+$/, ""));
    return { ...ended, called: called.slice(1), body: existsSync(file) ? readFileSync(file, "utf8") : "" };
}

describe("The issue", () => {
    const FIELDS = "--raw-field title=Renew the certificates of dev --field body=@TEMP/body";

    test("is opened with the reason, in which nothing is markup", () => {
        run(githubCommands, { status: "@octocat\n```\r\n</details> 1.", statusCode: 3 });
        expect(run([handOn]).code).toBe(0);
        const [, said = ""] =
            /^text<<(\S+)\n(?<said>[^]*)\n\1\n$/.exec(readFileSync(join(folder, "output"), "utf8"))?.slice(1) ?? [];
        const { code, called, body } = keepIssue("", { RESULT: "failure", SAID: said });
        expect(code).toBe(0);
        expect(called).toEqual([`gh api --silent --method POST repos/o/r/issues ${FIELDS}`]);
        expect(body).toBe(
            "<!-- docker-host-vm renew dev -->\n\n[The weekly run](https://github.com/o/r/actions/runs/3) failed, and said at the end:\n\n    @octocat\n    ```\n    </details> 1.\n",
        );
    });

    test("says so if the run gave no reason", () => {
        expect(run([handOn]).code).toBe(0);
        expect(keepIssue("", { RESULT: "failure", SAID: "" }).body).toMatch(/\n\n {4}nothing\n$/);
    });

    test("is updated while it is open, and closed by a run that succeeds", () => {
        expect(keepIssue("7\n9\n", { RESULT: "failure", SAID: "x" }).called).toEqual([
            `gh api --silent --method PATCH repos/o/r/issues/7 ${FIELDS}`,
        ]);
        expect(keepIssue("7\n", { RESULT: "success", SAID: "" }).called).toEqual([
            "gh api --silent --method PATCH repos/o/r/issues/7 --field state=closed",
        ]);
        expect(keepIssue("", { RESULT: "success", SAID: "" })).toMatchObject({ code: 0, called: [] });
    });
});
