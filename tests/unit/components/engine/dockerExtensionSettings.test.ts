import { describe, expect, test } from "@jest/globals";
import * as pulumi from "@pulumi/pulumi";
import type { DockerExtensionSettings } from "../../../../components";
import { composeFile } from "../../../../components/engine/composeFile";
import { dockerExtensionProblems, loginProblems } from "../../../../components/engine/dockerExtensionProblems";
import { dockerExtensionSettings, holdsSecret } from "../../../../components/engine/dockerExtensionSettings";

const web = { image: "nginx", environment: { WORD: "$WORD" } };
const problemsOf = (value: unknown): string[] =>
    dockerExtensionSettings("dockerExtension", value).map(({ argument, expected }) => `${argument}: ${expected}`);

describe("A Compose file for docker-compose 1.6.2", () => {
    test.each<[string, object]>([
        ["format 1", { web, db: { build: "https://example.org/db.git" } }],
        ["format 1 with a service named version", { version: web }],
        ["format 1 with a service named services", { services: web }],
        ["format 2", { version: "2", services: { web }, networks: { front: {} }, volumes: { data: null } }],
        ["format 2.0", { version: "2.0", services: { "web-1.a_b": { extends: { file: "a.yml", service: "a" } } } }],
    ])("can be of %s", (_, file) => {
        expect(composeFile("compose", file)).toEqual([]);
    });

    test.each<[string, unknown, string, string]>([
        ["text", "web:", "compose", "a Compose file as an object of plain values"],
        ["an output", { web: { image: pulumi.output("a") } }, "compose", "a Compose file as an object of plain values"],
        ["a function", { web: { image: () => "a" } }, "compose", "a Compose file as an object of plain values"],
        ["a later version", { version: "3.8", services: { web } }, "compose.version", 'the string "2", or no version'],
        [
            "a number as the version",
            { version: 2, services: { web } },
            "compose.version",
            "the DockerExtension installs",
        ],
        ["no version with services", { services: { web } }, "compose.version", 'version: "2" with services'],
        [
            "a section of later versions",
            { version: "2", services: { web }, secrets: {} },
            "compose.secrets",
            "only version",
        ],
        ["no services", {}, "compose", "at least one service by name"],
        ["no services in format 2", { version: "2" }, "compose.services", "at least one service by name"],
        [
            "a service without an image",
            { web: { ports: ["80"] } },
            "compose.web",
            "a service with an image, a build path",
        ],
        [
            "a service's name with a space",
            { "a b": web },
            "compose.a b",
            "letters, digits, dots, hyphens and underscores",
        ],
    ])("cannot have %s", (_, file, argument, expected) => {
        expect(composeFile("compose", file)).toEqual([
            expect.objectContaining({ argument, expected: expect.stringContaining(expected) }),
        ]);
    });
});

describe("The settings of the DockerExtension", () => {
    test("are valid", () => {
        const login = { server: "registry.example.org", username: "ann", password: "s3cret" };
        const environment = { WORD: "s3cret", LATER: pulumi.output("s3cret") };
        const composeEnvironment = { COMPOSE_PROJECT_NAME: "blog", EMPTY: "" };
        const all = { compose: { web }, composeEnvironment, environment, login, azureEnvironment: "AzureChinaCloud" };
        expect(problemsOf(all)).toEqual([]);
        expect(problemsOf({})).toEqual([]);
    });

    test.each<[string, object, string]>([
        ["another cloud", { azureEnvironment: "AzureUSGovernment" }, 'one of "AzureCloud", "AzureChinaCloud"'],
        ["a number as a variable", { composeEnvironment: { A: 1 } }, "A: a string without NUL characters"],
        ["a name with a hyphen", { composeEnvironment: { "A-B": "" } }, "A-B: the name of an environment variable"],
        ["a secret name with a digit first", { environment: { "1A": "" } }, "1A: the name of an environment variable"],
        ["variables as a list", { environment: ["A=b"] }, "environment: environment variables by name"],
        ["a login without a server", { login: { username: "a", password: "b" } }, "login.server: a value"],
        ["an unknown member", { composer: {} }, "composer: a known member"],
    ])("are rejected with %s", (_, settings, expected) => {
        expect(problemsOf(settings)).toContainEqual(expect.stringContaining(expected));
    });

    test("never show a secret", () => {
        const problems = dockerExtensionSettings("dockerExtension", {
            compose: { version: "3", web: { environment: { A: "s3cret" } } },
            environment: { A: "s3cret\0" },
        });
        expect(problems).toHaveLength(2);
        expect(JSON.stringify(problems)).not.toContain("s3cret");
    });

    test.each<[string, unknown]>([
        ["JSON in the place of an object", '{"login":{"password":"s3cret"}}'],
        ["a login as a text", { login: "ann:s3cret" }],
        ["a login as a list", { login: ["ann", "s3cret"] }],
        ["a server with a login", { login: { server: "https://a:s3cret@b", username: "ann", password: "s3cret" } }],
        ["a user with a password", { login: { server: "b", username: "ann:s3cret", password: "s3cret" } }],
        ["a list as a public variable", { composeEnvironment: { A: ["s3cret"] } }],
    ])("never show a secret in the wrong place: %s", (_, settings) => {
        const problems = dockerExtensionSettings("dockerExtension", settings);
        expect(problems).toHaveLength(1);
        expect(JSON.stringify(problems)).not.toContain("s3cret");
    });

    test("have secrets in the protected ones only", () => {
        expect(holdsSecret({ environment: {} })).toBe(true);
        expect(holdsSecret({ login: {} })).toBe(true);
        expect(holdsSecret({ compose: { web }, composeEnvironment: { A: "b" } })).toBe(false);
        expect(holdsSecret(undefined)).toBe(false);
    });
});

