import type { DiagnosticEvent, EngineEvent, OpMap, StepEventMetadata } from "@pulumi/pulumi/automation";

/** One step of an operation, as `pulumi preview --json` gives it. Secrets come masked from Pulumi. */
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

/** A message of Pulumi, a provider or the program, as `pulumi preview --json` gives it. */
export interface Diagnostic {
    readonly severity: DiagnosticEvent["severity"];
    readonly message: string;
    /** The resource that it is about. */
    readonly urn?: string;
}

/** The changes that an operation made or would make; of one that failed, those until then. */
export interface Changes {
    /** How many resources by operation; empty when the operation failed. */
    readonly changeSummary: OpMap;
    readonly steps: readonly Step[];
    readonly diagnostics: readonly Diagnostic[];
    /** The stack's outputs, secrets masked; nothing when the program did not come that far. */
    readonly outputs?: unknown;
}

/** Pulumi sends `debug` as well, which its declarations leave out; in there are secrets in clear. */
const MEANT_FOR_PEOPLE: ReadonlySet<string> = new Set<Diagnostic["severity"]>(["info", "info#err", "warning", "error"]);

/** Collects Pulumi's events of one operation. */
export class StepCollector {
    readonly #steps: Step[] = [];
    readonly #diagnostics: Diagnostic[] = [];
    #summary: OpMap = {};
    #outputs: unknown;

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
        if (event.summaryEvent !== undefined) {
            this.#summary = event.summaryEvent.resourceChanges;
        }
    };

    /** All so far. */
    get changes(): Changes {
        const outputs = this.#outputs === undefined ? {} : { outputs: this.#outputs };
        return { changeSummary: this.#summary, steps: this.#steps, diagnostics: this.#diagnostics, ...outputs };
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
    // Pulumi marks colours in the text: <{%reset%}>.
    const plain = message.replace(/<\{%[^%]*%\}>/g, "").trim();
    return { severity, message: plain, ...(urn === undefined || urn === "" ? {} : { urn }) };
}
