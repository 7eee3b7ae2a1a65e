import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { Project } from "../../../../sandbox/stack/project";
import { folder } from "../../../support/eachTest";

function project(text: string): Project {
    writeFileSync(join(folder, "Pulumi.yaml"), text);
    return new Project(folder);
}

test.each(["runtime: nodejs", "runtime:\n  name: yaml"])("A project can have %j", (runtime) => {
    expect(project(`name: shop\n${runtime}\n`).name).toBe("shop");
});

test("A project in another language is rejected", () => {
    expect(() => project("name: shop\nruntime: go\n")).toThrow(
        "--cwd: expected a project with runtime nodejs, yaml or python, got go. The sandbox runs no other languages; use Pulumi itself.",
    );
});

test.each([
    ["runtime: python\n", "venv"],
    ["runtime: { name: python, options: { toolchain: pip, virtualenv: .venv } }\nmain: program\n", ".venv"],
])("A project in Python is started by Pulumi from another folder: %j", (text, virtualenv) => {
    const { python, program, file, fileElsewhere } = project(`name: shop\n${text}`);
    expect([python, program]).toEqual([join(folder, virtualenv, "bin/python"), undefined]);
    expect(fileElsewhere).toMatchObject({
        name: "shop",
        main: join(folder, file.main ?? ""),
        runtime: { name: "python", options: { virtualenv: join(folder, virtualenv) } },
    });
});

test("A folder without a project is rejected", () => {
    expect(() => new Project(folder)).toThrow(`--cwd: expected a folder with a Pulumi.yaml, got ${folder}`);
});

test("A project's stacks are those with a file, and its keys have its name in front", () => {
    writeFileSync(join(folder, "Pulumi.dev.yaml"), "");
    writeFileSync(join(folder, "Pulumi.dev.yaml.bak"), "");
    const shop = project("name: shop\nruntime: nodejs\n");
    expect(shop.stacks).toEqual(["dev"]);
    expect(["size", "azure-native:location"].map((key) => shop.qualified(key))).toEqual([
        "shop:size",
        "azure-native:location",
    ]);
});
