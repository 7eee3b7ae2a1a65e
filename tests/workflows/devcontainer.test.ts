import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import * as semver from "semver";
import { engines } from "../../package.json";
import { CHECKOUT } from "../support/checkout";

const read = (file: string): string => readFileSync(join(CHECKOUT, file), "utf8");

/** The images of the development container, by name: version and variant. */
const images = new Map(
    [...read(".devcontainer/Dockerfile").matchAll(/^FROM (?:\S+\/)?([\w-]+):([\d.]+)-(\S+)/gm)].map(
        ([, name = "", version = "", variant = ""]) => [name, { version, variant }],
    ),
);

test("the images are of whole versions", () => {
    const versions = [...images.values()].map(({ version }) => semver.valid(version));
    expect(versions).toEqual([expect.any(String), expect.any(String)]);
});

test("Node is one that package.json allows", () => {
    const major = images.get("javascript-node")?.variant.split("-")[0] ?? "";
    expect(semver.satisfies(`${major}.0.0`, engines.node)).toBe(true);
});

test.each(["sandbox/pulumi/pulumi-module", "sandbox/machine/docker-module", "scripts/actionlint-module"])(
    "Go builds %s",
    (module) => {
        const wanted = /^go (\S+)$/m.exec(read(`${module}/go.mod`))?.[1] ?? "";
        expect(semver.gte(images.get("golang")?.version ?? "", wanted)).toBe(true);
    },
);

test("the namespaces and mounts of the real daemon are allowed", () => {
    expect(JSON.parse(read(".devcontainer/devcontainer.json"))).toMatchObject({ privileged: true, remoteUser: "root" });
});
