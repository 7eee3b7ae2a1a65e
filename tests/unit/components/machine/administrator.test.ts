import { beforeEach, describe, expect, test } from "@jest/globals";
import * as pulumi from "@pulumi/pulumi";
import { checkedAdministrator, generatePassword } from "../../../../components/machine/administrator";
import { adminPassword, passwordProblems } from "../../../../components/machine/administratorRules";
import { type Recorder, startRecorder, valueOf } from "../../../support/recorder";

const KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcH";

let recorder: Recorder;

beforeEach(async () => {
    recorder = await startRecorder();
});

describe("The credentials of an administrator", () => {
    test("have keys without the line end of their files, and a password that is secret", async () => {
        const given = { adminUsername: "azureuser", adminPassword: "Correct+Horse1", sshPublicKeys: [`${KEY}\n`] };
        const { username, sshPublicKeys, password } = checkedAdministrator("build", given);
        expect([username, await valueOf(pulumi.all([...sshPublicKeys]))]).toEqual(["azureuser", [KEY]]);
        expect(await valueOf(password ?? pulumi.output(""))).toBe("Correct+Horse1");
        expect(password && (await pulumi.isSecret(password))).toBe(true);
    });

    test("have no password when none is given", () => {
        expect(checkedAdministrator("build", { adminUsername: "a", sshPublicKeys: [] }).password).toBeUndefined();
    });
});

describe("A generated password", () => {
    test("satisfies the rule for passwords, each time", async () => {
        const names = Array.from({ length: 20 }, (_, index) => `host-${index}`);
        const passwords = await Promise.all(names.map((name) => valueOf(generatePassword(name, {}).result)));
        expect(passwords.flatMap((password) => adminPassword("adminPassword", password))).toEqual([]);
        expect(new Set(passwords).size).toBe(20);
        expect(recorder.byName("host-0-admin-password").inputs["length"]).toBe(32);
    });
});

describe("A password", () => {
    test.each([
        [{}],
        [{ adminPassword: "a" }],
        [{ generateAdminPassword: true }],
        [{ adminPassword: "a", generateAdminPassword: false }],
    ])("may be chosen by %j", (args) => {
        expect(passwordProblems(args)).toEqual([]);
    });

    test("is not both given and generated", () => {
        const expected = "false together with adminPassword, because a VM has one password";
        expect(passwordProblems({ adminPassword: "a", generateAdminPassword: true })).toEqual([
            { argument: "generateAdminPassword", expected, got: true, fix: "Omit one of the two" },
        ]);
    });
});
