import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { certs, content, create, FILES, run, SCRIPT } from "../../../../support/clientFilesScript";
import { folder } from "../../../../support/eachTest";

const RENEWED = { ...FILES, "cert.pem": "certificate 2\n", "key.pem": "key 2\n" };

const mode = (path: string): string => (statSync(path).mode & 0o777).toString(8);

describe("Client files that are somebody else's", () => {
    test.each(["ca.pem", "cert.pem", "key.pem"])("stop the run with an error that names %s", (name) => {
        mkdirSync(certs, { recursive: true });
        writeFileSync(join(certs, name), "foreign\n");
        const { status, stdout, stderr } = run("create");
        expect([status, stdout]).toEqual([1, ""]);
        expect(stderr).toContain(join(certs, name));
        expect(stderr).toContain("is not overwritten");
        expect(stderr).toContain("Choose another dockerCertDir");
    });

    test("stay as they are, and nothing is written beside them", () => {
        mkdirSync(certs, { recursive: true });
        writeFileSync(join(certs, "ca.pem"), "another authority\n");
        run("create");
        expect(content()).toEqual({ "ca.pem": "another authority\n" });
    });

    test("are named as another authority's when it is ca.pem", () => {
        mkdirSync(certs, { recursive: true });
        writeFileSync(join(certs, "ca.pem"), "another authority\n");
        expect(run("create").stderr).toContain("belongs to another certificate authority");
    });

    test("stop the run also when ours was changed by hand since", () => {
        const last = create();
        chmodSync(join(certs, "ca.pem"), 0o600);
        writeFileSync(join(certs, "ca.pem"), "changed\n");
        expect(run("create", { files: { ...RENEWED, "ca.pem": "authority 2\n" }, last }).status).toBe(1);
    });

    test("are never shown in the error", () => {
        mkdirSync(certs, { recursive: true });
        writeFileSync(join(certs, "key.pem"), "foreign secret\n");
        expect(run("create").stderr).not.toMatch(/foreign secret|key\n/);
    });

    test("under other names are left alone, also on destroy", () => {
        mkdirSync(certs, { recursive: true });
        writeFileSync(join(certs, "notes.txt"), "mine\n");
        run("delete", { last: create() });
        expect(content()).toEqual({ "notes.txt": "mine\n" });
    });
});

describe("Client files that cannot all be written", () => {
    test("leave the old ones as they were", () => {
        const last = create();
        const { status } = run("create", { files: { ...RENEWED, "no/such.pem": "cannot be written" }, last });
        expect(status).not.toBe(0);
        expect(content()).toEqual(FILES);
        expect(mode(join(certs, "ca.pem"))).toBe("444");
    });
});

