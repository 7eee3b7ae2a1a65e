import * as pulumi from "@pulumi/pulumi";
import { expect, test } from "@jest/globals";
import { loadSettings, type Settings } from "../../config";

/** Secrets in keys of which only members are secret. */

/** Reads a configuration, keys without their namespace; one may be encrypted in the stack's file. */
function load(config: Readonly<Record<string, string>>, secretKey = "adminPassword"): Settings {
    const entries = Object.entries({ allowedSources: '["203.0.113.7/32"]', ...config });
    const all = Object.fromEntries(entries.map(([key, value]) => [`docker-host-vm:${key}`, value]));
    pulumi.runtime.setAllConfig(all, [`docker-host-vm:${secretKey}`]);
    return loadSettings();
}

test("A problem within a secret is told in whole words, without any value", () => {
    const value = {
        compose: { web: { image: "app" } },
        login: { server: "docker.io", username: "ann", password: "hunter2" },
    };
    const settings = {
        engineInstall: "DockerExtension",
        image: "ubuntu-14.04",
        dockerExtension: JSON.stringify(value),
    };
    const wrong = (): unknown => load(settings, "dockerExtension");
    expect(wrong).toThrow(
        "dockerExtension.login: expected no value with this image, because the extension runs docker login",
    );
    expect(wrong).not.toThrow("hunter2");
});

test.each([
    ["engine", { httpProxy: "http://user:s3cret@proxy.example.org" }, "engine.registries[0].password"],
    ["dockerExtension", { environment: { WORD: "s3cret" } }, "dockerExtension.environment.DB_PASSWORD"],
])("No secret of %s is in clear, and what is none may be", (key, value, path) => {
    const clear = (): unknown => load({ [key]: JSON.stringify(value) });
    expect(clear).toThrow(`${key}: expected a secret, encrypted in the stack's file`);
    expect(clear).toThrow(
        `Set each secret in it, and no more, as in pulumi config set --secret --path '${path}', and remove the plain text from the stack's file`,
    );
    expect(clear).not.toThrow("s3cret");
    expect(load({ engine: '{"noProxy":["a"],"httpProxy":"http://b"}' }).host.engine).toHaveProperty("noProxy", ["a"]);
});
