import { clearPasswords } from "../components/engine/clearPasswords";
import { isDockerExtension } from "./dockerDaemon";
import { at, Unknown } from "./properties";
import { type Finding, resourcePolicy, type Settings } from "./resourcePolicy";

const PARTS = ["compose", "compose-environment"];

function findingsOf(extension: unknown): Finding[] {
    return PARTS.flatMap((part): Finding[] => {
        const value = at(extension, "settings", part);
        if (value instanceof Unknown) {
            return [value];
        }
        return clearPasswords(value, `settings.${part}`).map((property) => ({
            property,
            problem: "it seems to be a password in clear, which everyone on the VM can read",
            fix: "Write a variable there, and its value into the protected settings, environment",
        }));
    });
}

/** Warns about passwords in the Compose file that the DockerExtension brings up, and in its variables. */
export const composePasswords = resourcePolicy<Settings>({
    name: "compose-passwords",
    description: "The DockerExtension's public settings have no passwords.",
    enforcementLevel: "advisory",
    severity: "medium",
    checks: {
        "compute:VirtualMachineExtension": (extension) => (isDockerExtension(extension) ? findingsOf(extension) : []),
    },
});