describe("Client files that are written", () => {
    test("hold exactly what was given, newlines included", () => {
        const files = { ...FILES, "cert.pem": "-----BEGIN CERTIFICATE-----\nä'\"$`\\\n\n-----END CERTIFICATE-----\n" };
        create({ files });
        expect(content()).toEqual(files);
    });

    test("can be read by their owner only, certificates by all who may enter", () => {
        create();
        expect([certs, ...Object.keys(FILES).map((name) => join(certs, name))].map(mode)).toEqual([
            "700",
            "444",
            "444",
            "400",
            "400",
        ]);
    });

    test("are reported with absolute paths and without a content", () => {
        const { directory, files } = JSON.parse(create()) as {
            directory: string;
            files: Record<string, { path: string }>;
        };
        expect(directory).toBe(certs);
        expect(Object.entries(files).map(([name, { path }]) => [name, path])).toEqual(
            Object.keys(FILES).map((name) => [name, join(certs, name)]),
        );
        expect(JSON.stringify(files)).not.toContain("key\\n");
    });

    test("go under the home of whoever runs it when the folder starts with a tilde", () => {
        create({ directory: "~/.docker/x" });
        expect(content(join(folder, ".docker/x"))).toEqual(FILES);
    });

    test("go below the program's folder when the path is relative", () => {
        create({ directory: "relative/certs" });
        expect(content(join(folder, "relative/certs"))).toEqual(FILES);
    });

    test("are replaced in place when they change, with the same modes", () => {
        const last = create();
        create({ files: RENEWED, last });
        expect(content()).toEqual(RENEWED);
        expect(mode(join(certs, "key.pem"))).toBe("400");
    });

    test("are replaced also when the authority is a new one, since the old ca.pem was ours", () => {
        const files = { ...RENEWED, "ca.pem": "authority 2\n" };
        create({ files, last: create() });
        expect(content()).toEqual(files);
    });

    test("may be there already, as an interrupted run of the same authority left them", () => {
        mkdirSync(certs, { recursive: true });
        writeFileSync(join(certs, "ca.pem"), FILES["ca.pem"]);
        writeFileSync(join(certs, "key.pem"), FILES["key.pem"]);
        create();
        expect(content()).toEqual(FILES);
    });

    test("are refused beside the authority's certificate when a key there is another one", () => {
        mkdirSync(certs, { recursive: true });
        writeFileSync(join(certs, "ca.pem"), FILES["ca.pem"]);
        writeFileSync(join(certs, "key.pem"), "somebody's key\n");
        expect(() => create()).toThrow(/key\.pem was not written by this stack and is not overwritten/);
        expect(readFileSync(join(certs, "key.pem"), "utf8")).toBe("somebody's key\n");
    });

    test("are refused where the home folder is asked for and HOME is empty", () => {
        const { status, stderr } = run("create", { directory: "~/certs", home: "" });
        expect(status).toBe(1);
        expect(stderr).toContain(
            "~/certs needs your home folder, but HOME is empty. Set HOME, or use an absolute path.",
        );
    });

    test("stay as they are on a full disk, with a sentence for it", () => {
        mkdirSync(certs, { recursive: true });
        const script = join(folder, "script.js");
        writeFileSync(script, SCRIPT);
        const files = { ...FILES, "cert.pem": "c".repeat(100_000) };
        const env = { ...process.env, DOCKER_CERT_DIR: certs, FILES: JSON.stringify(files), SCRIPT: script };
        const small =
            'mount -t tmpfs -o size=16k,mode=700 tmpfs "$DOCKER_CERT_DIR" && node "$SCRIPT" create; ls -A "$DOCKER_CERT_DIR"';
        const { stdout, stderr } = spawnSync("unshare", ["--mount", "--map-root-user", "sh", "-c", small], {
            encoding: "utf8",
            env,
        });
        expect(stderr).toMatch(/^dockerCertDir: the disk is full\. Free some space and try again\. \(ENOSPC: .*\)\n$/);
        expect(stdout).toBe("");
    });

    test("go when they are no longer wanted", () => {
        const { id_ed25519: _, ...fewer } = FILES;
        create({ files: fewer, last: create() });
        expect(content()).toEqual(fewer);
    });

    test("move when the folder changes, and nothing of the old one stays", () => {
        const moved = join(folder, "elsewhere");
        create({ directory: moved, last: create() });
        expect(content(moved)).toEqual(FILES);
        expect(existsSync(join(folder, "docker"))).toBe(false);
    });
});

describe("Client files that are removed", () => {
    test("take with them the folders that were made for them", () => {
        run("delete", { last: create() });
        expect(readdirSync(folder)).toEqual([]);
    });

    test("take them also after a change in place", () => {
        run("delete", { last: create({ files: RENEWED, last: create() }) });
        expect(readdirSync(folder)).toEqual([]);
    });

    test("leave folders that were there before", () => {
        mkdirSync(join(folder, "docker"));
        run("delete", { last: create() });
        expect(readdirSync(folder)).toEqual(["docker"]);
    });

    test("leave what was changed by hand since", () => {
        const last = create();
        chmodSync(join(certs, "key.pem"), 0o600);
        writeFileSync(join(certs, "key.pem"), "changed\n");
        run("delete", { last });
        expect(content()).toEqual({ "key.pem": "changed\n" });
    });

    test("may be gone already", () => {
        const last = create();
        rmSync(join(folder, "docker"), { recursive: true });
        expect(run("delete", { last })).toEqual({ status: 0, stdout: "", stderr: "" });
    });

    test("may never have been written", () => {
        expect(run("delete")).toEqual({ status: 0, stdout: "", stderr: "" });
    });
});
