/** What was checked, and how it went. */
export interface Check {
    /** What is checked, as a noun. */
    readonly name: string;
    readonly status: "ok" | "warning" | "failed" | "skipped";
    /** What was found. */
    readonly detail: string;
    /** What to do; only where there is something to do. */
    readonly advice?: string;
}

/** A check that went well. */
export const ok = (name: string, detail: string): Check => ({ name, status: "ok", detail });

/** One that will not stay so, or could not be told for certain. */
export const warning = (name: string, detail: string, advice: string): Check => ({
    name,
    status: "warning",
    detail,
    advice,
});

/** One that shows why the host cannot be used. */
export const failed = (name: string, detail: string, advice: string): Check => ({
    name,
    status: "failed",
    detail,
    advice,
});

/** One that needs what an earlier check did not find. */
export const skipped = (name: string, detail: string): Check => ({ name, status: "skipped", detail });
