import { describe, expect, test } from "@jest/globals";
import * as pulumi from "@pulumi/pulumi";
import { type Problem, isUnknown } from "../../../../components/validation/problems";
import { validatedInput, throwIfInvalid } from "../../../../components/validation/throwIfInvalid";
import { valueOf } from "../../../support/recorder";

const FAULT: Problem = { argument: "dockerPort", expected: "a port", got: 70_000, fix: "Choose another" };

function messageOf(...problems: Problem[]): string {
    try {
        throwIfInvalid('DockerHostVm "build"', problems);
    } catch (error) {
        return error instanceof Error ? error.message : String(error);
    }
    return "no error";
}

describe("An error for the user", () => {
    test("is not thrown without a problem", () => {
        expect(() => {
            throwIfInvalid("DockerHostVm", []);
        }).not.toThrow();
    });

    test("is a RunError, which Pulumi prints without a stack trace", () => {
        expect(() => {
            throwIfInvalid("DockerHostVm", [FAULT]);
        }).toThrow(pulumi.RunError);
    });

    test("says for one problem which argument, what was expected, what came and how to fix it", () => {
        expect(messageOf(FAULT)).toBe(
            'DockerHostVm "build": 1 invalid value\n  - dockerPort: expected a port, got 70000. Choose another.',
        );
    });

    test("holds every problem, each on a line of its own", () => {
        expect(messageOf(FAULT, { ...FAULT, argument: "image" })).toMatch(
            /^DockerHostVm "build": 2 invalid values\n {2}- dockerPort: .*\n {2}- image: .*$/,
        );
    });

    test("does not speak of what came when that is a secret", () => {
        const { got: _, ...secret } = FAULT;
        expect(messageOf(secret)).toContain("expected a port. Choose another.");
    });

    test.each([
        [undefined, "got nothing"],
        [null, "got null"],
        ["x", 'got "x"'],
        [["a", 1], 'got ["a", 1]'],
        [["a", ["b"], null, undefined, {}], 'got ["a", a list, null, nothing, an object]'],
        [Number.NaN, "got NaN"],
        [() => "hunter2", "got a function"],
        [pulumi.secret("hunter2"), "got an output or a promise"],
        [["a", pulumi.output("b"), Promise.resolve("c")], 'got ["a", an output or a promise, an output or a promise]'],
        [{ password: "hunter2" }, "got an object"],
        [["a".repeat(200)], `${"a".repeat(20)}...`],
        ["-----BEGIN OPENSSH PRIVATE KEY-----\nb3Bl", ", got a private key. "],
        [["x", "-----BEGIN PRIVATE KEY----- b3Bl"], ', got ["x", a private key]. '],
    ])("shows %j readably", (got, shown) => {
        expect(messageOf({ ...FAULT, got })).toContain(shown);
    });
});

describe("A value that is known only later", () => {
    test.each([
        [pulumi.output("x"), true],
        [Promise.resolve("x"), true],
        ["x", false],
        [undefined, false],
    ])("is told from one that is known (%#)", (value, late) => {
        expect(isUnknown(value)).toBe(late);
    });

    test("is let through when it meets its rule", async () => {
        expect(await valueOf(validatedInput("host", "name", () => [], pulumi.output("x")))).toBe("x");
    });
});
