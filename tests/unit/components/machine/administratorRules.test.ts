import { generateKeyPairSync } from "node:crypto";
import { describe, expect, test } from "@jest/globals";
import { parseKey } from "sshpk";
import { adminPassword, adminUsername, sshPublicKey } from "../../../../components/machine/administratorRules";
import { ruleTable } from "../../../support/ruleTable";

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
    ruleTable(
        adminUsername,
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
    ruleTable(
        adminPassword,
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
        expect(adminPassword("adminPassword", "hunter2")[0]).not.toHaveProperty("got");
    });
});

describe("An SSH public key", () => {
    ruleTable(
        sshPublicKey,
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
        const problem = sshPublicKey("key", `-----BEGIN OPENSSH PRIVATE KEY-----\n${"secret".repeat(20)}`)[0];
        expect(String(problem?.got)).not.toContain("secret");
    });
});
