import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { hardened } from "../../../../components/engine/daemonTable";
import { daemonJson } from "../../../../components/engine/daemonJson";
import {
    encodeInstallScript,
    engineMirror,
    engineVersion,
    fixedText,
    type InstallSpec,
    renderInstallScript,
} from "../../../../components/engine/installScript";
import { assignedValues, assignmentsOf } from "../../../support/assignedValues";
import { CHECKOUT } from "../../../support/checkout";
import { HARD, hardText } from "../../../support/hardText";
import { ruleTable } from "../../../support/ruleTable";

const KEY_LINE = "MHcCAQEEIPrivateKeyOfTheDaemon";
const CERTIFICATES = {
    ca: "-----BEGIN CERTIFICATE-----\nca\n-----END CERTIFICATE-----\n",
    cert: "-----BEGIN CERTIFICATE-----\ncert\n-----END CERTIFICATE-----\n",
    key: `-----BEGIN EC PRIVATE KEY-----\n${KEY_LINE}\n-----END EC PRIVATE KEY-----\n`,
};
const ORDER: InstallSpec = {
    engineSource: "docker",
    engineVersion: "29.8.1",
    keepNewer: true,
    dockerPort: 4243,
    daemonOptions: [],
    daemon: hardened({}),
    certificates: CERTIFICATES,
};
const valuesOf = (spec: Partial<InstallSpec> = {}) => assignedValues(renderInstallScript({ ...ORDER, ...spec }));

