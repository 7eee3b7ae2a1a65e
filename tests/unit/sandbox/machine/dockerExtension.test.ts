import { describe, expect, it } from "@jest/globals";
import {
    composeDockerOpts,
    decodeCert,
    readSettings,
    replaceDockerOpts,
} from "../../../../sandbox/machine/dockerExtension";

/** Based on running the functions of Azure's own extension, which is not tested here. */

const CERTS = { ca: "Y2E=", cert: "Y2VydA==", key: "a2V5" };
const TLS = "--tlsverify --tlscacert=/etc/docker/ca.pem --tlscert=/etc/docker/cert.pem --tlskey=/etc/docker/key.pem";

describe("the DockerExtension's settings", () => {
    it.each([
        ["a port that is a number", { docker: { port: 4243 } }, {}, "type string"],
        ["options that are not a list", { docker: { options: "-D" } }, {}, "[]string"],
        ["options that are not strings", { docker: { options: [1] } }, {}, "[]string"],
        [
            "another Azure",
            { "azure-environment": "AzureUSGovernment" },
            {},
            "invalid environment name: AzureUSGovernment",
        ],
        ["a Compose file as text", { compose: "web:" }, {}, "type map[string]interface {} (compose)"],
        ["variables that are numbers", { "compose-environment": { A: 1 } }, {}, "type string (A)"],
        ["secret variables that are numbers", {}, { environment: { A: 1 } }, "type string (A)"],
        ["names that it would ignore", { composeup: {} }, {}, 'no setting "composeup", and would ignore it'],
        ["secret names that it would ignore", {}, { ca: "" }, 'no setting "ca", and would ignore it'],
        [
            "certificates that are not strings",
            {},
            { certs: { ca: 1 } },
            "cannot unmarshal number into Go value of type string",
        ],
    ])("are rejected with %s", (_, settings, protectedSettings, message) => {
        expect(() => readSettings(settings, protectedSettings)).toThrow(message);
    });

    it.each([
        ["empty", {}, {}],
        ["of nulls", { docker: { port: null, options: null } }, { certs: null }],
        ["empty strings", { docker: { port: "", options: [] } }, { certs: { ca: null } }],
    ])("can be %s", (_, settings, protectedSettings) => {
        expect(readSettings(settings, protectedSettings)).toEqual({
            port: undefined,
            options: [],
            certs: undefined,
            hasLogin: false,
            compose: {},
            environment: { COMPOSE_HTTP_TIMEOUT: "600", COMPOSE_PROJECT_NAME: "compose" },
        });
    });

    it("give docker-compose the public variables and the protected ones, of which the last win", () => {
        const variables = { COMPOSE_PROJECT_NAME: "blog", A: "public", B: "b" };
        const settings = { compose: { web: { image: "nginx" } }, "compose-environment": variables };
        expect(readSettings(settings, { environment: { A: "secret" } })).toMatchObject({
            compose: { web: { image: "nginx" } },
            environment: { COMPOSE_HTTP_TIMEOUT: "600", COMPOSE_PROJECT_NAME: "blog", A: "secret", B: "b" },
        });
    });

    it.each([
        ["one with user and password", { username: "ann", password: "s3cret" }, true],
        ["none without a user", { password: "s3cret" }, false],
        ["none without a password", { server: "registry.example.org", username: "ann" }, false],
    ])("have a login: %s", (_, login, expected) => {
        expect(readSettings({}, { login }).hasLogin).toBe(expected);
    });

    it("contain no certificates if one of the three is missing or empty", () => {
        for (const name of ["ca", "cert", "key"]) {
            expect(readSettings({}, { certs: { ...CERTS, [name]: undefined } }).certs).toBeUndefined();
            expect(readSettings({}, { certs: { ...CERTS, [name]: "" } }).certs).toBeUndefined();
        }
        expect(readSettings({}, { certs: CERTS }).certs).toEqual(CERTS);
    });
});

describe("the daemon's options", () => {
    it.each([
        ["port and certificates", { port: "4243", options: [], certs: CERTS }, `-H=unix:// ${TLS} -H=0.0.0.0:4243`],
        [
            "options after the rest",
            { port: "4243", options: ["-D"], certs: CERTS },
            `-H=unix:// ${TLS} -H=0.0.0.0:4243 -D`,
        ],
        ["an open port without TLS", { port: "4243", options: [], certs: undefined }, "-H=unix:// -H=0.0.0.0:4243"],
        ["TLS without a port too", { port: undefined, options: ["-D"], certs: CERTS }, `-H=unix:// ${TLS} -D`],
    ])("are composed with %s", (_, settings, expected) => {
        expect(composeDockerOpts(settings)).toBe(expected);
    });

    it.each([
        ["the commented line, and drop the last line's end", '#DOCKER_OPTS="--dns"\n', 'DOCKER_OPTS="-D"'],
        ["only the first line of several", '# DOCKER_OPTS=\nDOCKER_OPTS="-l"\n', 'DOCKER_OPTS="-D"\nDOCKER_OPTS="-l"'],
        ["only the end of a file without such a line", "export A=b\n", 'export A=b\nDOCKER_OPTS="-D"'],
        ["DOS line endings", "export A=b\r\n\r\n", 'export A=b\n\nDOCKER_OPTS="-D"'],
    ])("replace %s", (_, before, after) => {
        expect(replaceDockerOpts(before, "-D")).toBe(after);
    });

    it("are written without escaping quotes", () => {
        expect(replaceDockerOpts("DOCKER_OPTS=", '--label="a b"')).toBe('DOCKER_OPTS="--label="a b""');
    });
});

describe("a certificate", () => {
    it.each([
        ["base64", "Y2VydA==", "cert"],
        ["base64 with line breaks and surrounding space", "\n Y2Vy\r\ndA==\n", "cert"],
        ["base64 of base64, unwrapped once", "WTJWeWRBPT0=", "Y2VydA=="],
        ["base64 without padding, unchanged", "Y2VydA", "Y2VydA"],
        ["PEM, unchanged", "-----BEGIN CERTIFICATE-----\n", "-----BEGIN CERTIFICATE-----\n"],
    ])("is decoded from %s", (_, value, expected) => {
        expect(decodeCert(value).toString()).toBe(expected);
    });
});
