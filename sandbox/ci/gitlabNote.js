#!/usr/bin/env node
// Posts a preview report to its merge request: `npx docker-host-vm-gitlab-note STACK FOLDER` in a GitLab pipeline. It has no
// dependencies because it has access to a token.
//
// CI_API_V4_URL, CI_PROJECT_ID, CI_MERGE_REQUEST_IID   the merge request; set by GitLab
// CI_COMMIT_SHA, CI_JOB_URL                            the previewed commit and the job; set by GitLab
// PREVIEW_NOTE_TOKEN                                   a project access token with the scope `api`
"use strict";

const { commentOn, isCommentOf } = require("./previewReport.js");

/**
 * @param {string} name
 * @returns {string}
 */
function setting(name) {
    const value = process.env[name];
    if (value === undefined || value === "") {
        throw new Error(
            `${name}: expected a value in the environment, got none. Run this in a GitLab merge request pipeline with PREVIEW_NOTE_TOKEN set.`,
        );
    }
    return value;
}

/**
 * @param {string} path relative to the API's address
 * @param {RequestInit} [init]
 */
async function call(path, init = {}) {
    const url = `${setting("CI_API_V4_URL")}${path}`;
    const headers = { "PRIVATE-TOKEN": setting("PREVIEW_NOTE_TOKEN"), "Content-Type": "application/json" };
    const response = await fetch(url, { ...init, headers, redirect: "error" });
    if (!response.ok) {
        throw new Error(
            `${init.method ?? "GET"} ${url}: expected success, got HTTP status ${response.status}. Check that PREVIEW_NOTE_TOKEN has the scope api.`,
        );
    }
    return response;
}

/**
 * Finds the note for a stack that the token's user has written, on any page.
 *
 * @param {string} notes
 * @param {string} stack
 * @returns {Promise<number | undefined>}
 */
async function findNote(notes, stack) {
    const { id } = /** @type {{ id: number }} */ (await (await call("/user")).json());
    for (let page = "1"; page !== "";) {
        const response = await call(`${notes}?per_page=100&page=${page}`);
        const found = /** @type {{ id: number, body: string, author: { id: number } }[]} */ (await response.json());
        const ours = found.find(({ author, body }) => author.id === id && isCommentOf(body, stack));
        if (ours !== undefined) {
            return ours.id;
        }
        page = response.headers.get("x-next-page") ?? "";
    }
    return undefined;
}

/**
 * @param {string} stack
 * @param {string} folder the folder that contains only the report
 */
async function main(stack, folder) {
    const origin = { stack, sha: setting("CI_COMMIT_SHA"), url: setting("CI_JOB_URL") };
    const { body, problem } = commentOn(origin, folder);
    if (problem !== "") {
        process.exitCode = 1;
    }
    const notes = `/projects/${setting("CI_PROJECT_ID")}/merge_requests/${setting("CI_MERGE_REQUEST_IID")}/notes`;
    const id = await findNote(notes, stack);
    const [path, method] = id === undefined ? [notes, "POST"] : [`${notes}/${id}`, "PUT"];
    await call(path, { method, body: JSON.stringify({ body }) });
}

const [stack, folder] = process.argv.slice(2);
if (stack === undefined || folder === undefined) {
    process.stderr.write("Usage: docker-host-vm-gitlab-note STACK FOLDER\n");
    process.exitCode = 2;
} else {
    main(stack, folder).catch((error) => {
        process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
        process.exitCode = 1;
    });
}
