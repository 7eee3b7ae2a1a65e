import { describe, expect, test } from "@jest/globals";
import * as pulumi from "@pulumi/pulumi";
import { registryAuths, registryLogins } from "../../../../components/engine/registryLogins";
import { valueOf } from "../../../support/recorder";
import { ruleTable } from "../../../support/ruleTable";

const login = { server: "registry.example.org", username: "ann", password: "s3cret" };

describe("Logins to registries", () => {
    ruleTable(
        registryLogins,
        [
            "registry.example.org",
            ["registry.example.org"],
            [{ ...login, server: "https://registry.example.org" }],
            [{ ...login, server: "registry.example.org/team" }],
            [{ ...login, server: "Registry.example.org" }],
            [{ ...login, username: "ann:s3cret" }],
            [{ ...login, username: "" }],
            [{ ...login, password: "" }],
            [{ ...login, password: "s3cret\n" }],
            [{ ...login, email: "ann@example.org" }],
            [{ server: "registry.example.org", username: "ann" }],
            [login, { ...login, username: "ben" }],
        ],
        [[], [login], [login, { ...login, server: "docker.io" }], [{ ...login, server: "localhost:5000" }]],
    );

    test("never show their password", () => {
        expect(registryLogins("engine.registries", [{ ...login, password: "s3cret\n" }])).toEqual([
            {
                argument: "engine.registries[0].password",
                expected: "a password or token, without control characters",
                fix: expect.not.stringContaining("s3cret"),
            },
        ]);
    });

    test.each<[string, unknown]>([
        ["a text for the list", "ann:s3cret"],
        ["a text for a login", ["ann:s3cret"]],
        ["a list for a login", [["ann", "s3cret"]]],
        ["a server with a login", [{ ...login, server: "https://ann:s3cret@registry.example.org" }]],
        ["a user with a password", [{ ...login, username: "ann:s3cret" }]],
    ])("never show a password in the wrong place: %s", (_, logins) => {
        const problems = registryLogins("engine.registries", logins);
        expect(problems).toHaveLength(1);
        expect(JSON.stringify(problems)).not.toContain("s3cret");
    });

    test("become entries of the docker CLI's settings, as secret as their password", async () => {
        const hub = { ...login, server: "docker.io", password: pulumi.secret("tökén:1") };
        const auths = registryAuths("host", [login, hub]);
        expect(JSON.parse(await valueOf(auths))).toEqual({
            "registry.example.org": { auth: Buffer.from("ann:s3cret").toString("base64") },
            "https://index.docker.io/v1/": { auth: Buffer.from("ann:tökén:1").toString("base64") },
        });
        expect(await pulumi.isSecret(auths)).toBe(true);
        expect(await valueOf(registryAuths("host", []))).toBe("");
        expect(await valueOf(registryAuths("host"))).toBe("");
    });
});
