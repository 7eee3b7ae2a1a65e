/** The result of a check. */
export interface Check {
    /** The subject of the check. */
    readonly name: string;
    readonly status: "ok" | "warning" | "failed" | "skipped";
    /** The finding. */
    readonly detail: string;
    /** Advice, if there is something to do. */
    readonly advice?: string;
}

/** A check that passed. */
export const ok = (name: string, detail: string): Check => ({ name, status: "ok", detail });

/** A check that passed but will not stay so, or whose result is uncertain. */
export const warning = (name: string, detail: string, advice: string): Check => ({
    name,
    status: "warning",
    detail,
    advice,
});

/** A check that shows why the host cannot be used. */
export const failed = (name: string, detail: string, advice: string): Check => ({
    name,
    status: "failed",
    detail,
    advice,
});

/** A check that could not run because an earlier one failed. */
export const skipped = (name: string, detail: string): Check => ({ name, status: "skipped", detail });
