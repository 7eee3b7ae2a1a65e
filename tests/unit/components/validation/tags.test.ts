import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import * as pulumi from "@pulumi/pulumi";
import { tags } from "../../../../components/validation/tags";
import { CHECKOUT, TYPESCRIPT } from "../../../support/checkout";
import { ruleTable } from "../../../support/ruleTable";

const numbered = (count: number): object =>
    Object.fromEntries(Array.from({ length: count }, (_, index) => [`tag${index}`, "x"]));

describe("Tags", () => {
    ruleTable(
        tags,
        [
            null,
            "team",
            ["team"],
            { team: null },
            { team: 7 },
            { team: ["a"] },
            { team: "x".repeat(257) },
            { "": "x" },
            { ["n".repeat(513)]: "x" },
            ...["<", ">", "%", "&", "\\", "?", "/", "\n"].map((character) => ({ [`a${character}b`]: "x" })),
            { microsoft: "x" },
            { "Azure-team": "x" },
            { windowsVersion: "x" },
            { Team: "a", team: "b" },
            numbered(51),
        ],
        [
            {},
            { team: "" },
            { team: "build & test <1/2>?" },
            { "cost center:1,2.3-4_5+6*": "x".repeat(256) },
            { ["n".repeat(512)]: "x" },
            { "hidden-title": "Docker" },
            { Größe: "groß" },
            { myazure: "x" },
            { team: pulumi.output("a") },
            numbered(50),
        ],
    );

    test("name each tag that is wrong", () => {
        const wrong = { "a/b": "x", good: "x", long: "x".repeat(300), azure: 1, GOOD: "y" };
        expect(tags("tags", wrong).map(({ argument }) => argument)).toEqual([
            "tags.a/b",
            "tags.long",
            "tags.azure",
            "tags.azure",
            "tags.GOOD",
        ]);
    });

    test("stop the program when they are known only later and wrong, and are shown unless they are secret", () => {
        const late = (...options: string[]) =>
            spawnSync(
                process.execPath,
                [...TYPESCRIPT, join(CHECKOUT, "tests/support/lateReferences.ts"), '{"tags":{"team":7}}', ...options],
                { encoding: "utf8" },
            );
        expect(late().stderr).toContain("tags.team: expected a string of at most 256 characters, got 7.");
        const { status, stderr } = late("secret");
        expect(status).not.toBe(0);
        expect(stderr).toContain("tags.team: expected a string of at most 256 characters. The value is a secret");
    });
});
