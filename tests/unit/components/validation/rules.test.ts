import { generateKeyPairSync } from "node:crypto";
import { describe, expect, test } from "@jest/globals";
import * as pulumi from "@pulumi/pulumi";
import { parseKey } from "sshpk";
import type { Rule } from "../../../../components/validation/problems";
import * as rules from "../../../../components/validation/rules";

/** One table for a rule: what it refuses and what it takes. */
function table(rule: Rule, refused: readonly unknown[], taken: readonly unknown[]): void {
    test.each(refused.map((value) => [value]))("refuses %j", (value) => {
        expect(rule("argument", value)).toEqual([
            expect.objectContaining({
                argument: expect.stringMatching(/^argument/),
                expected: expect.any(String),
                fix: expect.any(String),
            }),
        ]);
    });
    test.each(taken.map((value) => [value]))("takes %j", (value) => {
        expect(rule("argument", value)).toEqual([]);
    });
}

const openSsh = (publicKey: string): string => parseKey(publicKey, "pem").toString("ssh");
const rsaKey = (modulusLength: number): string =>
    openSsh(
        generateKeyPairSync("rsa", {
            modulusLength,
            publicKeyEncoding: { type: "spki", format: "pem" },
            privateKeyEncoding: { type: "pkcs8", format: "pem" },
        }).publicKey,
    );
const ED25519 = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcH";

describe("The administrator's name", () => {
    table(
        rules.adminUsername,
        [
            "",
            "Azure",
            "1st",
            "-a",
            "a b",
            "a".repeat(33),
            "root",
            "admin",
            "user",
            "test",
            "guest",
            "docker",
            7,
            null,
        ].concat("daemon bin www-data systemd-network syslog sync nobody _apt sudo lxd sshd".split(" ")),
        ["azureuser", "ubuntu", "_svc", "b", "a".repeat(32), "ci-runner_1"],
    );
});

describe("The administrator's password", () => {
    table(
        rules.adminPassword,
        [
            "",
            "Aa1!Aa1!Aa1",
            `Aa1!${"a".repeat(69)}`,
            "aaaaaaaaaa1!",
            "AAAAAAAAAA1!",
            "Aaaaaaaaaaa!",
            "Aaaaaaaaaaa1",
            "Aaaaaaaaaa1.",
            "Aaaaaaaaaa1!\n",
            "P@ssword123",
            123_456_789_012,
        ],
        ["Aa1!Aa1!Aa1!", `Aa1!${"a".repeat(68)}`, ..."!@#$%^&+=".split("").map((special) => `Aaaaaaaaaa1${special}`)],
    );

    test("is never shown", () => {
        expect(rules.adminPassword("adminPassword", "hunter2")[0]).not.toHaveProperty("got");
    });
});

describe("The host's name", () => {
    table(
        rules.hostName,
        ["", "a", "A1", "1a", "-a", "a-", "a_b", "a.b", "a".repeat(55), "ci-azure", "login1", "xbox"],
        ["a1", "docker-host", "a".repeat(54)],
    );
});

describe("The DNS label", () => {
    table(
        rules.dnsLabel,
        ["", "ab", "Abc", "1bc", "ab-", "a_c", "a".repeat(64), "my-microsoft", "windows"],
        ["abc", "a-1", "a".repeat(63)],
    );
});

describe("The Docker port", () => {
    table(rules.dockerPort, [0, 22, 65_536, 70_000, -1, 4243.5, "4243", Number.NaN], [1, 21, 23, 2376, 4243, 65_535]);
});

describe("A whole number of a range", () => {
    table(rules.wholeNumber("seconds", 0, 5_400), [-1, 5_401, 0.5, "7", Number.NaN], [0, 7, 5_400]);

    test("names its unit and range in the problem", () => {
        expect(rules.wholeNumber("hours", 1, 9)("validity", 10)[0]).toMatchObject({
            expected: "a whole number of hours from 1 to 9",
            got: 10,
        });
    });
});

describe("A closed set", () => {
    table(rules.oneOf(["fqdn", "address"]), ["", "FQDN", "ip", 1, undefined], ["fqdn", "address"]);
});

describe("A folder", () => {
    table(rules.folder, ["", " a", "~somebody", "~somebody/certs", 1], ["~", "~/certs", "/certs", "certs", "a~b"]);
});

describe("A boolean", () => {
    table(rules.trueOrFalse, ["true", "", 0, 1, null, undefined, []], [true, false]);
});

describe("A package's version", () => {
    table(
        rules.packageVersion,
        ["", "latest", "v29.8.1", "5:29.8.1", " 29", "29.8.1 ", "29;id", "29*", "29\n", "$(id)", "-1", 29, null],
        ["29", "29.8.1", "29.8.1-1~ubuntu.24.04~noble", "27.5.1-0ubuntu3~24.04.2", "1.0+dfsg1"],
    );
});

