import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, expect, test } from "@jest/globals";
import { Command } from "commander";
import { readOptions, withOptions } from "../../../../sandbox/cli/options";
import { CHECKOUT } from "../../../support/checkout";
import { folder } from "../../../support/eachTest";

beforeEach(() => {
    mkdirSync(join(folder, "project"));
    writeFileSync(join(folder, "project/Pulumi.yaml"), "name: shop\nruntime: yaml\n");
});

function read(...args: readonly string[]) {
    const verb = withOptions(new Command("up")).option("--cwd <directory>").option("--json");
    const program = withOptions(new Command())
        .enablePositionalOptions()
        .addCommand(verb.action(() => undefined));
    program.parse(args, { from: "user" });
    const { home, project, stack, settings, json } = readOptions(verb);
    return { home: home.directory, project: project.directory, stack, settings, json };
}

test("Without options the stack is the checkout's dev, in the checkout's own sandbox", () => {
    expect(read("up")).toEqual({
        home: join(CHECKOUT, ".sandbox"),
        project: CHECKOUT,
        stack: "dev",
        settings: [],
        json: false,
    });
});

test("Options count before and after the verb; the later one wins, and settings add up in order", () => {
    const [before, after] = [
        ["--stack", "dev", "--set", "a=1"],
        ["--stack", "prod", "--set", "a=2", "--set", "b=3", "--cwd", join(folder, "project"), "--json"],
    ];
    expect(read(...before, "up", ...after)).toEqual({
        home: join(folder, "project/.sandbox"),
        project: join(folder, "project"),
        stack: "prod",
        settings: [
            { key: "a", value: 1, secret: false },
            { key: "a", value: 2, secret: false },
            { key: "b", value: 3, secret: false },
        ],
        json: true,
    });
    expect(read("--stack", "prod", "--home", folder, "up")).toMatchObject({ stack: "prod", home: folder });
});
