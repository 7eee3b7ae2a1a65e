import type { Inputs, PlannedResource } from "../../../../preview/plan/plan";
import { planned } from "../support";

export const HOST = "docker-host-vm:index:DockerHostVm";
export const AUTHORITY = "docker-host-vm:index:CertificateAuthority";
export const SELF_SIGNED = "tls:index/selfSignedCert:SelfSignedCert";
export const CERTIFICATE = "tls:index/locallySignedCert:LocallySignedCert";
export const KEY = "tls:index/privateKey:PrivateKey";

/** A certificate as a plan shows it. */
export const pem = (name: string): string =>
    `[PEM #${Buffer.from(name).toString("hex").padEnd(12, "0").slice(0, 12)}]\n`;

/** A component, with outputs that stay unless others follow. */
export function component(type: string, name: string, before: Inputs = {}, after: Inputs = before): PlannedResource {
    return planned(type, name, { outputs: { before, after } });
}

/** The authority `ca`, to be the parent of resources. */
export const authority = component(AUTHORITY, "ca");

/** The issuers of clients, as outputs have them. */
export const issuers = (...clients: readonly string[]): Record<string, string> =>
    Object.fromEntries(clients.map((name) => [name, pem(name)]));

/** The resource with the certificate of a client's issuer. */
export function client(name: string, rest: Partial<PlannedResource> = {}): PlannedResource {
    const subject = { commonName: name, organization: "docker-host-vm client" };
    return root(`ca-issuer-${name}-cert`, name, { subject, ...rest });
}

/** The resource with the certificate of a generation: `ca-g1-cert`. */
export const generation = (name: string, rest: Partial<PlannedResource> = {}): PlannedResource =>
    root(`ca-${name}-cert`, name, rest);

function root(
    resource: string,
    name: string,
    { subject, ...rest }: Partial<PlannedResource> & { readonly subject?: object },
): PlannedResource {
    const inputs = { isCaCertificate: true, subject: subject ?? { organization: "docker-host-vm" } };
    const isNew = rest.operation === "create";
    return planned(SELF_SIGNED, resource, {
        parent: authority.urn,
        before: isNew ? undefined : inputs,
        after: rest.operation === "delete" ? undefined : inputs,
        outputs: { before: isNew ? {} : { certPem: pem(name) }, after: {} },
        ...rest,
    });
}
