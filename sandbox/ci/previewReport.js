// Turns the report from a pull request's preview into a comment. A run of the pull request's own code wrote the report, so its
// author can put anything into it. Nothing here runs, requires or follows its content.
"use strict";

const fs = require("node:fs");
const path = require("node:path");

/** GitHub's limit for the body of a comment, in characters. */
const MAX_COMMENT = 65_536;
/** The limit for a report, in bytes. Reports have fewer characters than a comment, each with at most four bytes. */
const MAX_REPORT_BYTES = 4 * MAX_COMMENT;

/** Characters that no report needs: control characters other than tab and line feed, and those that change text direction. */
const UNPRINTABLE = /[^\P{Cc}\t\n]|[\u202a-\u202e\u2066-\u2069]/u;
/** An at sign, literally or as an entity: GitHub would notify the person whose name follows. */
const AT_SIGN = /@|&#0*64;|&#x0*40;|&commat;/gi;

/**
 * The first line of a report and of its comment, used to find the comment again.
 *
 * @param {string} stack
 */
const markerOf = (stack) => `<!-- docker-host-vm preview ${stack} -->`;

/**
 * The name of a stack's artifact. The report in it has the same name with `.md` appended.
 *
 * @param {string} stack
 */
const artifactName = (stack) => `preview-${stack}`;

/**
 * Reads the report of a stack from the folder of its artifact.
 *
 * @param {string} folder
 * @param {string} stack
 * @returns {string}
 * @throws Error that says how the artifact differs from a report: another file, a link, too large, not text, or another first line
 */
function readReport(folder, stack) {
    const expected = `${artifactName(stack)}.md`;
    if (!fs.existsSync(folder)) {
        throw new Error("it could not be downloaded");
    }
    const names = fs.readdirSync(folder);
    if (names.length !== 1 || names[0] !== expected) {
        throw new Error(`expected the file ${expected} alone, got other files`);
    }
    const content = readPlainFile(path.join(folder, expected));
    const text = decode(content);
    if (UNPRINTABLE.test(text)) {
        throw new Error("expected printable text, got control characters");
    }
    if (text.split("\n", 1)[0] !== markerOf(stack)) {
        throw new Error("expected the marker of its stack in the first line, got another line");
    }
    return text;
}

/** @param {string} file */
function readPlainFile(file) {
    if (!fs.lstatSync(file).isFile()) {
        throw new Error("expected a regular file, got another kind of entry");
    }
    const descriptor = fs.openSync(file, fs.constants.O_RDONLY | fs.constants.O_NOFOLLOW);
    try {
        const { size } = fs.fstatSync(descriptor);
        if (size > MAX_REPORT_BYTES) {
            throw new Error(`expected at most ${MAX_REPORT_BYTES} bytes, got ${size}`);
        }
        return fs.readFileSync(descriptor);
    } finally {
        fs.closeSync(descriptor);
    }
}

/** @param {Buffer} content */
function decode(content) {
    try {
        return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(content);
    } catch {
        throw new Error("expected UTF-8, got other bytes");
    }
}

/**
 * @typedef {object} Origin the origin of a report, according to the platform and not the report itself
 * @property {string} stack
 * @property {string} sha the previewed commit
 * @property {string} url the run that made the report
 */

/**
 * The comment that shows a report. It starts with the report's origin and notifies no one. A report that is too long for a
 * comment is truncated at the end of a line.
 *
 * @param {Origin} origin
 * @param {string} report
 */
function commentOf(origin, report) {
    const { stack, sha, url } = origin;
    const head = [
        markerOf(stack),
        `> Preview of stack \`${stack}\` at ${sha}, from [this run](${url}). The pull request's own code wrote the following: do not trust it without checking the change.`,
        "",
    ].join("\n");
    const body = report.slice(report.indexOf("\n") + 1).replace(AT_SIGN, "@\u200b");
    const tail = `\n\nTruncated: the report is too long for a comment. The full report is an artifact of [the run](${url}).\n`;
    if (head.length + 1 + body.length <= MAX_COMMENT) {
        return `${head}\n${body}`;
    }
    const room = body.slice(0, MAX_COMMENT - head.length - 1 - tail.length);
    return `${head}\n${room.slice(0, room.lastIndexOf("\n") + 1)}${tail}`;
}

/**
 * The comment for a run without a report, so that no one mistakes an earlier report for the newest.
 *
 * @param {Origin} origin
 * @param {string} why
 */
function commentWithoutReport({ stack, sha, url }, why) {
    return `${markerOf(stack)}\n> **No preview** of stack \`${stack}\` at ${sha}: ${why}. See [the run](${url}).\n`;
}

/**
 * The comment for the files that a run left in a folder: the report, or the problem with the files.
 *
 * @param {Origin} origin
 * @param {string} folder
 * @returns {{ body: string, problem: string }} `problem` is empty if there is a report
 */
function commentOn(origin, folder) {
    try {
        return { body: commentOf(origin, readReport(folder, origin.stack)), problem: "" };
    } catch (error) {
        const problem = `the artifact is not a report (${error instanceof Error ? error.message : String(error)})`;
        return { body: commentWithoutReport(origin, problem), problem };
    }
}

/**
 * Whether a comment is the one for a stack.
 *
 * @param {string | null | undefined} body
 * @param {string} stack
 */
const isCommentOf = (body, stack) => (body ?? "").split(/\r?\n/, 1)[0] === markerOf(stack);

module.exports = {
    MAX_REPORT_BYTES,
    artifactName,
    readReport,
    commentOf,
    commentWithoutReport,
    commentOn,
    isCommentOf,
};