describe("A mirror's address", () => {
    table(
        rules.httpsAddress,
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

describe("A text", () => {
    table(rules.text, ["", " ", " a", "a ", "a\n", 1], ["a", "a b"]);
});

describe("A list", () => {
    table(rules.listOf(rules.dockerPort), ["4243", { 0: 4243 }, [0], [4243, "x"]], [[], [4243], [4243, 4243]]);

    test("names the element that is wrong", () => {
        expect(
            rules
                .listOf(rules.dockerPort)("ports", [1, 22, 3, 0])
                .map(({ argument }) => argument),
        ).toEqual(["ports[1]", "ports[3]"]);
    });

    test.each([pulumi.output(4243), pulumi.secret(4243), Promise.resolve(4243)])(
        "refuses an element that is known only later, unless it is one of inputs (%#)",
        (element) => {
            expect(rules.listOf(rules.dockerPort)("ports", [4243, element])).toEqual([
                {
                    argument: "ports[1]",
                    expected: "a plain value, since it decides what is made: no output, promise or secret",
                    fix: "Write the value itself, or read it from the configuration in clear",
                },
            ]);
            expect(rules.listOfInputs(rules.dockerPort)("ports", [4243, element])).toEqual([]);
            expect(rules.listOfInputs(rules.dockerPort)("ports", [22, element])).toHaveLength(1);
        },
    );

    test("of distinct elements names what it holds twice", () => {
        expect(rules.distinct("names", ["a", "b", "a"])).toEqual([expect.objectContaining({ got: "a" })]);
    });
});

describe("A list of address ranges", () => {
    test.each([
        [["203.0.113.0/24", "203.0.113.7/32"], "sources[1]", "203.0.113.7/32", "203.0.113.0/24"],
        [["203.0.113.7/32", "AzureCloud", "203.0.113.0/24"], "sources[0]", "203.0.113.7/32", "203.0.113.0/24"],
        [["10.0.0.0/9", "0.0.0.0/0"], "sources[0]", "10.0.0.0/9", "0.0.0.0/0"],
    ])("whose ranges overlap is refused: %j", (list, argument, got, other) => {
        expect(rules.disjoint("sources", list)).toEqual([
            {
                argument,
                expected: "a range that no other entry holds: Azure refuses ranges that overlap",
                got,
                fix: `Leave it out: ${other} holds it`,
            },
        ]);
    });

    test.each([[["203.0.113.0/24", "203.0.114.7/32", "AzureCloud", "*", "10.0.0.0/9", "10.128.0.0/9"]], ["x"], [[7]]])(
        "may be %j",
        (list) => {
            expect(rules.disjoint("sources", list)).toEqual([]);
        },
    );
});

describe("An SSH public key", () => {
    table(
        rules.sshPublicKey,
        [
            "",
            "ssh-ed25519",
            "ssh-ed25519 AAAA",
            ED25519.slice(0, -4),
            ED25519.replace("ssh-ed25519 ", "ssh-rsa "),
            `${ED25519}\n${ED25519}`,
            "-----BEGIN PUBLIC KEY-----",
            rsaKey(1_024),
            7,
        ],
        [ED25519, `${ED25519} me@laptop`, `${ED25519} me@laptop\n`, rsaKey(2_048)],
    );

    test("is shown only by its start when it is wrong, since a private key may have come", () => {
        const problem = rules.sshPublicKey("key", `-----BEGIN OPENSSH PRIVATE KEY-----\n${"secret".repeat(20)}`)[0];
        expect(String(problem?.got)).not.toContain("secret");
    });
});

describe("A certificate", () => {
    table(
        rules.certificatePem,
        [
            "",
            "ca",
            "-----BEGIN PRIVATE KEY-----",
            "-----BEGIN CERTIFICATE-----\nMII\n-----BEGIN EC PRIVATE KEY-----\nMHc",
            7,
            null,
        ],
        ["-----BEGIN CERTIFICATE-----\nMII"],
    );

    test("is never shown when it is wrong, since a private key may have come", () => {
        expect(rules.certificatePem("certPem", "hunter2")[0]).not.toHaveProperty("got");
    });
});

describe("A private key", () => {
    table(
        rules.privateKeyPem,
        ["", "key", "-----BEGIN CERTIFICATE-----", "-----BEGIN PUBLIC KEY-----", 7, null],
        ["-----BEGIN PRIVATE KEY-----\n", "-----BEGIN EC PRIVATE KEY-----\n", "-----BEGIN OPENSSH PRIVATE KEY-----\n"],
    );

    test("is never shown", () => {
        expect(rules.privateKeyPem("keyPem", "hunter2")[0]).not.toHaveProperty("got");
    });
});

describe("A name for the server certificate", () => {
    table(
        rules.serverName,
        [
            "",
            "http://a.example",
            "a.example:2376",
            "a b",
            "-a.example",
            "a..b",
            "a/b",
            "*",
            "127.1",
            "fe80::1%eth0",
            `${"a.".repeat(126)}ab`,
            1,
        ],
        ["a", "a.example", "*.a.example", "192.0.2.1", "2001:db8::1", "build-1", `${"a.".repeat(126)}a`],
    );
});

describe("An allowed source", () => {
    table(
        rules.allowedSource,
        [
            "",
            "203.0.113.7",
            "203.0.113.7/24",
            "203.0.113.0/33",
            "10.0.0.0/08",
            "203.0.113/24",
            "2001:db8::/32",
            "everybody",
            7,
        ],
        [
            "203.0.113.7/32",
            "203.0.113.0/24",
            "10.0.0.0/8",
            "0.0.0.0/0",
            "*",
            "Internet",
            "AzureCloud",
            "Storage.WestUS",
        ],
    );

    test("with host bits is mended to the range and to the one address", () => {
        expect(rules.allowedSource("allowedSources[0]", "203.0.113.7/24")[0]?.fix).toBe(
            "Write 203.0.113.0/24 for the whole range, or 203.0.113.7/32 for the one address",
        );
    });
});