describe("The install script", () => {
    test.each(["ca", "cert", "key"])("is not rendered without the %s: no port opens without all three", (name) => {
        expect(() => renderInstallScript({ ...ORDER, certificates: { ...CERTIFICATES, [name]: "" } })).toThrow(
            `The daemon's ${name} is not PEM`,
        );
    });

    test("is refused without showing what came", () => {
        const certificates = { ...CERTIFICATES, key: "s3cret" };
        expect(() => renderInstallScript({ ...ORDER, certificates })).toThrow(
            expect.objectContaining({ message: expect.not.stringContaining("s3cret") }),
        );
    });

    test("is not given to the extension when that would run nothing, and call it a success", () => {
        const ca = `${CERTIFICATES.ca}${"x".repeat(200_000)}`;
        expect(() => encodeInstallScript({ ...ORDER, certificates: { ...CERTIFICATES, ca } })).toThrow(
            /^The installation script has \d{6} base64 characters, but the extension runs at most 262144\./,
        );
        expect(Buffer.from(encodeInstallScript(ORDER), "base64").toString()).toBe(renderInstallScript(ORDER));
    });

    test("is bash, and ends with a text that is the same for all", () => {
        const script = renderInstallScript(ORDER);
        expect(script).toMatch(/^#!\/bin\/bash\n/);
        expect(script.endsWith(`\n\n${fixedText()}`)).toBe(true);
    });

    test("has every file of that text", () => {
        const folder = join(CHECKOUT, "components/engine/scripts");
        const text = fixedText();
        const left = readdirSync(folder).filter((name) => !text.includes(readFileSync(join(folder, name), "utf8")));
        expect(left).toEqual([]);
    });

    test("is the same for the same order", () => {
        expect(renderInstallScript(structuredClone(ORDER))).toBe(renderInstallScript(ORDER));
    });

    test("has the key in its assignment and nowhere else", () => {
        const script = renderInstallScript({ ...ORDER, daemonOptions: ["--debug"] });
        const [before = "", after = "", ...more] = script.split(KEY_LINE);
        expect(more).toEqual([]);
        expect(before).toMatch(/\nreadonly KEY_PEM='-----BEGIN EC PRIVATE KEY-----\n$/);
        expect(after).toMatch(/^\n-----END EC PRIVATE KEY-----\n'\n/);
    });

    test("does nothing but assign before that text, and runs nothing of what the values say", () => {
        const daemon = { labels: { odd: "'; echo run; '$(echo run)`echo run`" } };
        const assignments = assignmentsOf(renderInstallScript({ ...ORDER, daemon }));
        expect(execFileSync("bash", { input: assignments, encoding: "utf8" })).toBe("");
    });
});

describe("The values that the install script works with", () => {
    test("are those of the order", () => {
        expect(valuesOf()).toEqual({
            PACKAGE_SOURCE: "docker",
            REPOSITORY: "https://download.docker.com/linux/ubuntu",
            KEY_FINGERPRINT: "9DC858229FC7DD38854AE2D88D81803C0EBFCD88",
            ENGINE_VERSION: "29.8.1",
            KEEP_NEWER: "yes",
            CA_PEM: CERTIFICATES.ca,
            CERT_PEM: CERTIFICATES.cert,
            KEY_PEM: CERTIFICATES.key,
            DAEMON_JSON: daemonJson(ORDER),
            SECCOMP_PROFILE: "",
            DATA_ROOT: "",
            DATA_DISK_GIB: "",
            DAEMON_FLAGS: "",
            NVIDIA: "no",
            AUDIT: "no",
            UPDATE_CALENDAR: "",
            PRUNE_CALENDAR: "",
            PRUNE_COMMANDS: "system prune --force --filter until=168h",
            COMPOSE_VERSION: "",
            BUILDX_VERSION: "",
            REGISTRY_AUTHS: "",
            DAEMON_JSON_MODE: "0644",
            HTTP_PROXY_URL: "",
            HTTPS_PROXY_URL: "",
            NO_PROXY_HOSTS: "",
        });
    });

    test.each(["https://mirror.example/docker", "https://mirror.example/docker/", "https://mirror.example/docker//"])(
        "have the mirror %s without slashes at its end, and check the same key",
        (engineMirror) => {
            const { KEY_FINGERPRINT, REPOSITORY } = valuesOf({ engineMirror });
            expect(REPOSITORY).toBe("https://mirror.example/docker");
            expect(KEY_FINGERPRINT).toBe(valuesOf().KEY_FINGERPRINT);
        },
    );

    test("have Ubuntu's packages and the newest version when it is so ordered", () => {
        expect(valuesOf({ engineSource: "ubuntu", engineVersion: "" })).toMatchObject({
            PACKAGE_SOURCE: "ubuntu",
            ENGINE_VERSION: "",
        });
    });

    test("have the flags with each percent sign doubled, which systemd halves", () => {
        const daemonOptions = ["--log-format=%n%%", "--debug"];
        expect(valuesOf({ daemonOptions }).DAEMON_FLAGS).toBe("--log-format=%%n%%%% --debug");
    });

    test("have the versions of the docker CLI's plugins", () => {
        const versions = { composeVersion: "5.1.0", buildxVersion: "0.31.1" };
        expect(valuesOf(versions)).toMatchObject({ COMPOSE_VERSION: "5.1.0", BUILDX_VERSION: "0.31.1" });
    });

    test("say whether a newer engine on the host is left there", () => {
        expect(valuesOf({ keepNewer: false }).KEEP_NEWER).toBe("no");
    });

    test("say whether auditd watches the files", () => {
        expect(valuesOf({ audit: true }).AUDIT).toBe("yes");
        expect(valuesOf({ nvidia: true }).NVIDIA).toBe("yes");
    });

    test("have the data root with each percent sign doubled, and daemon.json as it was meant", () => {
        const { DATA_ROOT, DAEMON_JSON } = valuesOf({ daemon: { dataRoot: "/data/100%" } });
        expect(DATA_ROOT).toBe("/data/100%%");
        expect(JSON.parse(DAEMON_JSON)).toHaveProperty("data-root", "/data/100%");
    });

    test("have a seccomp profile beside daemon.json, which names its file", () => {
        const seccompProfile = '{ "defaultAction": "SCMP_ACT_ERRNO" }';
        const { DAEMON_JSON, SECCOMP_PROFILE } = valuesOf({ daemon: { seccompProfile } });
        expect(SECCOMP_PROFILE).toBe(seccompProfile);
        expect(JSON.parse(DAEMON_JSON)).toMatchObject({ "seccomp-profile": "/etc/docker/seccomp.json" });
    });

    test("reach bash as they were meant, whatever they hold", () => {
        const labelsAndProfile = fc.tuple(hardText, hardText, hardText);
        fc.assert(
            fc.property(labelsAndProfile, ([label, option, comment]) => {
                const seccompProfile = JSON.stringify({ comment });
                const daemon = { labels: { odd: label }, logOptions: { tag: option }, seccompProfile };
                const certificates = { ...CERTIFICATES, ca: `${CERTIFICATES.ca}${label}'\n` };
                const values = valuesOf({ daemon, certificates });
                expect(JSON.parse(values.DAEMON_JSON)).toMatchObject({
                    labels: [`odd=${label}`],
                    "log-opts": { tag: option },
                });
                expect([values.SECCOMP_PROFILE, values.CA_PEM]).toEqual([seccompProfile, certificates.ca]);
            }),
            { numRuns: 60, examples: HARD.map((text) => [[text, text, text]]) },
        );
    });

    test("leave the script one that bash can parse, whatever they hold", () => {
        fc.assert(
            fc.property(hardText, (text) => {
                const input = renderInstallScript({ ...ORDER, daemon: { labels: { odd: text } } });
                expect(execFileSync("bash", ["-n"], { input, encoding: "utf8" })).toBe("");
            }),
            { numRuns: 30 },
        );
    });
});

describe("A package's version", () => {
    ruleTable(
        engineVersion,
        ["", "latest", "v29.8.1", "5:29.8.1", " 29", "29.8.1 ", "29;id", "29*", "29\n", "$(id)", "-1", 29, null],
        ["29", "29.8.1", "29.8.1-1~ubuntu.24.04~noble", "27.5.1-0ubuntu3~24.04.2", "1.0+dfsg1"],
    );
});

describe("A mirror's address", () => {
    ruleTable(
        engineMirror,
        [
            "",
            "mirror.example",
            "http://mirror.example",
            "HTTPS://mirror.example",
            "https://",
            "https:///docker",
            "https://me:s3cret@mirror.example",
            "https://mirror.example/a b",
            "https://mirror.example/a\nb",
            "https://mirror.example/$(id)",
            "https://mirror.example/?a=b",
            "https://mirror.example:port",
            7,
        ],
        [
            "https://mirror.example",
            "https://mirror.example/",
            "https://mirror.example:8443/docker-ce/linux/ubuntu/",
            "https://192.0.2.1/~me/docker_ce",
        ],
    );
});