describe("Contradictions with the settings of the DockerExtension", () => {
    const engineInstall = "DockerExtension";
    const problems = (dockerExtension: DockerExtensionSettings) =>
        dockerExtensionProblems({ dockerExtension, engineInstall });
    const login = { server: "docker.io", username: "ann", password: "s3cret" };

    test("are none in an ordinary host", () => {
        expect(dockerExtensionProblems({ engineInstall: "CustomScript" })).toEqual([]);
        expect(problems({ azureEnvironment: "AzureChinaCloud" })).toEqual([]);
        expect(problems({ compose: { web }, environment: { A: "a" }, composeEnvironment: { B: "b" } })).toEqual([]);
    });

    test("are reported with CustomScript", () => {
        expect(dockerExtensionProblems({ dockerExtension: {}, engineInstall: "CustomScript" })).toEqual([
            {
                argument: "dockerExtension",
                expected: "no value, because engineInstall CustomScript does not use the DockerExtension",
                fix: "Omit it, or set engineInstall to DockerExtension",
            },
        ]);
    });

    test("are variables that nothing reads, and those that another one replaces", () => {
        const expected = "no value without dockerExtension.compose, because only docker-compose gets it";
        const fix = "Add compose, or omit it";
        expect(problems({ environment: { A: "s3cret" }, composeEnvironment: { B: "b" } })).toEqual([
            { argument: "dockerExtension.composeEnvironment", expected, fix },
            { argument: "dockerExtension.environment", expected, fix },
        ]);
        expect(
            problems({ compose: { web }, environment: { A: "s3cret" }, composeEnvironment: { A: "a", B: "b" } }),
        ).toEqual([
            {
                argument: "dockerExtension.composeEnvironment.A",
                expected: "no variable that is in dockerExtension.environment, which wins",
                fix: "Keep the secret one",
            },
        ]);
    });

    test.each(["ubuntu-14.04", "ubuntu-24.04", "Debian:debian-12:12:latest"])("are a login with %s", (image) => {
        expect(loginProblems({ dockerExtension: { login }, engineInstall, image })).toEqual([
            {
                argument: "dockerExtension.login",
                expected:
                    "no value with this image, because the extension runs docker login --email, and the Docker that it installs here no longer has this flag",
                fix: "Omit it: clients send their own logins. Or set image to an image of your own with Docker 17.05 or earlier",
            },
        ]);
    });

    test("are no login with an image of one's own, which can have an earlier Docker", () => {
        const group = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute";
        for (const image of [`${group}/images/docker-17`, "/communityGalleries/g-1/images/docker-17"]) {
            expect(loginProblems({ dockerExtension: { login }, engineInstall, image })).toEqual([]);
        }
        expect(loginProblems({ dockerExtension: {}, engineInstall, image: "ubuntu-14.04" })).toEqual([]);
    });
});
