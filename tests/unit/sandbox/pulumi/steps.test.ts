import { describe, expect, test } from "@jest/globals";
import type { EngineEvent } from "@pulumi/pulumi/automation";
import { StepCollector } from "../../../../sandbox/pulumi/steps";

/** The collected diagnostics for one message. Pulumi sends `debug` although it does not declare it. */
function collected(diagnosticEvent: object): unknown {
    const collector = new StepCollector();
    collector.take({ sequence: 1, timestamp: 1, diagnosticEvent } as EngineEvent);
    return collector.changes.diagnostics;
}

test("the stack's final outputs are kept", () => {
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

test("a component's step gets the outputs that the component registers later, a resource's step does not", () => {
    const collector = new StepCollector();
    const take = (event: object): void => {
        collector.take({ sequence: 1, timestamp: 1, ...event });
    };
    for (const [urn, custom] of [
        ["urn:component", undefined],
        ["urn:resource", true],
    ] as const) {
        const state = { custom, outputs: {} };
        take({ resourcePreEvent: { metadata: { op: "same", urn, provider: "", new: state } } });
        for (const outputs of [{ old: true }, { name: "late" }]) {
            take({ resOutputsEvent: { metadata: { type: "x", urn, new: { ...state, outputs } } } });
        }
    }
    take({ resOutputsEvent: { metadata: { type: "x", urn: "urn:component", new: null } } });
    expect(collector.changes.steps.map(({ newState }) => newState)).toEqual([
        { outputs: { name: "late" } },
        { custom: true, outputs: {} },
    ]);
});

describe("a message in an operation", () => {
    test("is kept without Pulumi's color codes, with its resource", () => {
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

    test("that is ephemeral is not kept", () => {
        expect(collected({ severity: "info", message: "m", ephemeral: true })).toEqual([]);
    });
});
