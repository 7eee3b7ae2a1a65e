import { afterEach, describe, expect, test } from "@jest/globals";
import { comment, locate } from "../../sandbox/ci/githubComment";
import { Artifact, MARKER, withReport } from "./reports";

const SHA = "b".repeat(40);
const BOT = { login: "github-actions[bot]", type: "Bot" };
const REPO = { owner: "base", repo: "docker-host-vm" };
const FORK = { full_name: "stranger/docker-host-vm", owner: { login: "stranger" } };
const RUN = {
    id: 7,
    html_url: "https://git.example.org/runs/7",
    head_sha: SHA,
    head_branch: "feature",
    head_repository: FORK as typeof FORK | null,
};
const HEAD = { sha: SHA, ref: "feature", repo: FORK as typeof FORK | null };
const REPORT = { id: 3, name: "preview-dev", size_in_bytes: 900, expired: false };

type Arguments = Record<string, unknown>;
type Endpoint = (parameters: Arguments) => unknown;
type Comments = readonly { id: number; body?: string; user: { login: string; type: string } | null }[];

type Payload = Parameters<typeof locate>[0]["context"]["payload"];

interface Held {
    readonly pulls?: readonly {
        number: number;
        head: typeof HEAD;
    }[];
    readonly artifacts?: readonly (typeof REPORT)[];
    readonly comments?: Comments;
}

/** GitHub as the script sees it: lists come in pages, of at most 100 and of 30 when nothing is said. */
class FakeGitHub {
    readonly calls: { name: string; parameters: Arguments }[] = [];
    readonly outputs: Arguments = {};
    readonly failures: string[] = [];
    readonly notices: string[] = [];
    readonly rest;

    constructor(
        private readonly held: Held,
        private readonly payload: Payload = { workflow_run: RUN },
    ) {
        const note = (name: string) => (parameters: Arguments) => void this.calls.push({ name, parameters });
        this.rest = {
            pulls: { list: this.pages("pulls", this.held.pulls) },
            actions: { listWorkflowRunArtifacts: this.pages("artifacts", this.held.artifacts) },
            issues: {
                listComments: this.pages("comments", this.held.comments),
                createComment: note("create"),
                updateComment: note("update"),
            },
        };
    }

    private pages(name: string, all: readonly unknown[] = []): Endpoint {
        return (parameters) => {
            this.calls.push({ name, parameters });
            const { page = 1, per_page = 30 } = parameters as { page?: number; per_page?: number };
            return all.slice((page - 1) * per_page, page * per_page);
        };
    }

    async paginate(endpoint: Endpoint, parameters: Arguments): Promise<unknown[]> {
        const all: unknown[] = [];
        for (let page = 1; ; page += 1) {
            const part = (await endpoint({ ...parameters, page })) as unknown[];
            all.push(...part);
            if (part.length === 0) {
                return all;
            }
        }
    }

    get tools(): Parameters<typeof locate>[0] {
        const core = {
            notice: (text: string) => void this.notices.push(text),
            setOutput: (name: string, value: unknown) => void (this.outputs[name] = value),
            setFailed: (text: string) => void this.failures.push(text),
        };
        const github = { rest: this.rest, paginate: this.paginate.bind(this) };
        const run = { repo: REPO, serverUrl: "https://git.example.org", runId: 8 };
        return { github, core, context: { ...run, payload: this.payload } };
    }

    written(): { name: string; parameters: Arguments }[] {
        return this.calls.filter(({ name }) => name === "create" || name === "update");
    }
}

const located = async (held: Held, payload?: Payload): Promise<FakeGitHub> => {
    const fake = new FakeGitHub(held, payload);
    await locate(fake.tools, "dev");
    return fake;
};

describe("the pull request of a run", () => {
    const artifacts = [REPORT];

    test("is asked for by owner and branch of the event, in forks too", async () => {
        const fake = await located({ pulls: [{ number: 12, head: HEAD }], artifacts });
        expect(fake.outputs).toEqual({ number: 12, "run-id": 7, "artifact-id": 3 });
        expect(fake.calls[0]?.parameters).toMatchObject({ ...REPO, state: "open", head: "stranger:feature" });
        expect(fake.calls.find(({ name }) => name === "artifacts")?.parameters).toMatchObject({ ...REPO, run_id: 7 });
    });

    test.each([
        ["has a newer commit", { ...HEAD, sha: "c".repeat(40) }],
        ["has another branch", { ...HEAD, ref: "other" }],
        ["comes from another repository", { ...HEAD, repo: { ...FORK, full_name: "base/docker-host-vm" } }],
        ["comes from a repository that is gone", { ...HEAD, repo: null }],
    ])("is none that %s, whatever GitHub's filter let through", async (_what, head) => {
        const fake = await located({ pulls: [{ number: 1, head }], artifacts });
        expect(fake.outputs).toEqual({});
        expect(fake.notices).toEqual([expect.stringContaining("nothing to comment on")]);
    });

    test("is found among hundreds that the filter let through", async () => {
        const others = Array.from({ length: 250 }, (_, index) => ({
            number: 100 + index,
            head: { ...HEAD, ref: `other-${index}` },
        }));
        const fake = await located({ pulls: [...others, { number: 12, head: HEAD }], artifacts });
        expect(fake.outputs).toMatchObject({ number: 12 });
    });

    test("is none when the fork is gone", async () => {
        const fake = await located(
            { pulls: [{ number: 1, head: HEAD }] },
            { workflow_run: { ...RUN, head_repository: null } },
        );
        expect(fake.outputs).toEqual({});
    });

    test("is looked for in the same way when its own event started the workflow", async () => {
        const payload = { pull_request: { number: 12, head: HEAD } };
        const fake = await located({ pulls: [{ number: 12, head: HEAD }], artifacts }, payload);
        expect(fake.outputs).toEqual({ number: 12, "run-id": 8, "artifact-id": 3 });
        expect(fake.calls.find(({ name }) => name === "artifacts")?.parameters).toMatchObject({ ...REPO, run_id: 8 });
        const newer = await located({ pulls: [{ number: 12, head: { ...HEAD, sha: "c".repeat(40) } }] }, payload);
        expect(newer.outputs).toEqual({});
    });

    test("is none of another event", async () => {
        await expect(located({}, {})).rejects.toThrow("expected workflow_run or pull_request");
    });

    test("cannot be told when two have the branch", async () => {
        const pulls = [12, 13].map((number) => ({ number, head: HEAD }));
        await expect(located({ pulls, artifacts })).rejects.toThrow("The pull requests #12, #13 have the same branch");
    });
});

