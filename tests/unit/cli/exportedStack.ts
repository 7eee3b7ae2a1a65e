import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { folder, program } from "../../support/eachTest";
import { exportOf } from "./support";

/**
 * Makes the test's folder a project, and puts a Pulumi first on PATH that exports a stack with these resources.
 *
 * @param others the resources of other stacks by name. Default: none, as every name means the same stack
 */
export function exportResources(
    resources: readonly object[],
    others?: Readonly<Record<string, readonly object[]>>,
): void {
    writeFileSync(join(folder, "Pulumi.yaml"), "name: shop\nruntime: nodejs\n");
    const exported = (each: readonly object[], index: number): string => {
        const file = join(folder, `state-${index}.json`);
        writeFileSync(file, JSON.stringify(exportOf(each)));
        return `cat '${file}'`;
    };
    const own = exported(resources, 0);
    const cases = Object.entries(others ?? {}).map(
        ([name, each], index) => `*" --stack ${name} "*) ${exported(each, index + 1)} ;;`,
    );
    const unknown = "*' --stack '*) echo \"error: no stack named 'x' found\" >&2; exit 255 ;;";
    program(
        "pulumi",
        others === undefined ? own : `case " $* " in\n${[...cases, unknown].join("\n")}\n*) ${own} ;; esac`,
    );
}
