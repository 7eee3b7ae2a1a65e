// Posts a preview report to its pull request. .github/workflows/preview-comment.yml runs it in actions/github-script with a
// token that can write, so it must not run or trust anything from the pull request.
"use strict";

const { MAX_REPORT_BYTES, artifactName, commentWithoutReport, commentOn, isCommentOf } = require("./previewReport.js");

/** The author whose comments may be replaced: the workflow's own token. */
const BOT = "github-actions[bot]";

/**
 * @typedef {{ full_name: string, owner: { login: string } }} Repository
 *
 * @typedef {object} WorkflowRun the run in the event
 * @property {number} id
 * @property {string} html_url
 * @property {string} head_sha
 * @property {string} head_branch
 * @property {Repository | null} head_repository null if the fork was deleted
 *
 * @typedef {object} PullRequest
 * @property {number} number
 * @property {{ sha: string, ref: string, repo: Repository | null }} head
 *
 * @typedef {{ id: number, name: string, size_in_bytes: number, expired: boolean }} Artifact
 * @typedef {{ id: number, body?: string, user: { login: string, type: string } | null }} Comment
 * @typedef {(parameters: Record<string, unknown>) => unknown} Endpoint
 *
 * @typedef {object} GitHub the part of actions/github-script's client that is used here
 * @property {(endpoint: Endpoint, parameters: Record<string, unknown>) => Promise<any[]>} paginate
 * @property {{ pulls: { list: Endpoint }, actions: { listWorkflowRunArtifacts: Endpoint }, issues: { listComments: Endpoint, createComment: Endpoint, updateComment: Endpoint } }} rest
 *
 * @typedef {object} Context
 * @property {{ owner: string, repo: string }} repo
 * @property {string} serverUrl
 * @property {number} runId
 * @property {{ workflow_run?: WorkflowRun, pull_request?: PullRequest }} payload
 *
 * @typedef {object} Tools the objects that actions/github-script passes to a script
 * @property {GitHub} github
 * @property {Context} context
 * @property {{ notice(text: string): void, setOutput(name: string, value: unknown): void, setFailed(text: string): void }} core
 */

/**
 * The preview's run: the one whose end started this workflow, or this run itself if the pull request's event started it.
 *
 * @param {Context} context
 * @returns {WorkflowRun}
 * @throws Error if another event started it
 */
function previewRun({ repo, serverUrl, runId, payload }) {
    if (payload.workflow_run !== undefined) {
        return payload.workflow_run;
    }
    if (payload.pull_request === undefined) {
        throw new Error("The event: expected workflow_run or pull_request, got another one.");
    }
    const { sha, ref, repo: from } = payload.pull_request.head;
    const url = `${serverUrl}/${repo.owner}/${repo.repo}/actions/runs/${runId}`;
    return { id: runId, html_url: url, head_sha: sha, head_branch: ref, head_repository: from };
}

/**
 * Finds a run's pull request and the artifact of a stack, and sets the outputs `number`, `run-id`, `artifact-id` and `problem`.
 * Sets no output if the run is not for the newest commit of an open pull request: a later run comments then.
 *
 * @param {Tools} tools
 * @param {string} stack
 */
async function locate({ github, context, core }, stack) {
    const run = previewRun(context);
    const pull = await findPullRequest(github, context.repo, run);
    if (pull === undefined) {
        core.notice(`No open pull request with ${run.head_sha} as its newest commit: nothing to comment on.`);
        return;
    }
    core.setOutput("number", pull.number);
    core.setOutput("run-id", run.id);
    /** @type {Artifact[]} */
    const artifacts = await github.paginate(github.rest.actions.listWorkflowRunArtifacts, {
        ...context.repo,
        run_id: run.id,
        per_page: 100,
    });
    // A repeated run has one artifact per attempt.
    const newest = artifacts.filter(({ name }) => name === artifactName(stack)).sort((a, b) => b.id - a.id)[0];
    if (newest === undefined || newest.expired) {
        core.setOutput("problem", "the run left no report");
    } else if (newest.size_in_bytes > MAX_REPORT_BYTES) {
        core.setOutput("problem", "the artifact is too large for a report");
    } else {
        core.setOutput("artifact-id", newest.id);
    }
}

/**
 * Asks GitHub for the pull request with the branch and commit in the event. The event's own list is empty for forks, and a number
 * in the artifact could name any pull request. GitHub ignores invalid filters, so the results are compared again.
 *
 * @param {GitHub} github
 * @param {{ owner: string, repo: string }} repo
 * @param {WorkflowRun} run
 * @returns {Promise<PullRequest | undefined>}
 * @throws Error if several pull requests have the run's branch
 */
async function findPullRequest(github, repo, run) {
    if (run.head_repository === null) {
        return undefined;
    }
    const from = run.head_repository;
    /** @type {PullRequest[]} */
    const pulls = await github.paginate(github.rest.pulls.list, {
        ...repo,
        state: "open",
        head: `${from.owner.login}:${run.head_branch}`,
        per_page: 100,
    });
    const same = pulls.filter(
        ({ head }) =>
            head.sha === run.head_sha && head.ref === run.head_branch && head.repo?.full_name === from.full_name,
    );
    if (same.length > 1) {
        const numbers = same.map(({ number }) => `#${number}`).join(", ");
        throw new Error(
            `The pull requests ${numbers} have the same branch, so it is unclear which one was previewed. Close all but one, or read the report in the run's artifacts.`,
        );
    }
    return same[0];
}

/**
 * Creates or updates the comment for a stack. If there is no report, the comment says so and the job fails.
 *
 * @param {Tools} tools
 * @param {{ stack: string, number: number, folder: string, problem: string }} order `problem` as set by {@link locate}; empty
 *     if the artifact is in `folder`
 */
async function comment({ github, context, core }, order) {
    const run = previewRun(context);
    const origin = { stack: order.stack, sha: run.head_sha, url: run.html_url };
    const { body, problem } =
        order.problem === ""
            ? commentOn(origin, order.folder)
            : { body: commentWithoutReport(origin, order.problem), problem: order.problem };
    await upsert(github, context.repo, { ...order, body });
    if (problem !== "") {
        core.setFailed(`Stack ${order.stack}: ${problem}.`);
    }
}

/**
 * @param {GitHub} github
 * @param {{ owner: string, repo: string }} repo
 * @param {{ stack: string, number: number, body: string }} wanted
 */
async function upsert(github, repo, { stack, number, body }) {
    /** @type {Comment[]} */
    const comments = await github.paginate(github.rest.issues.listComments, {
        ...repo,
        issue_number: number,
        per_page: 100,
    });
    const ours = comments.find(
        (each) => each.user?.login === BOT && each.user.type === "Bot" && isCommentOf(each.body, stack),
    );
    if (ours === undefined) {
        await github.rest.issues.createComment({ ...repo, issue_number: number, body });
    } else {
        await github.rest.issues.updateComment({ ...repo, comment_id: ours.id, body });
    }
}

module.exports = { locate, comment };
