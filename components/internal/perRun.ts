import * as pulumi from "@pulumi/pulumi";

/** Something that each run of a program has one of: a process can run programs one after the other, and side by side. */
export function perRun<Value>(make: () => Value): () => Value {
    const values = new WeakMap<object, Value>();
    return () => {
        // The monitor is there as long as its run.
        const run: object = pulumi.runtime.getMonitor() ?? {};
        const value = values.get(run) ?? make();
        values.set(run, value);
        return value;
    };
}
