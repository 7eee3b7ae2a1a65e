import { cpSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer, connect, type AddressInfo, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { allBlocks } from "../docs/markdown";
import { type Changes, changesOf, type Result, run, Sandbox } from "./support";

/** What docs/rotation.md says of who is shut out by what, and what docs/troubleshooting.md says that the client then says. */

const sandbox = new Sandbox("modern");
const copies = mkdtempSync(join(tmpdir(), "rotation-"));
const current = join(sandbox.home, "client", "modern");
/** A copy of the files from before, as a thief would have it. */
const stolen = join(copies, "stolen");
let endpoint = "";
let forwarder: Server | undefined;

/** Asks the daemon with these files, by mutual TLS. */
async function ask(files: { readonly ca: string; readonly client: string }, host = endpoint): Promise<Result> {
    const paths = [
        `--tlscacert=${files.ca}/ca.pem`,
        `--tlscert=${files.client}/cert.pem`,
        `--tlskey=${files.client}/key.pem`,
    ];
    return await docker(["--tlsverify", ...paths, "--host", host, "version"]);
}

async function docker(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Result> {
    return await run("docker", args, { DOCKER_CONFIG: copies, ...env });
}

const replaced = (changes: Changes): string[] =>
    changesOf(changes)
        .filter((change) => change.startsWith("replace "))
        .sort();

beforeAll(async () => {
    await sandbox.json(["up"]);
    endpoint = (await sandbox.outputs())["dockerHost"] ?? "";
    cpSync(current, stolen, { recursive: true });
}, 180_000);

afterAll(async () => {
    forwarder?.close();
    await sandbox.dispose();
    rmSync(copies, { recursive: true, force: true });
}, 120_000);

describe("Certificates issued anew, also that of the authority", () => {
    const settings = ["--set", "certificateValidityHours=8000", "--set", "caValidityHours=80000"];

    test("change no key and not the VM", async () => {
        const changes = await sandbox.json(["up", ...settings]);
        expect(replaced(changes).map((change) => change.split(/[: ]/).at(-1))).toEqual([
            "docker-host-server-cert",
            "docker-host-vm-client-default-cert",
            "docker-host-vm-g1-cert",
        ]);
        expect(readFileSync(join(current, "key.pem"))).toEqual(readFileSync(join(stolen, "key.pem")));
        expect(readFileSync(join(current, "cert.pem"))).not.toEqual(readFileSync(join(stolen, "cert.pem")));
    }, 120_000);

    test("shut nobody out who has the earlier ones", async () => {
        expect(await ask({ ca: current, client: current })).toMatchObject({ code: 0 });
        expect(await ask({ ca: current, client: stolen })).toMatchObject({ code: 0 });
        expect(await ask({ ca: stolen, client: stolen })).toMatchObject({ code: 0 });
    }, 60_000);
});

describe("Another kind of key", () => {
    test("replaces the authority and all keys, and not the VM", async () => {
        const changes = await sandbox.json(["up", "--set", "keyAlgorithm=RSA-3072"]);
        const names = replaced(changes).map((change) => change.split(/[: ]/).at(-1) ?? "");
        expect(names).toEqual(
            expect.arrayContaining([
                "docker-host-vm-g1-key",
                "docker-host-vm-client-default-key",
                "docker-host-server-key",
            ]),
        );
        expect(names.filter((name) => !/-(key|request|cert)$/.test(name))).toEqual([]);
    }, 120_000);

    test("shuts out whoever has the earlier files, with what the troubleshooting page says", async () => {
        expect(await ask({ ca: current, client: current })).toMatchObject({ code: 0 });
        const { hostname, port } = new URL(endpoint.replace("tcp:", "http:"));
        const forward = createServer((socket) => {
            socket.pipe(connect(Number(port), hostname)).pipe(socket);
        });
        forwarder = forward;
        await new Promise<void>((done) => forward.listen(0, "127.0.0.2", done));
        const elsewhere = `tcp://127.0.0.2:${(forward.address() as AddressInfo).port}`;
        const mutual = ["--tlsverify", "--tlscacert", `${current}/ca.pem`].concat([
            "--tlscert",
            `${current}/cert.pem`,
            "--tlskey",
            `${current}/key.pem`,
        ]);
        const failures = await Promise.all([
            ask({ ca: current, client: stolen }),
            ask({ ca: stolen, client: stolen }),
            ask({ ca: current, client: current }, elsewhere),
            docker(["--host", endpoint, "version"]),
            docker(["--host", "tcp://127.0.0.1:1", "version"]),
            docker(["--tlsverify", "--host", endpoint, "version"]),
            docker([...mutual, "--host", endpoint, "version"], { DOCKER_API_VERSION: "1.99" }),
        ]);
        expect(failures.map(({ code }) => code)).not.toContain(0);
        const said = failures.map(({ stderr }) => stderr).join("\n");
        const quotes = allBlocks("text")
            .filter(({ marks }) => marks["from"] === "Docker")
            .map(({ text }) => text);
        expect(quotes.length).toBe(failures.length);
        expect(quotes.filter((quote) => !quote.split("…").every((fragment) => said.includes(fragment.trim())))).toEqual(
            [],
        );
    }, 120_000);
});
