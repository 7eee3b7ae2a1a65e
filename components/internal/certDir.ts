import { homedir } from "node:os";
import { resolve } from "node:path";
import type { Fault } from "./faults";
import { perRun } from "./perRun";

/** Where a stack's client files go when nothing else is said. The tilde stays: a preview is the same for every user. */
export function defaultCertDir(project: string, stack: string): string {
    return `~/.docker/docker-host-vm/${project}-${stack}`;
}

/** The folders that ClientFiles of this run write to, in one spelling. */
const taken = perRun(() => new Map<string, string>());

/** One spelling of a folder, only to compare it: what is registered is the same for every user. */
const spelledOut = (folder: string): string => resolve(folder.replace(/^~(?=$|[/\\])/, () => homedir()));

/** The fault of a folder that other ClientFiles of this program write to: who is removed first would take the other's files. */
export function takenFaults(dockerCertDir: string): readonly Fault[] {
    const owner = taken().get(spelledOut(dockerCertDir));
    return owner === undefined
        ? []
        : [
              {
                  argument: "dockerCertDir",
                  expected: `a folder of its own: ${owner} of this program writes there`,
                  got: dockerCertDir,
                  mend: "Give each host its own folder, or share one by clientFiles",
              },
          ];
}

/** Notes whose folder it is, for {@link takenFaults}. */
export function takeFolder(dockerCertDir: string, owner: string): void {
    taken().set(spelledOut(dockerCertDir), owner);
}
