import { perRun } from "../perRun";
import type { Problem } from "../validation/problems";

/** The components of a run that set up an engine, by the ID of its VM in lowercase. */
const taken = perRun(() => new Map<string, string>());

/** Records the component that sets up the engine of a VM. The problem of a second one: both would change the same daemon. */
export function takeVm(owner: string, id: string): readonly Problem[] {
    const other = taken().get(id.toLowerCase());
    taken().set(id.toLowerCase(), other ?? owner);
    const expected = `a VM whose engine no other component sets up, but ${other ?? ""} does`;
    const fix = "Remove one of the two. They can share an authority, but not a VM";
    return other === undefined ? [] : [{ argument: "vmId", expected, got: id, fix }];
}
