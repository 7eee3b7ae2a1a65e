import * as pulumi from "@pulumi/pulumi";

/** The part of Pulumi's monitor that tells one from another; mocks have none. */
interface Connected {
    getChannel?(): { getTarget(): string };
}

const runs = new Map<string, object>();

/**
 * Stands for the run of a program that resources are registered in now. A component provider, which serves programs in YAML and
 * Python, connects to the same monitor for each component again: there it is the address that stays. A preview and the `up`
 * after it are two runs.
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

/** Something that each run of a program has one of: a process can run programs one after the other, and side by side. */
export function perRun<Value>(make: () => Value): () => Value {
    const values = new WeakMap<object, Value>();
    return () => {
        const run = currentRun();
        const value = values.get(run) ?? make();
        values.set(run, value);
        return value;
    };
}
