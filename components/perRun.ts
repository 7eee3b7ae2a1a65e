import * as pulumi from "@pulumi/pulumi";

/** The part of Pulumi's monitor that identifies it; mocks lack it. */
interface Connected {
    getChannel?(): { getTarget(): string };
}

const runs = new Map<string, object>();

/**
 * Identifies the current run of a program. A component provider, which serves programs in YAML and Python, reconnects to the
 * same monitor for each component, so the monitor's address identifies it. A preview and the `up` after it are two runs.
 */
function currentRun(): object {
    const monitor = pulumi.runtime.getMonitor() as (object & Connected) | undefined;
    const address = monitor?.getChannel?.().getTarget();
    if (address === undefined) {
        return monitor ?? {};
    }
    const key = `${address} ${pulumi.runtime.isDryRun()}`;
    const run = runs.get(key) ?? {};
    runs.set(key, run);
    return run;
}

/** Creates one value for each run of a program: a process can run several programs, one after another or at the same time. */
export function perRun<Value>(make: () => Value): () => Value {
    const values = new WeakMap<object, Value>();
    return () => {
        const run = currentRun();
        const value = values.get(run) ?? make();
        values.set(run, value);
        return value;
    };
}