describe("the artifact of a run", () => {
    const pulls = [{ number: 12, head: HEAD }];

    test.each([
        ["is the newest of its name", [REPORT, { ...REPORT, id: 9 }, { ...REPORT, id: 5 }], { "artifact-id": 9 }],
        ["is none of another name", [{ ...REPORT, name: "preview-modern" }], { problem: "the run left no report" }],
        ["is none that expired", [{ ...REPORT, expired: true }], { problem: "the run left no report" }],
        [
            "is not downloaded when too large",
            [{ ...REPORT, size_in_bytes: 1e9 }],
            { problem: "the artifact is too large for a report" },
        ],
    ])("%s", async (_what, artifacts, outputs) => {
        const fake = await located({ pulls, artifacts });
        expect(fake.outputs).toEqual({ number: 12, "run-id": 7, ...outputs });
    });
});

describe("the comment", () => {
    const artifacts: Artifact[] = [];
    const kept = (artifact: Artifact): Artifact => {
        artifacts.push(artifact);
        return artifact;
    };
    const post = async (comments: Comments, { folder }: Artifact, problem = ""): Promise<FakeGitHub> => {
        const fake = new FakeGitHub({ comments });
        await comment(fake.tools, { stack: "dev", number: 12, folder, problem });
        return fake;
    };
    const others = Array.from({ length: 240 }, (_, id) => ({
        id,
        body: "LGTM",
        user: { login: "someone", type: "User" },
    }));

    afterEach(() => {
        artifacts.splice(0).forEach((artifact) => {
            artifact.remove();
        });
    });

    test("is made where there is none", async () => {
        const fake = await post(others, kept(withReport("All is well.\n")));
        expect(fake.written()).toEqual([
            {
                name: "create",
                parameters: { ...REPO, issue_number: 12, body: expect.stringMatching(/^<!-- .*All is well\.\n$/s) },
            },
        ]);
        expect(fake.failures).toEqual([]);
    });

    test("names the run that it is in, when there is no other", async () => {
        const fake = new FakeGitHub({}, { pull_request: { number: 12, head: HEAD } });
        const { folder } = kept(withReport("All is well.\n"));
        await comment(fake.tools, { stack: "dev", number: 12, folder, problem: "" });
        expect(JSON.stringify(fake.written())).toContain(
            "(https://git.example.org/base/docker-host-vm/actions/runs/8)",
        );
    });

    test("is found again on the third page", async () => {
        const fake = await post(
            [...others, { id: 999, body: `${MARKER}\nold`, user: BOT }],
            kept(withReport("All is well.\n")),
        );
        expect(fake.written()).toEqual([
            { name: "update", parameters: { ...REPO, comment_id: 999, body: expect.stringContaining("All is well.") } },
        ]);
    });

    test.each([
        [
            "somebody else's with the same marker",
            { body: `${MARKER}\nmine`, user: { login: "stranger", type: "User" } },
        ],
        ["a user's who took the bot's name", { body: `${MARKER}\n`, user: { ...BOT, type: "User" } }],
        ["another bot's", { body: `${MARKER}\n`, user: { login: "other[bot]", type: "Bot" } }],
        ["a deleted user's", { body: `${MARKER}\n`, user: null }],
        ["the bot's that only quotes the marker", { body: `> ${MARKER}\n${MARKER}`, user: BOT }],
        ["that of another stack", { body: "<!-- docker-host-vm preview modern -->\n", user: BOT }],
        ["the bot's without text", { user: BOT }],
    ])("is not %s", async (_what, other) => {
        const fake = await post([{ id: 1, ...other }], kept(withReport("All is well.\n")));
        expect(fake.written().map(({ name }) => name)).toEqual(["create"]);
    });

    test("says that there is no report, in place of an earlier one, and fails", async () => {
        const fake = await post(
            [{ id: 5, body: `${MARKER}\nold`, user: BOT }],
            kept(new Artifact()),
            "the run left no report",
        );
        expect(fake.written()).toEqual([
            {
                name: "update",
                parameters: { ...REPO, comment_id: 5, body: expect.stringContaining("the run left no report") },
            },
        ]);
        expect(fake.failures).toEqual(["Stack dev: the run left no report."]);
    });

    test("repeats nothing of an artifact that is no report, and fails", async () => {
        const fake = await post([], kept(new Artifact({ "preview-dev.md": "Approved by the maintainers" })));
        expect(fake.written()).toEqual([
            {
                name: "create",
                parameters: {
                    ...REPO,
                    issue_number: 12,
                    body: expect.stringContaining("the artifact is not a report"),
                },
            },
        ]);
        expect(JSON.stringify(fake.written())).not.toContain("Approved");
        expect(fake.failures).toHaveLength(1);
    });
});
