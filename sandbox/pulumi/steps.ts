import type { DiagnosticEvent, EngineEvent, OpMap, StepEventMetadata } from "@pulumi/pulumi/automation";

/** One step of an operation, in the format of `pulumi preview --json`. Pulumi has masked secrets already. */
export interface Step {
    readonly op: string;
    readonly urn: string;
    readonly provider: string;
    readonly oldState?: unknown;
    readonly newState?: unknown;
    readonly diffReasons?: readonly string[];
    readonly replaceReasons?: readonly string[];
    readonly detailedDiff?: unknown;
}

/** A message from Pulumi, a provider or the program, in the format of `pulumi preview --json`. */
export interface Diagnostic {
    readonly severity: DiagnosticEvent["severity"];
    readonly message: string;
    /** The resource that it is about. */
    readonly urn?: string;
}

/** The changes that an operation made or would make; if it failed, those up to the failure. */
export interface Changes {
    /** The number of resources by operation; empty if the operation failed. */
    readonly changeSummary: OpMap;
    readonly steps: readonly Step[];
    readonly diagnostics: readonly Diagnostic[];
    /** The stack's outputs, with secrets masked; undefined if the program did not get that far. */
    readonly outputs?: unknown;
}

/** Pulumi also sends `debug`, which its declarations omit; such messages contain secrets in plain text. */
const MEANT_FOR_PEOPLE: ReadonlySet<string> = new Set<Diagnostic["severity"]>(["info", "info#err", "warning", "error"]);

/** Collects the Pulumi events of one operation. */
export class StepCollector {
    readonly #steps: Step[] = [];
    readonly #diagnostics: Diagnostic[] = [];
    #summary: OpMap = {};
    #outputs: unknown;
    /** The states of components after they have registered their outputs, which is later than their steps. */
    readonly #components = new Map<string, unknown>();

    /** Takes an event; for the Automation API's `onEvent`. */
    readonly take = (event: EngineEvent): void => {
        if (event.resourcePreEvent !== undefined) {
            this.#steps.push(stepOf(event.resourcePreEvent.metadata));
        }
        const said = event.diagnosticEvent;
        if (said !== undefined && said.ephemeral !== true && MEANT_FOR_PEOPLE.has(said.severity)) {
            this.#diagnostics.push(diagnosticOf(said));
        }
        const finished = event.resOutputsEvent?.metadata;
        if (finished?.type === "pulumi:pulumi:Stack") {
            this.#outputs = finished.new?.outputs;
        }
        // Pulumi's declarations omit that a deletion has null here.
        if (finished?.new && finished.new.custom !== true) {
            this.#components.set(finished.urn, finished.new);
        }
        if (event.summaryEvent !== undefined) {
            this.#summary = event.summaryEvent.resourceChanges;
        }
    };

    /** All changes so far. */
    get changes(): Changes {
        const outputs = this.#outputs === undefined ? {} : { outputs: this.#outputs };
        const steps = this.#steps.map((step) =>
            this.#components.has(step.urn) ? { ...step, newState: this.#components.get(step.urn) } : step,
        );
        return { changeSummary: this.#summary, steps, diagnostics: this.#diagnostics, ...outputs };
    }
}

function stepOf(metadata: StepEventMetadata): Step {
    return {
        op: metadata.op,
        urn: metadata.urn,
        provider: metadata.provider,
        ...(metadata.old === undefined ? {} : { oldState: metadata.old }),
        ...(metadata.new === undefined ? {} : { newState: metadata.new }),
        ...(metadata.diffs === undefined ? {} : { diffReasons: metadata.diffs }),
        ...(metadata.keys === undefined ? {} : { replaceReasons: metadata.keys }),
        ...(metadata.detailedDiff === undefined ? {} : { detailedDiff: metadata.detailedDiff }),
    };
}

function diagnosticOf({ severity, message, urn }: DiagnosticEvent): Diagnostic {
    // Pulumi puts color codes into the text: <{%reset%}>.
    const plain = message.replace(/<\{%[^%]*%\}>/g, "").trim();
    return { severity, message: plain, ...(urn === undefined || urn === "" ? {} : { urn }) };
}
