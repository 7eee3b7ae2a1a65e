import type * as pulumi from "@pulumi/pulumi";
import { composeFile } from "./composeFile";
import { type RegistryLogin, registryLogin } from "./registryLogins";
import { AzureEnvironment } from "../options";
import { allOf, matches, oneOf, recordOf, secretRule } from "../validation/rules";
import type { Rule } from "../validation/problems";
import { isRecord } from "../../shared/json";
import { membersOf, type Rules } from "../validation/walk";

/**
 * Settings of the DockerExtension besides the daemon. Only with `DockerExtension`.
 *
 * @see https://github.com/Azure/azure-docker-extension#user-guide
 */
export interface DockerExtensionSettings {
    /**
     * A Compose file as an object, of format 1 or with `version: "2"`: the extension brings it up with docker-compose 1.6.2 as
     * the project `compose`. docker-compose replaces `$NAME` by variables; `$$` is a dollar sign. Everyone on the VM can read
     * it. A change updates the containers; omitting it leaves them running. Neither restarts the daemon.
     *
     * @defaultValue - none
     */
    // eslint-disable-next-line @typescript-eslint/no-explicit-any -- other languages know this as any JSON value.
    compose?: Record<string, any>;
    /**
     * Environment variables of docker-compose by name, such as `COMPOSE_PROJECT_NAME`. Everyone on the VM can read them, and
     * the extension logs them. Requires `compose`. A change runs docker-compose again.
     *
     * @defaultValue - `COMPOSE_PROJECT_NAME` is `compose`, and `COMPOSE_HTTP_TIMEOUT` is 600
     */
    composeEnvironment?: Record<string, string>;
    /**
     * More environment variables of docker-compose by name, kept as secrets: `compose` refers to them as `$NAME`. Requires
     * `compose`. A change runs docker-compose again.
     *
     * @defaultValue - none
     */
    environment?: Record<string, pulumi.Input<string>>;
    /**
     * A login to a registry for root on the host. The extension runs `docker login --email`, which Docker 17.06 and later
     * reject. It is therefore accepted only with an image of your own, which must contain an earlier Docker. The password is in
     * that command's line while it runs, which every user of the VM can read, and in `/root/.docker/config.json`, where it stays
     * if you remove the login here. A change runs the extension again.
     *
     * @defaultValue - none
     * @see https://github.com/Azure/azure-docker-extension/issues/131
     */
    login?: RegistryLogin;
    /**
     * The cloud of Azure, which decides from where the extension downloads Docker and docker-compose. The extension knows no
     * other clouds, and keeps what it has installed already. docs/clouds.md says what works in China today.
     *
     * @defaultValue `AzureCloud`
     */
    azureEnvironment?: AzureEnvironment;
}

const variable = (value: unknown): boolean => matches(/^[^\0]*$/, value);
/** The value of an environment variable that is a secret. */
export const secretVariable = secretRule(
    variable,
    "a string without NUL characters",
    "Use a string (the given value is not shown)",
);

/** The names of environment variables. */
const variableNames: Rule = (argument, value) =>
    Object.keys(isRecord(value) ? value : {})
        .filter((name) => !/^[A-Za-z_]\w*$/.test(name))
        .map((name) => ({
            argument: `${argument}.${name}`,
            expected: "the name of an environment variable: letters, digits and underscores, not a digit first",
            fix: "Rename it",
        }));

/** The rules of its members. */
export const dockerExtensionRules = {
    compose: composeFile,
    composeEnvironment: allOf(
        variableNames,
        recordOf(
            secretRule(
                variable,
                "a string without NUL characters",
                "Put numbers and booleans in quotes (the given value is not shown)",
            ),
            "environment variables by name",
        ),
    ),
    environment: allOf(variableNames, recordOf(secretVariable, "environment variables by name")),
    login: registryLogin,
    azureEnvironment: oneOf(Object.values(AzureEnvironment)),
} as const satisfies Rules<DockerExtensionSettings>;

/** The settings of a host's DockerExtension. */
export const dockerExtensionSettings = membersOf(
    "settings of the DockerExtension by name",
    dockerExtensionRules,
    Object.keys(dockerExtensionRules),
);

/** Whether settings have values that are secrets. */
export function holdsSecret(settings: unknown): boolean {
    return isRecord(settings) && (settings["environment"] !== undefined || settings["login"] !== undefined);
}
