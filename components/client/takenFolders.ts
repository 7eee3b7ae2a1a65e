import { perRun } from "../perRun";
import type { Problem } from "../validation/problems";
import { absoluteFolder } from "./certDir";

/** The folders that ClientFiles of this run write to, in one spelling. */
const taken = perRun(() => new Map<string, string>());

/** The problem of a folder that other ClientFiles of this program write to: who is removed first would take the other's files. */
export function takenProblems(folder: string): readonly Problem[] {
    const owner = taken().get(absoluteFolder(folder));
    return owner === undefined
        ? []
        : [
              {
                  argument: "dockerCertDir",
                  expected: `a folder of its own: ${owner} of this program writes there`,
                  got: folder,
                  fix: "Give each host its own folder, or share one by clientFiles",
              },
          ];
}

/** Notes whose folder it is, for {@link takenProblems}. */
export function takeFolder(folder: string, owner: string): void {
    taken().set(absoluteFolder(folder), owner);
}
