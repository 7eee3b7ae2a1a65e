import type { EngineEvent, OpMap, StepEventMetadata } from "@pulumi/pulumi/automation";

/** One step of an operation, as `pulumi preview --json` gives it. Secrets come masked from the engine. */
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

/** What an operation did or would do. */
export interface Changes {
    /** How many resources by operation. */
    readonly changeSummary: OpMap;
    readonly steps: readonly Step[];
}

/** Collects the engine's events of one operation. */
export class StepCollector {
    readonly #steps: Step[] = [];
    #summary: OpMap = {};

    /** Takes an event; for the Automation API's `onEvent`. */
    readonly take = (event: EngineEvent): void => {
        if (event.resourcePreEvent !== undefined) {
            this.#steps.push(stepOf(event.resourcePreEvent.metadata));
        }
        if (event.summaryEvent !== undefined) {
            this.#summary = event.summaryEvent.resourceChanges;
        }
    };

    /** All so far. */
    get changes(): Changes {
        return { changeSummary: this.#summary, steps: this.#steps };
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
