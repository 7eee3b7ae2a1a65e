import { describe, expect, test } from "@jest/globals";
import * as pulumi from "@pulumi/pulumi";
import fc from "fast-check";
import { hardened } from "../../../../components/engine/daemonTable";
import { renderInstallScript } from "../../../../components/engine/installScript";
import {
    noProxyHost,
    proxiesOf,
    proxyFingerprint,
    proxyUrl,
    proxyWarnings,
} from "../../../../components/engine/proxySettings";
import { assignedValues } from "../../../support/assignedValues";
import { valueOf } from "../../../support/recorder";
import { ruleTable } from "../../../support/ruleTable";

const CERTIFICATES = {
    ca: "-----BEGIN CERTIFICATE-----\n",
    cert: "-----BEGIN CERTIFICATE-----\n",
    key: "-----BEGIN EC PRIVATE KEY-----\n",
};
const ALWAYS = "localhost,127.0.0.1,::1,169.254.169.254,168.63.129.16";

/** The values of the script for a proxy. */
function valuesFor(url: string) {
    const proxies = { "http-proxy": url, "https-proxy": url, "no-proxy": ALWAYS };
    const settings = { engineSource: "docker", engineVersion: "", keepNewer: true, dockerPort: 4243 } as const;
    const daemon = hardened({});
    return assignedValues(
        renderInstallScript({ ...settings, daemonOptions: [], daemon, certificates: CERTIFICATES, proxies }),
    );
}

describe("The URL of a proxy", () => {
    ruleTable(
        proxyUrl,
        [
            "",
            "proxy.example.org:3128",
            "socks5://proxy.example.org",
            "http://",
            "http://proxy.example.org/path",
            "http://proxy.example.org?a=b",
            "http://user@",
            "http://user:pa ss@proxy.example.org",
            'http://user:pa"ss@proxy.example.org',
            "http://user:pa'ss@proxy.example.org",
            "http://user:pa\\ss@proxy.example.org",
            "http://user:pa/ss@proxy.example.org",
            "http://user:p@ss@proxy.example.org",
            "http://user:100%@proxy.example.org",
            "http://proxy.example.org\n",
            7,
        ],
        [
            "http://proxy.example.org",
            "https://proxy.example.org:3129/",
            "http://10.0.0.4:3128",
            "http://[fd00::4]:3128",
            "http://user:p%40ss%25$w0rd!@proxy.example.org:3128",
        ],
    );

    test("is never shown", () => {
        expect(proxyUrl("engine.httpProxy", "s3cret")).toEqual([expect.not.objectContaining({ got: "s3cret" })]);
    });

    test("reaches the daemon, curl and apt as it was given, whatever the password", () => {
        fc.assert(
            fc.property(fc.string({ unit: "grapheme", minLength: 1, maxLength: 12 }), (password) => {
                const url = `http://user:${encodeURIComponent(password).replaceAll("'", "%27")}@proxy.example.org:3128`;
                expect(proxyUrl("httpProxy", url)).toEqual([]);
                const { DAEMON_JSON, HTTP_PROXY_URL, HTTPS_PROXY_URL } = valuesFor(url);
                expect([HTTP_PROXY_URL, HTTPS_PROXY_URL]).toEqual([url, url]);
                const { proxies } = JSON.parse(DAEMON_JSON) as { proxies: Record<string, string> };
                expect(decodeURIComponent(new URL(proxies["https-proxy"] ?? "").password)).toBe(password);
            }),
            { numRuns: 40 },
        );
    });

    test("is refused rather than changed by the quoting of apt's settings", () => {
        fc.assert(
            fc.property(fc.string({ maxLength: 8 }), (text) => {
                const url = `http://user:${text}@proxy.example.org`;
                expect(proxyUrl("httpProxy", url).length > 0 || !/["\\\s'`]/.test(url)).toBe(true);
            }),
        );
    });
});

describe("A host without the proxy", () => {
    ruleTable(
        noProxyHost,
        ["", "a,b", "a b", "http://a", "a/b", "10.0.0.0/8,b", "-a\n", 7],
        ["a", "*", ".example.org", "registry.example.org:5000", "10.0.0.4", "10.0.0.0/8", "fd00::/8", "::1"],
    );
});

describe("The proxies of a host", () => {
    const of = async (settings: Parameters<typeof proxiesOf>[1]) => await valueOf(proxiesOf("host", settings));
    const url = "http://proxy.example.org:3128";

    test("are none without a URL", async () => {
        expect(await of({})).toBeUndefined();
    });

    test("are the same for both kinds of addresses, unless there are two, and never for Azure's own", async () => {
        expect(await of({ httpProxy: url })).toEqual({ "http-proxy": url, "https-proxy": url, "no-proxy": ALWAYS });
        const other = "https://other.example.org";
        expect(await of({ httpProxy: url, httpsProxy: other, noProxy: [".example.org"] })).toEqual({
            "http-proxy": url,
            "https-proxy": other,
            "no-proxy": `${ALWAYS},.example.org`,
        });
        expect(await of({ httpsProxy: other })).toEqual({ "https-proxy": other, "no-proxy": ALWAYS });
    });

    test("stay secret", async () => {
        expect(await pulumi.isSecret(proxiesOf("host", { httpProxy: pulumi.secret(url) }))).toBe(true);
    });

    test("have a fingerprint that differs with each part and with the key, and shows nothing", () => {
        const proxies = { "https-proxy": "http://user:s3cret@proxy", "no-proxy": "" };
        const known = proxyFingerprint(proxies, CERTIFICATES);
        expect(known).toMatch(/^[0-9a-f]{16}$/);
        expect(proxyFingerprint({ ...proxies, "no-proxy": "a" }, CERTIFICATES)).not.toBe(known);
        expect(proxyFingerprint(proxies, { ...CERTIFICATES, key: "other" })).not.toBe(known);
    });

    test("cause a warning if their password is sent in clear", () => {
        expect(
            proxyWarnings({ httpProxy: "http://user:s3cret@proxy", httpsProxy: "https://user:s3cret@proxy" }),
        ).toEqual([
            "engine.httpProxy sends its password to the proxy in clear. Use an https:// URL if the proxy has one.",
        ]);
        expect(proxyWarnings({ httpProxy: url })).toEqual([]);
        expect(proxyWarnings()).toEqual([]);
    });

    test("are in a script that restricts daemon.json to root, and in no other", () => {
        expect(valuesFor(url).DAEMON_JSON_MODE).toBe("0600");
    });
});
