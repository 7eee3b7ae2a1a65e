// Reads the report that the preview of a pull request left, and turns it into a comment. The report comes from a run of the
// pull request's own code, so its author can put anything there. Nothing here runs, requires or follows its content.
"use strict";

const fs = require("node:fs");
const path = require("node:path");

/** Characters. What GitHub takes as the body of a comment. */
const MAX_COMMENT = 65_536;
/** Bytes. More than any report has: the preview cuts it to fewer characters than a comment's, each of at most four bytes. */
const MAX_REPORT_BYTES = 4 * MAX_COMMENT;

/** Characters that no report needs: control characters other than tab and line feed, and those that change the direction of text. */
const UNPRINTABLE = /[^\P{Cc}\t\n]|[\u202a-\u202e\u2066-\u2069]/u;
/** An at sign, as itself or as an entity: GitHub would notify the person whose name follows. */
const AT_SIGN = /@|&#0*64;|&#x0*40;|&commat;/gi;

/**
 * The first line of a report and of its comment, by which the comment is found again.
 *
 * @param {string} stack
 */
const markerOf = (stack) => `<!-- docker-host-vm preview ${stack} -->`;

/**
 * The name of a stack's artifact; `.md` after it is the report in it.
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
 * @typedef {object} Origin where a report comes from, by words of the platform and not of the report
 * @property {string} stack
 * @property {string} sha the commit that was previewed
 * @property {string} url the run that made the report
 */

/**
 * The comment that shows a report. It first says who wrote the report, it notifies nobody, and a report that is too long for a
 * comment is cut at the end of a line.
 *
 * @param {Origin} origin
 * @param {string} report
 */
function commentOf(origin, report) {
    const { stack, sha, url } = origin;
    const head = [
        markerOf(stack),
        `> Preview of stack \`${stack}\` at ${sha}, from [this run](${url}). The pull request's own code wrote what follows: read it, and the change, before you believe it.`,
        "",
    ].join("\n");
    const body = report.slice(report.indexOf("\n") + 1).replace(AT_SIGN, "@\u200b");
    const tail = `\n\nCut here: too long for a comment. The whole report is an artifact of [the run](${url}).\n`;
    if (head.length + 1 + body.length <= MAX_COMMENT) {
        return `${head}\n${body}`;
    }
    const room = body.slice(0, MAX_COMMENT - head.length - 1 - tail.length);
    return `${head}\n${room.slice(0, room.lastIndexOf("\n") + 1)}${tail}`;
}

/**
 * The comment for a run without a report, so that nobody takes an earlier report for the newest.
 *
 * @param {Origin} origin
 * @param {string} why
 */
function commentWithoutReport({ stack, sha, url }, why) {
    return `${markerOf(stack)}\n> **No preview** of stack \`${stack}\` at ${sha}: ${why}. See [the run](${url}).\n`;
}

/**
 * The comment on the files that a run left in a folder: its report, or what is wrong with them.
 *
 * @param {Origin} origin
 * @param {string} folder
 * @returns {{ body: string, problem: string }} `problem` is empty when there is a report
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
 * Whether a comment belongs to a stack.
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
