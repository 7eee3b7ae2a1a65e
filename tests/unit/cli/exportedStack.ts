import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { folder, program } from "../../support/eachTest";
import { exportOf } from "./support";

/** Makes the test's folder a project, and puts a Pulumi first on PATH that exports a stack with these resources. */
export function exportResources(resources: readonly object[]): void {
    writeFileSync(join(folder, "Pulumi.yaml"), "name: shop\nruntime: nodejs\n");
    writeFileSync(join(folder, "state.json"), JSON.stringify(exportOf(resources)));
    program("pulumi", `cat '${join(folder, "state.json")}'`);
}
