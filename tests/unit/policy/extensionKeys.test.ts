import { describe, expect, test } from "@jest/globals";
import { extensionKeys } from "../../../policy/extensionKeys";
import { judge, LATE, paths } from "./support";

const extension = (props: object, type = "DockerExtension") => ({
    type: "azure-native:compute:VirtualMachineExtension",
    props: { type, ...props },
});
const SETTINGS = {
    docker: { port: "4243", options: ["--icc=false"] },
    compose: { Web: { image: "nginx", environment: { Port: "80" } } },
    "compose-environment": { PORT: "80" },
    "azure-environment": "AzureCloud",
};
const PROTECTED = {
    certs: { ca: "a", cert: "b", key: "c" },
    environment: { Key: "d" },
    login: { server: "e", username: "f", password: "s3cret", email: "g" },
};

describe("extension-keys", () => {
    test.each<[string, ReturnType<typeof extension>]>([
        ["all known settings", extension({ settings: SETTINGS, protectedSettings: PROTECTED })],
        ["no settings", extension({})],
        ["settings that the extension ignores", extension({ settings: { Dockers: {}, docker: { ports: "1" } } })],
        ["another extension", extension({ settings: { Docker: {} } }, "CustomScript")],
    ])("accepts %s", async (_, resource) => {
        expect(await judge(extensionKeys, resource)).toEqual({ violations: [], applicable: true });
    });

    test.each<[string, object, string[]]>([
        ["a section", { settings: { Docker: { Port: "2375" } } }, ["settings.Docker"]],
        [
            "settings within a section",
            { settings: { docker: { PORT: "2375", port: "", oPtions: [] } } },
            ["settings.docker.PORT", "settings.docker.oPtions"],
        ],
        ["the long s", { settings: { docker: { "option\u017f": [] } } }, ["settings.docker.option\u017f"]],
        ["the Kelvin sign", { settings: { "doc\u212aer": {} } }, ["settings.doc\u212aer"]],
        [
            "protected settings",
            { type: "dockerextension", protectedSettings: { Certs: { CA: "s3cret" }, login: { Password: "s3cret" } } },
            ["protectedSettings.Certs", "protectedSettings.login.Password"],
        ],
        [
            "the Compose file",
            { settings: { COMPOSE: {}, "Compose-Environment": {} } },
            ["settings.COMPOSE", "settings.Compose-Environment"],
        ],
    ])("rejects another case in %s", async (_, props, expected) => {
        const verdict = await judge(extensionKeys, extension(props));
        expect(paths(verdict)).toEqual(expected);
        expect(verdict.violations.join()).not.toContain("s3cret");
    });

    test("names the setting that is meant", async () => {
        const { violations } = await judge(extensionKeys, extension({ settings: { Docker: {} } }));
        expect(violations[0]).toContain(
            "settings.Docker: the DockerExtension takes it for docker, but nobody who looks for that name sees it. Name it docker.",
        );
    });

    test("waits for settings that are not known yet, and judges the known ones", async () => {
        const props = { settings: { docker: LATE, Compose: {} }, protectedSettings: LATE };
        const verdict = await judge(extensionKeys, extension(props));
        expect(paths(verdict)).toEqual(["settings.Compose"]);
        expect(verdict.late).toBe("settings.docker");
    });
});
