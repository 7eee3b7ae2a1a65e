import { isRecord } from "../shared/json";
import { isDockerExtension } from "./dockerDaemon";
import { Unknown } from "./properties";
import { type Finding, resourcePolicy, type Settings } from "./resourcePolicy";

/** The names of settings, each with those within it. */
interface Names {
    readonly [name: string]: Names;
}

/** The DockerExtension's: https://github.com/Azure/azure-docker-extension/blob/master/handlersettings.go */
const NAMES: Names = {
    settings: { docker: { port: {}, options: {} }, compose: {}, "compose-environment": {}, "azure-environment": {} },
    protectedSettings: {
        certs: { ca: {}, cert: {}, key: {} },
        environment: {},
        login: { server: {}, username: {}, password: {}, email: {} },
    },
};

/** Go compares names without regard to case, by Unicode's simple folding: `ſ` is an `s`, and the Kelvin sign a `k`. */
const folds = (name: string, known: string): boolean => new RegExp(`^${known}$`, "iu").test(name);

/** The settings, at any depth, that only Go takes for known ones. */
function otherCase(value: unknown, names: Names, path = ""): Finding[] {
    if (value instanceof Unknown) {
        return [value];
    }
    return Object.entries(isRecord(value) ? value : {}).flatMap(([name, inner]): Finding[] => {
        const known = Object.keys(names).find((one) => folds(name, one));
        if (known === undefined) {
            return [];
        }
        const problem = `the DockerExtension takes it for ${known}, but nobody who looks for that name sees it`;
        return known === name
            ? otherCase(inner, names[known] ?? {}, `${path}${name}.`)
            : [{ property: `${path}${name}`, problem, fix: `Name it ${known}` }];
    });
}

/**
 * Requires the DockerExtension's settings to have their names in the usual case. The extension ignores case, all other policies
 * do not.
 */
export const extensionKeys = resourcePolicy<Settings>({
    name: "extension-keys",
    description: "The DockerExtension's settings have the names that the policies look for.",
    enforcementLevel: "mandatory",
    severity: "critical",
    checks: {
        "compute:VirtualMachineExtension": (extension) =>
            isDockerExtension(extension) ? otherCase(extension, NAMES) : [],
    },
});
