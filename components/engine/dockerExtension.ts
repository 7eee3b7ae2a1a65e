import * as pulumi from "@pulumi/pulumi";
import { type DaemonCertificates, requirePem } from "./daemonCertificates";
import { type DockerExtensionSettings, secretVariable } from "./dockerExtensionSettings";
import { registryPassword } from "./registryLogins";
import { validatedInput } from "../validation/throwIfInvalid";

/** The extension's public settings: https://github.com/Azure/azure-docker-extension. It takes the port as a string. */
export function extensionSettings(dockerPort: number, flags: readonly string[]): object {
    return { docker: { port: String(dockerPort), options: [...flags] } };
}

/**
 * The extension's protected settings. If one of the three certificates is missing, the extension silently drops the TLS flags
 * and still opens the port: this function throws instead.
 *
 * @throws Error if one of the three is not PEM.
 */
export function extensionProtectedSettings(certificates: DaemonCertificates): object {
    requirePem(certificates);
    const { ca, cert, key } = certificates;
    const encode = (pem: string): string => Buffer.from(pem).toString("base64");
    return { certs: { ca: encode(ca), cert: encode(cert), key: encode(key) } };
}

/** The extension's public settings that are not the daemon's. */
export function furtherSettings({ compose, composeEnvironment, azureEnvironment }: DockerExtensionSettings): object {
    return {
        ...(compose && { compose }),
        ...(composeEnvironment && { "compose-environment": composeEnvironment }),
        ...(azureEnvironment && { "azure-environment": azureEnvironment }),
    };
}

/** The extension's protected settings that are not the daemon's, as soon as they are known. */
export function furtherProtectedSettings(
    subject: string,
    { environment, login }: DockerExtensionSettings,
): pulumi.Output<object> {
    const argument = "dockerExtension";
    const variables = Object.entries(environment ?? {}).map(([name, value]) =>
        validatedInput(subject, `${argument}.environment.${name}`, secretVariable, value).apply((known) => [
            name,
            known,
        ]),
    );
    const password = login && validatedInput(subject, `${argument}.login.password`, registryPassword, login.password);
    return pulumi.all([pulumi.all(variables), password]).apply(([known, secret]) => ({
        ...(environment && { environment: Object.fromEntries(known) as object }),
        ...(login && { login: { server: login.server, username: login.username, password: secret } }),
    }));
}
