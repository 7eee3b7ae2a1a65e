import { spawn, spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readdirSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { certs, content, create, FILES, run, SCRIPT } from "../../../../support/clientFilesScript";
import { folder } from "../../../../support/eachTest";

/** The script's view of the machine: who runs it, and what differs in the `stat` of paths with a name in them. */
function seenAs(user: number, inFolder: string, difference: { uid?: number; gid?: number; mode?: number }): string {
    const module = join(folder, "seen.js");
    const stat = `(path, ...rest) => {
        const found = real(path, ...rest);
        return found && Object.assign(found, { uid: ${user} }, path.endsWith(${JSON.stringify(inFolder)}) ? ${JSON.stringify(difference)} : {});
    }`;
    const patches = ["statSync", "lstatSync"].map((name) => `{ const real = fs.${name}; fs.${name} = ${stat}; }`);
    writeFileSync(
        module,
        `const fs = require("node:fs"); process.getuid = () => ${user}; process.getgid = () => 100; ${patches.join("\n")}`,
    );
    return module;
}

describe("Client files in a folder that others could replace", () => {
    test("are refused in a folder that others can write", () => {
        mkdirSync(certs, { recursive: true });
        chmodSync(certs, 0o777);
        expect(() => create()).toThrow(
            `${certs} is writable by other users, who could replace the keys. Choose another folder, or run: chmod go-w ${certs}`,
        );
        expect(readdirSync(certs)).toEqual([]);
    });

    test("are refused in a shared folder like /tmp, without the advice to close it", () => {
        mkdirSync(certs, { recursive: true });
        chmodSync(certs, 0o1777);
        expect(() => create()).toThrow(`Choose a folder of your own, for example ${join(certs, "docker-host")}`);
        create({ directory: join(certs, "docker-host") });
        expect(content(join(certs, "docker-host"))).toEqual(FILES);
    });

    test("are refused below a folder in which others can put another one in the place of theirs", () => {
        mkdirSync(certs, { recursive: true });
        const parent = join(folder, "docker");
        chmodSync(parent, 0o777);
        expect(() => create()).toThrow(
            `${certs} is in ${parent}, where other users could replace it. Choose a folder within your home folder.`,
        );
        expect(readdirSync(certs)).toEqual([]);
    });

    test("are refused where modes are not kept, without the advice to change them", () => {
        const drive = join(folder, "drive.js");
        writeFileSync(
            drive,
            `const fs = require("node:fs"); const { statSync } = fs;
            fs.statSync = (...args) => { const stat = statSync(...args); if (stat && String(args[0]).includes("certs")) stat.mode |= 0o777; return stat; };`,
        );
        const { status, stderr } = run("create", { preload: drive });
        expect(status).toBe(1);
        expect(stderr).toContain(
            `${certs} is writable by other users, who could replace the keys. chmod has no effect there`,
        );
        expect(stderr).not.toContain("go-w");
        expect(existsSync(certs)).toBe(false);
    });

    test.each([
        ["closed to the rest", 0o40755],
        ["shared like /tmp", 0o41777],
    ])("are refused below another user's folder, %s", (_, mode) => {
        const preload = seenAs(1000, "/docker", { uid: 1001, mode });
        const { status, stderr } = run("create", { preload });
        expect([status, existsSync(join(folder, "docker"))]).toEqual([1, false]);
        expect(stderr).toBe(
            `dockerCertDir: ${certs} is in ${join(folder, "docker")}, where other users could replace it. Choose a folder within your home folder.\n`,
        );
    });

    test("may be below root's folder", () => {
        create({ preload: seenAs(1000, "/docker", { uid: 0 }) });
        expect(content()).toEqual(FILES);
    });

    test("are refused below a user's folder when root runs it, except in the home that root works in", () => {
        mkdirSync(join(folder, "alice"));
        const directory = join(folder, "alice", "certs");
        const preload = seenAs(0, "/alice", { uid: 1001 });
        expect(() => create({ directory, preload })).toThrow("where other users could replace it");
        expect(readdirSync(join(folder, "alice"))).toEqual([]);
        create({ directory, preload, home: join(folder, "alice") });
        expect(content(directory)).toEqual(FILES);
    });

    test("may be below a folder of whoever owns the folder that the program runs in, as in a mounted workspace", () => {
        // The script runs in that folder.
        const preload = seenAs(0, basename(folder), { uid: 1000, gid: 1000, mode: 0o40775 });
        create({ preload, home: "/" });
        expect(content()).toEqual(FILES);
    });

    test.each([
        ["the user's own", 1000, 0],
        ["shared, although it is the user's primary one", 100, 1],
    ])("below a folder that a group can write depend on the group: %s", (_, gid, expected) => {
        const { status } = run("create", { preload: seenAs(1000, "/docker", { gid, mode: 0o40775 }) });
        expect(status).toBe(expected);
    });

    test("are refused at once in a new folder that a link puts below an open one", () => {
        const open = join(folder, "open");
        mkdirSync(join(open, "mine"), { recursive: true });
        chmodSync(open, 0o777);
        symlinkSync(join(open, "mine"), join(folder, "link"));
        expect(() => create({ directory: join(folder, "link", "certs") })).toThrow(
            `is in ${open}, where other users could replace it`,
        );
        expect(readdirSync(join(open, "mine"))).toEqual([]);
    });
});

const HOUR = 3600;
/** A process id that is nobody's: its process has ended. */
const gone = (): number => spawnSync(process.execPath, ["-e", ""]).pid;

describe("Client files with other runs", () => {
    test.each([
        ["of a run that has ended", () => `${gone()}-`, 0, false],
        ["of a run that is at work", () => `${process.pid}-`, HOUR / 2, true],
        ["older than an hour, whose process id is another's", () => `${process.pid}-`, 2 * HOUR, false],
        ["of an earlier version, new", () => "", 0, true],
        ["of an earlier version, older than an hour", () => "", 2 * HOUR, false],
    ])("leave no leftovers of killed runs: what is %s", (_, pid, age, stays) => {
        const staging = join(certs, `.staging-${pid()}0123456789ab`);
        mkdirSync(staging, { recursive: true });
        writeFileSync(join(staging, "key.pem"), "half a key");
        const time = Date.now() / 1000 - age;
        utimesSync(staging, time, time);
        create();
        expect(existsSync(staging)).toBe(stays);
    });

    test("are written by several runs at a time", async () => {
        const env = { HOME: folder, DOCKER_CERT_DIR: certs, FILES: JSON.stringify(FILES) };
        const runs = Array.from({ length: 6 }, async () => {
            const child = spawn(process.execPath, ["-", "create"], {
                cwd: folder,
                env,
                stdio: ["pipe", "ignore", "pipe"],
            });
            let stderr = "";
            child.stderr.on("data", (chunk) => (stderr += String(chunk)));
            child.stdin.end(SCRIPT);
            const status = await new Promise((resolve) => child.on("close", resolve));
            return [status, stderr];
        });
        expect(await Promise.all(runs)).toEqual(runs.map(() => [0, ""]));
        expect(content()).toEqual(FILES);
    });
});
