import { mkdtempSync, writeFileSync } from "node:fs";
import { createServer as createHttp, type IncomingMessage, type Server } from "node:http";
import { createServer as createHttps } from "node:https";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { ProcessResult } from "../../shared/processes";
import { opensslCertificate } from "../support/opensslCertificates";
import { run } from "../support/run";
import { scratchFolder } from "../support/scratch";
import { allBlocks } from "./markdown";

/** The script of docs/registry.md, run by sh and the real curl against stand-ins for Azure's metadata service and a registry. */

const folder = mkdtempSync(join(scratchFolder(), "registry-"));
const REGISTRY = "team.azurecr.io";
const IDENTITY_TOKEN = "eyJ0.identity+/=token";
/** The requests that came: the URL without its scheme, and what matters of the rest. */
const requests: string[] = [];
let servers: readonly Server[] = [];
let hasIdentity = true;

const url = ({ url: path = "", headers }: IncomingMessage): string => `${headers.host ?? ""}${path}`;

async function listen(server: Server): Promise<number> {
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return (server.address() as AddressInfo).port;
}

beforeAll(async () => {
    const metadata = createHttp((request, response) => {
        requests.push(`${url(request)} Metadata:${String(request.headers["metadata"])}`);
        const answer = { access_token: IDENTITY_TOKEN, client_id: "c", expires_in: "86400", token_type: "Bearer" };
        response
            .writeHead(hasIdentity ? 200 : 400)
            .end(JSON.stringify(hasIdentity ? answer : { error: "invalid_request" }));
    });
    const extensions = ["basicConstraints=critical,CA:TRUE", `subjectAltName=DNS:${REGISTRY}`];
    const { certPem, keyPem } = opensslCertificate({ subject: REGISTRY, extensions });
    const registry = createHttps({ cert: certPem, key: keyPem }, (request, response) => {
        void text(request).then((body) => {
            requests.push(`${url(request)} ${body}`);
            const isKnown = new URLSearchParams(body).get("access_token") === IDENTITY_TOKEN;
            response
                .writeHead(isKnown ? 200 : 401)
                .end(JSON.stringify(isKnown ? { refresh_token: "registry.token" } : {}));
        });
    });
    servers = [metadata, registry];
    const [metadataPort, registryPort] = [await listen(metadata), await listen(registry)];
    writeFileSync(join(folder, "ca.pem"), certPem);
    writeFileSync(
        join(folder, ".curlrc"),
        [
            `connect-to = "169.254.169.254:80:127.0.0.1:${metadataPort}"`,
            `connect-to = "${REGISTRY}:443:127.0.0.1:${registryPort}"`,
            `cacert = "${join(folder, "ca.pem")}"`,
            'noproxy = "*"',
        ].join("\n"),
    );
});

afterAll(() => {
    servers.forEach((server) => server.close());
});

async function tokenOf(...args: readonly string[]): Promise<ProcessResult> {
    const isScript = ({ page, text: commands }: { readonly page: string; readonly text: string }): boolean =>
        page === "docs/registry.md" && commands.startsWith("cat >acr-token.sh");
    await run("sh", ["-euc", allBlocks().find(isScript)?.text ?? "exit 1"], {}, folder);
    return await run("sh", [join(folder, "acr-token.sh"), ...args], { CURL_HOME: folder }, folder);
}

test("The script prints the registry's token for the identity of the host, and nothing else", async () => {
    expect(await tokenOf(REGISTRY)).toMatchObject({ code: 0, stdout: "registry.token", stderr: "" });
    expect(requests).toEqual([
        "169.254.169.254/metadata/identity/oauth2/token?api-version=2018-02-01&resource=https%3A%2F%2Fcontainerregistry.azure.net Metadata:true",
        `${REGISTRY}/oauth2/exchange grant_type=access_token&service=${REGISTRY}&access_token=${encodeURIComponent(IDENTITY_TOKEN)}`,
    ]);
});

test("The script prints no token, and why, for a host without an identity", async () => {
    hasIdentity = false;
    const { stdout, stderr } = await tokenOf(REGISTRY);
    expect(stdout).toBe("");
    expect(stderr).toContain("400");
});
