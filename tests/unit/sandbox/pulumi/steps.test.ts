import { describe, expect, test } from "@jest/globals";
import type { EngineEvent } from "@pulumi/pulumi/automation";
import { StepCollector } from "../../../../sandbox/pulumi/steps";

/** What is collected of one thing that was said. `debug` is sent although it is not declared. */
function collected(diagnosticEvent: object): unknown {
    const collector = new StepCollector();
    collector.take({ sequence: 1, timestamp: 1, diagnosticEvent } as EngineEvent);
    return collector.changes.diagnostics;
}

test("the stack's outputs are kept as they are at the end", () => {
    const collector = new StepCollector();
    expect(collector.changes).not.toHaveProperty("outputs");
    for (const [type, name] of [
        ["pulumi:pulumi:Stack", "early"],
        ["pulumi:pulumi:Stack", "late"],
        ["other:index:Thing", "thing"],
    ]) {
        const metadata = { type, new: { outputs: { name } } };
        collector.take({ sequence: 1, timestamp: 1, resOutputsEvent: { metadata } } as unknown as EngineEvent);
    }
    expect(collector.changes.outputs).toEqual({ name: "late" });
});

describe("what was said in an operation", () => {
    test("is kept without Pulumi's marks of colour, with what it is about", () => {
        const event = { severity: "warning", message: "<{%fg 3%}>careful<{%reset%}>\n", urn: "urn:x", color: "never" };
        expect(collected(event)).toEqual([{ severity: "warning", message: "careful", urn: "urn:x" }]);
        expect(collected({ ...event, urn: "" })).toEqual([{ severity: "warning", message: "careful" }]);
    });

    test.each([
        ["debug", false],
        ["info", true],
        ["info#err", true],
        ["error", true],
    ])("of severity %s is kept: %s", (severity, kept) => {
        expect(collected({ severity, message: "m" })).toHaveLength(kept ? 1 : 0);
    });

    test("for the moment only is not kept", () => {
        expect(collected({ severity: "info", message: "m", ephemeral: true })).toEqual([]);
    });
});
