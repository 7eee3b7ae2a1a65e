import { perRun } from "../perRun";
import type { Problem } from "../validation/problems";
import { absoluteFolder } from "./certDir";

/** The owners of the folders that `ClientFiles` write to in this run, by absolute path. */
const taken = perRun(() => new Map<string, string>());

/** The problem of a folder that other `ClientFiles` in this program write to: deleting one would delete the other's files. */
export function takenProblems(folder: string): readonly Problem[] {
    const owner = taken().get(absoluteFolder(folder));
    return owner === undefined
        ? []
        : [
              {
                  argument: "dockerCertDir",
                  expected: `a folder of its own, because ${owner} already writes there`,
                  got: folder,
                  fix: "Give each host its own folder, or share one with clientFiles",
              },
          ];
}

/** Records the owner of a folder for {@link takenProblems}. */
export function takeFolder(folder: string, owner: string): void {
    taken().set(absoluteFolder(folder), owner);
}
