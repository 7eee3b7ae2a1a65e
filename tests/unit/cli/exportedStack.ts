import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { folder, program } from "../../support/eachTest";
import { exportOf } from "./support";

/** Puts a Pulumi first on PATH that exports a stack with these resources, whichever is asked for. */
export function exportResources(resources: readonly object[]): void {
    writeFileSync(join(folder, "state.json"), JSON.stringify(exportOf(resources)));
    program("pulumi", `cat '${join(folder, "state.json")}'`);
}
