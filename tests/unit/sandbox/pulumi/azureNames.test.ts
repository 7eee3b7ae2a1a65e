import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "@jest/globals";
import { run } from "../../../support/run";
import { scratchFolder } from "../../../support/scratch";
import { CHECKOUT } from "../../../support/checkout";

/** How the preloaded script resolves names, in a Node.js program started as a stack's command. */

const NAME = "build-x1y2z3a4.westus.cloudapp.azure.com";

const folder = scratchFolder();
const state = join(folder, "azure.json");

beforeAll(() => {
    const address = { properties: { dnsSettings: { fqdn: NAME }, ipAddress: "127.9.8.7" } };
    const nic = {
        properties: {
            ipConfigurations: [{ privateIPAddress: "10.0.0.4" }],
            dnsSettings: { internalDomainNameSuffix: "abc.internal" },
        },
        loopback: "127.9.8.6",
    };
    const hidden = { properties: { ipConfigurations: [{ privateIPAddress: "10.0.0.5" }] } };
    writeFileSync(state, JSON.stringify({ "/vm": { properties: {} }, "/ip": address, "/nic": nic, "/other": hidden }));
});

/** The output of a program that has `dns` and a callback that prints its arguments. */
async function printed(program: string, file = state): Promise<unknown> {
    const script = `const dns = require("node:dns"); const print = (...all) => console.log(JSON.stringify(all)); ${program}`;
    const { stdout, stderr } = await run(process.execPath, ["-e", script], {
        NODE_OPTIONS: `--require ${JSON.stringify(join(CHECKOUT, "sandbox/pulumi/azureNames.js"))}`,
        SANDBOX_AZURE_STATE: file,
    });
    expect(stderr).toBe("");
    return JSON.parse(stdout);
}

describe("A name that the emulated Azure has on record", () => {
    test.each([NAME, NAME.toUpperCase()])("resolves to its address: %s", async (name) => {
        expect(await printed(`dns.lookup("${name}", print)`)).toEqual([null, "127.9.8.7", 4]);
    });

    test("resolves for a connection, which asks for all addresses", async () => {
        expect(await printed(`dns.lookup("${NAME}", { all: true }, print)`)).toEqual([
            null,
            [{ address: "127.9.8.7", family: 4 }],
        ]);
    });
});

describe("A host with a private address only", () => {
    test("has a name in its virtual network", async () => {
        expect(await printed('dns.lookup("build.abc.internal", print)')).toEqual([null, "127.9.8.6", 4]);
    });

    test.each([
        ["10.0.0.4", "127.9.8.6"],
        ["10.0.0.5", "10.0.0.5"],
    ])("is reached by its address %s at %s", async (address, reached) => {
        const program = `require("node:net").connect({ host: "${address}", port: 1 })
            .on("connectionAttempt", (ip) => { print(ip); process.exit(); })`;
        expect(await printed(program)).toEqual([reached]);
    });
});

describe("Any other name", () => {
    test("resolves as usual", async () => {
        expect(await printed('dns.lookup("localhost", { family: 4 }, print)')).toEqual([null, "127.0.0.1", 4]);
    });

    test.each(["gone.westus.cloudapp.azure.com", "build.invalid"])("fails as usual: %s", async (name) => {
        const found = await printed(`dns.lookup("${name}", (error) => print(error.code))`);
        expect(found).toEqual([expect.stringMatching(/^(ENOTFOUND|EAI_AGAIN)$/)]);
    });

    test("resolves as usual if the record is damaged, which the sandbox itself reports", async () => {
        const broken = join(folder, "broken.json");
        writeFileSync(broken, '{"/ip": {');
        expect(await printed('dns.lookup("localhost", { family: 4 }, print)', broken)).toEqual([null, "127.0.0.1", 4]);
    });

    test("resolves as usual before there is a record", async () => {
        const found = await printed('dns.lookup("localhost", { family: 4 }, print)', join(folder, "none.json"));
        expect(found).toEqual([null, "127.0.0.1", 4]);
    });
});
