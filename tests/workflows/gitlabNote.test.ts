import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterAll, afterEach, beforeAll, expect, test } from "@jest/globals";
import { bin } from "../../sandbox/package.json";
import { Artifact, MARKER, withReport } from "./reports";
import { CHECKOUT } from "../support/checkout";

/** The packed package, unpacked with nothing installed beside it. */
const unpacked = mkdtempSync(join(tmpdir(), "packed-"));
const SCRIPT = join(unpacked, "package", bin["docker-host-vm-gitlab-note"]);
const TOKEN = "glpat-example";
const NOTES = "/projects/4/merge_requests/12/notes";

interface Note {
    readonly id: number;
    readonly body: string;
    readonly author: { readonly id: number };
}

const servers: Server[] = [];
const artifacts: Artifact[] = [];

beforeAll(() => {
    const pack = ["pack", "--silent", "--ignore-scripts", "--workspace", "sandbox", "--pack-destination", unpacked];
    const archive = execFileSync("npm", pack, { cwd: CHECKOUT, encoding: "utf8" }).trim();
    execFileSync("tar", ["--extract", "--file", archive], { cwd: unpacked });
}, 60_000);

afterAll(() => {
    rmSync(unpacked, { recursive: true });
});

afterEach(() => {
    servers.splice(0).forEach((server) => {
        server.close();
    });
    artifacts.splice(0).forEach((artifact) => {
        artifact.remove();
    });
});

/** GitLab's API of one merge request; the token's user has the number 50. Gives its address and what was written. */
async function serve(notes: readonly Note[]): Promise<{ url: string; written: string[] }> {
    const written: string[] = [];
    const answer = async (request: IncomingMessage): Promise<[unknown, Record<string, string>?]> => {
        const { pathname, searchParams } = new URL(request.url ?? "", "http://localhost");
        if (pathname === "/user") {
            return [{ id: 50 }];
        }
        if (request.method === "GET" && pathname === NOTES) {
            const page = Number(searchParams.get("page"));
            const size = Number(searchParams.get("per_page"));
            const next = page * size < notes.length ? String(page + 1) : "";
            return [notes.slice((page - 1) * size, page * size), { "x-next-page": next }];
        }
        const { body } = JSON.parse(await text(request)) as { body: string };
        written.push(`${request.method ?? ""} ${pathname} ${body}`);
        return [{}];
    };
    const server = createServer((request, response) => {
        if (request.headers["private-token"] !== TOKEN) {
            response.writeHead(401).end();
            return;
        }
        void answer(request).then(([body, headers]) => response.writeHead(200, headers).end(JSON.stringify(body)));
    });
    servers.push(server);
    await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
    return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, written };
}

async function post(url: string, artifact: Artifact, token = TOKEN): Promise<{ code: number | null; stderr: string }> {
    artifacts.push(artifact);
    const child = spawn(process.execPath, [SCRIPT, "dev", artifact.folder], {
        env: {
            CI_API_V4_URL: url,
            CI_PROJECT_ID: "4",
            CI_MERGE_REQUEST_IID: "12",
            CI_COMMIT_SHA: "c".repeat(40),
            CI_JOB_URL: "https://git.example.org/jobs/3",
            PREVIEW_NOTE_TOKEN: token,
        },
        stdio: ["ignore", "ignore", "pipe"],
    });
    const ended = new Promise<number | null>((done) => child.on("close", done));
    return { stderr: await text(child.stderr), code: await ended };
}

const others = Array.from({ length: 230 }, (_, id) => ({ id, body: "LGTM", author: { id: 1 } }));

test("a first report becomes a note", async () => {
    const gitlab = await serve(others);
    expect(await post(gitlab.url, withReport("All is well.\n"))).toEqual({ code: 0, stderr: "" });
    expect(gitlab.written).toEqual([expect.stringMatching(/^POST .*\/notes <!-- .*All is well\.\n$/s)]);
});

test("a later one replaces the token's own note, found on the third page", async () => {
    const notes = [
        { id: 300, body: `${MARKER}\nforged`, author: { id: 1 } },
        ...others,
        { id: 301, body: `${MARKER}\nold`, author: { id: 50 } },
    ];
    const gitlab = await serve(notes);
    expect(await post(gitlab.url, withReport("All is well.\n"))).toEqual({ code: 0, stderr: "" });
    expect(gitlab.written).toEqual([expect.stringContaining(`PUT ${NOTES}/301 ${MARKER}`)]);
});

test("a missing report is said in the note, and fails", async () => {
    const gitlab = await serve([]);
    expect(await post(gitlab.url, new Artifact())).toMatchObject({ code: 1 });
    expect(gitlab.written).toEqual([expect.stringContaining("**No preview** of stack `dev`")]);
});

test("a refused token is named by neither value nor header", async () => {
    const gitlab = await serve([]);
    const { code, stderr } = await post(gitlab.url, withReport("x\n"), "glpat-wrong");
    expect(code).toBe(1);
    expect(stderr).toBe(
        `GET ${gitlab.url}/user: expected success, got HTTP status 401. Check that PREVIEW_NOTE_TOKEN has the scope api.\n`,
    );
});
