import type { HostState } from "../stackState";
import { type Check, failed, ok } from "./check";

/** Where the messages of the extension are explained. */
const MESSAGES = "https://docker-host-vm.github.io/docker-host-vm/troubleshooting/installation.html";

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
              `Look up the message at ${MESSAGES}, fix the cause, then run: ${up}`,
          );
}
