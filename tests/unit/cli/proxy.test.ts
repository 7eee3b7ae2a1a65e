import { describe, expect, test } from "@jest/globals";
import { bypassing, proxyFor } from "../../../cli/proxy";

const HTTPS_PROXY = "http://proxy.corp:3128";

describe("The Docker client goes through a proxy", () => {
    test.each([
        [{ HTTPS_PROXY }, "proxy.corp:3128"],
        [{ https_proxy: "proxy.corp:8080" }, "proxy.corp:8080"],
        [{ HTTPS_PROXY: "http://user:password@proxy.corp:3128" }, "proxy.corp:3128"],
        [{ HTTPS_PROXY: "http://[" }, "a proxy"],
        [{ HTTPS_PROXY, NO_PROXY: "corp, 203.0.113.8,198.51.100.0/24,2001:db8::/32" }, "proxy.corp:3128"],
    ])("%j", (env, proxy) => {
        expect(proxyFor("203.0.113.7", env)).toBe(proxy);
    });
});

describe("The Docker client calls the host itself", () => {
    test.each([
        ["203.0.113.7", {}],
        ["203.0.113.7", { HTTPS_PROXY: "", HTTP_PROXY: "http://proxy.corp:3128" }],
        ["127.8.9.10", { HTTPS_PROXY }],
        ["localhost", { HTTPS_PROXY }],
        ["203.0.113.7", { HTTPS_PROXY, NO_PROXY: "*" }],
        ["203.0.113.7", { HTTPS_PROXY, no_proxy: "localhost, 203.0.113.7" }],
        ["203.0.113.7", { HTTPS_PROXY, NO_PROXY: "203.0.113.0/24" }],
        ["build.westus.cloudapp.azure.com", { HTTPS_PROXY, NO_PROXY: "cloudapp.azure.com" }],
        ["build.westus.cloudapp.azure.com", { HTTPS_PROXY, NO_PROXY: ".Azure.com" }],
        ["build.westus.cloudapp.azure.com", { HTTPS_PROXY, NO_PROXY: "*.azure.com" }],
    ])("%s with %j", (host, env) => {
        expect(proxyFor(host, env)).toBeUndefined();
    });

    test("but not where a domain only ends alike", () => {
        expect(proxyFor("build.notazure.com", { HTTPS_PROXY, NO_PROXY: "azure.com" })).toBe("proxy.corp:3128");
    });
});

describe("The variable that goes past a proxy", () => {
    test.each([
        [{}, { NO_PROXY: "build" }],
        [{ NO_PROXY: "localhost" }, { NO_PROXY: "localhost,build" }],
        [{ no_proxy: "localhost" }, { no_proxy: "localhost,build" }],
        [{ NO_PROXY: "build" }, { NO_PROXY: "build" }],
    ])("%j becomes %j", (env, variables) => {
        expect(bypassing("build", env)).toEqual(variables);
        expect(proxyFor("build", { HTTPS_PROXY, ...env, ...variables })).toBeUndefined();
    });
});
