import type { HostState } from "../stackState";
import { type Check, failed, ok } from "./check";

/** Checks in the stack's state whether the VM extension that installs the engine succeeded. */
export function checkExtension({ extension }: Pick<HostState, "extension">, up: string): Check {
    const name = "extension";
    if (extension === undefined) {
        return failed(
            name,
            "the VM has no extension that installs the engine: the last up did not get that far",
            `Bring the stack up: ${up}`,
        );
    }
    const { type = "the extension", failure } = extension;
    return failure === undefined
        ? ok(name, `${type} succeeded`)
        : failed(
              name,
              `${type} failed: ${failure.replace(/\s+/g, " ").trim()}`,
              `Find the message in docs/troubleshooting.md, fix the cause, then run: ${up}`,
          );
}
