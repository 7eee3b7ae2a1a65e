import { describe, expect, test } from "@jest/globals";
import { certificatePem, privateKeyPem } from "../../../../components/certificates/pem";
import { ruleTable } from "../../../support/ruleTable";

describe("A certificate", () => {
    ruleTable(
        certificatePem,
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
        expect(certificatePem("certPem", "hunter2")[0]).not.toHaveProperty("got");
    });
});

describe("A private key", () => {
    ruleTable(
        privateKeyPem,
        ["", "key", "-----BEGIN CERTIFICATE-----", "-----BEGIN PUBLIC KEY-----", 7, null],
        ["-----BEGIN PRIVATE KEY-----\n", "-----BEGIN EC PRIVATE KEY-----\n", "-----BEGIN OPENSSH PRIVATE KEY-----\n"],
    );

    test("is never shown", () => {
        expect(privateKeyPem("keyPem", "hunter2")[0]).not.toHaveProperty("got");
    });
});
