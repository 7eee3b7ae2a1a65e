import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, test } from "@jest/globals";
import { parse } from "yaml";
import { Home } from "../../../../sandbox/stack/home";
import { Project } from "../../../../sandbox/stack/project";
import { parseSetting, type Setting, writeWorkspace } from "../../../../sandbox/stack/stackFile";
import { folder } from "../../../support/eachTest";

describe("A setting on the command line", () => {
    test.each([
        ["vmSize=Standard_B2s", "vmSize", "Standard_B2s"],
        ["dockerPort=2376", "dockerPort", 2376],
        ["offset=-1", "offset", -1],
        ["trustedLaunch=false", "trustedLaunch", false],
        ['hostNames=["one","two"]', "hostNames", ["one", "two"]],
        ["tag=a=b", "tag", "a=b"],
        ["empty=", "empty", ""],
        ["azure-native:location=westus", "azure-native:location", "westus"],
    ])("is read: %s", (text, key, value) => {
        expect(parseSetting(text)).toEqual({ key, value, secret: false });
    });

    test("is a secret if it comes from the environment, and stays text", () => {
        process.env["A_PORT"] = "2376";
        expect(parseSetting("dockerPort=@env:A_PORT")).toEqual({ key: "dockerPort", value: "2376", secret: true });
    });

    test.each([
        ["dockerPort", '--set: expected KEY=VALUE, got "dockerPort"'],
        ["=2376", '--set: expected KEY=VALUE, got "=2376"'],
        ["hostNames=[one", '--set hostNames: expected a JSON list, got "[one". Write'],
        ["adminPassword=hunter2", "--set adminPassword: expected adminPassword=@env:NAME"],
        ["docker-host-vm:adminPassword=hunter2", "expected docker-host-vm:adminPassword=@env:NAME"],
        ["adminPassword=@env:NOT_THERE", "expected a value in the environment variable NOT_THERE, which is not set"],
    ])("is rejected without showing a secret: %s", (text, message) => {
        expect(() => parseSetting(text)).toThrow(message);
        expect(() => parseSetting(text)).not.toThrow("hunter2");
    });
});

describe("The files that Pulumi reads", () => {
    let home: Home;

    beforeEach(() => {
        home = new Home(join(folder, "home"));
    });

    /** Writes a project with these stack files, and returns the file that the sandbox writes for one stack. */
    function written(
        stacks: Readonly<Record<string, string>>,
        settings: readonly Setting[] = [],
        stack = "dev",
    ): unknown {
        const directory = join(folder, "project");
        mkdirSync(directory, { recursive: true });
        writeFileSync(join(directory, "Pulumi.yaml"), "name: shop\nruntime: yaml\nmain: program\n");
        for (const [name, content] of Object.entries(stacks)) {
            writeFileSync(join(directory, `Pulumi.${name}.yaml`), content);
        }
        const workspace = writeWorkspace({ home, project: new Project(directory), stack }, settings);
        expect(parse(readFileSync(join(workspace, "Pulumi.yaml"), "utf8"))).toEqual({ name: "shop", runtime: "yaml" });
        return parse(readFileSync(join(workspace, `Pulumi.${stack}.yaml`), "utf8"));
    }

    test("have the committed configuration, overridden by the settings of this run, without secrets", () => {
        const settings = [parseSetting("size=2"), parseSetting("azure-native:location=westus")];
        const secret = { key: "password", value: "hunter2", secret: true };
        expect(written({ dev: "config:\n  shop:size: 1\n  shop:name: a\n" }, [...settings, secret])).toEqual({
            config: { "shop:size": 2, "shop:name": "a", "azure-native:location": "westus" },
        });
    });

    test("keep the salt of the secrets that Pulumi has written", () => {
        const workspace = home.workspace("shop", "dev");
        mkdirSync(workspace, { recursive: true });
        writeFileSync(join(workspace, "Pulumi.dev.yaml"), "encryptionsalt: v1:abc\nconfig:\n  shop:old: 1\n");
        expect(written({ dev: "" })).toEqual({ encryptionsalt: "v1:abc", config: {} });
    });

    test("need a value in place of a secret that is encrypted for another backend", () => {
        const dev = "config:\n  shop:password:\n    secure: v1:abc\n";
        expect(() => written({ dev })).toThrow(
            "Pulumi.dev.yaml: shop:password is a secret that only its own backend can decrypt. Set another value for the sandbox: --set shop:password=@env:NAME.",
        );
        expect(written({ dev }, [{ key: "password", value: "hunter2", secret: true }])).toEqual({ config: {} });
    });

    test("are for a committed stack, or for any stack if none is committed", () => {
        expect(written({}, [], "any")).toEqual({ config: {} });
        expect(() => written({ dev: "", modern: "" }, [], "prod")).toThrow(
            /--stack: expected one of (dev, modern|modern, dev), got "prod"/,
        );
    });
});
