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
        ["another Azure", { "azure-environment": "AzureChinaCloud" }, {}, '"azure-environment"'],
        [
            "certificates that are not strings",
            {},
            { certs: { ca: 1 } },
            "cannot unmarshal number into Go value of type string",
        ],
        ["a compose file", { compose: { web: {} } }, {}, 'does not emulate the DockerExtension\'s setting "compose"'],
        ["a registry login", {}, { login: { username: "me" } }, '"login"'],
        ["environment variables", {}, { environment: { A: "b" } }, '"environment"'],
    ])("are rejected with %s", (_, settings, protectedSettings, message) => {
        expect(() => readSettings(settings, protectedSettings)).toThrow(message);
    });

    it.each([
        ["empty", {}, {}],
        ["of nulls", { docker: { port: null, options: null } }, { certs: null }],
        ["empty strings", { docker: { port: "", options: [] } }, { certs: { ca: null } }],
    ])("can be %s", (_, settings, protectedSettings) => {
        expect(readSettings(settings, protectedSettings)).toEqual({ port: undefined, options: [], certs: undefined });
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
