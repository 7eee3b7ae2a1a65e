import type { X509Certificate } from "node:crypto";
import { hasIssued } from "../components/certificates/chain";
import { DEFAULT_CLIENT } from "../components/defaults";
import { recordAt, textAt } from "../shared/json";
import { type Resource, resourceName } from "./resources";
import { readBundle, shareAuthority } from "./x509";

const AUTHORITY = "docker-host-vm:index:CertificateAuthority";
const STACK_REFERENCE = "pulumi:pulumi:StackReference";
const ISSUING = ["tls:index/locallySignedCert:LocallySignedCert", "tls:index/selfSignedCert:SelfSignedCert"];

/** A certificate and its early renewal. */
export interface Certificate {
    /** PEM. */
    readonly pem: string;
    /** How many hours before expiry the next `up` renews it; undefined if it was brought, so that no `up` renews it. */
    readonly earlyRenewalHours: number | undefined;
}

/** A client identity. */
interface ClientIdentity {
    /** Undefined if it is a secret that is not decrypted. */
    readonly certificate: Certificate | undefined;
    /** PEM; undefined if secrets are not decrypted. */
    readonly keyPem: string | undefined;
}

/** An authority or a host, and the clients that have access. */
export interface Access {
    /** The resource's name. */
    readonly name: string;
    /** The certificates that clients trust, PEM, for `ca.pem`. The first one signs server certificates. */
    readonly caCertPem: string | undefined;
    /** The issuers of the clients that have access, by the name of the client. */
    readonly clientIssuers: Readonly<Record<string, Certificate>>;
    /** The identities of those clients that the stack made, by name. */
    readonly clients: Readonly<Record<string, ClientIdentity>>;
    /** The names of the other stacks that can have the authority; none if it is in the same stack. */
    readonly authorityStacks: readonly string[];
}

/** A certificate authority in the state. */
export interface AuthorityState extends Access {
    readonly urn: string;
}

/** The certificate authorities in a stack. */
export function authoritiesIn(resources: readonly Resource[]): AuthorityState[] {
    return resources
        .filter(({ type }) => type === AUTHORITY)
        .map((resource) => {
            const { urn, outputs } = resource;
            const caCertPem = textAt(outputs, "caCertPem");
            const clients = mapEntries(recordAt(outputs, "clients"), (client) => ({
                certificate: certificateOf(textAt(client, "certPem"), resources),
                keyPem: textAt(client, "keyPem"),
            }));
            const clientIssuers = issuersOf(resource, caCertPem, resources);
            return { urn, name: resourceName(resource), caCertPem, clients, clientIssuers, authorityStacks: [] };
        });
}

/**
 * The issuers in the outputs of an authority or a host. One of an earlier version has none: there the authority itself signed
 * the certificate of the only client.
 */
export function issuersOf(
    { outputs }: Resource,
    caCertPem: string | undefined,
    resources: readonly Resource[],
): Record<string, Certificate> {
    const issuers = "clientIssuers" in outputs ? recordAt(outputs, "clientIssuers") : { [DEFAULT_CLIENT]: caCertPem };
    return Object.fromEntries(
        Object.entries(issuers).flatMap(([client, pem]) => {
            const certificate = certificateOf(typeof pem === "string" ? pem : undefined, resources);
            return certificate === undefined ? [] : [[client, certificate]];
        }),
    );
}

/** The name of the client, or of the group of clients, that a certificate belongs to; undefined if it has no access. */
export function clientOf(
    certificate: X509Certificate,
    { clientIssuers }: Pick<Access, "clientIssuers">,
): string | undefined {
    const isIssuer = ({ pem }: Certificate): boolean =>
        readBundle(pem).some(
            (issuer) => issuer.fingerprint256 === certificate.fingerprint256 || hasIssued(issuer, certificate),
        );
    return Object.entries(clientIssuers).find(([, issuer]) => isIssuer(issuer))?.[0];
}

/** A certificate with the early renewal of the resource that made it. */
export function certificateOf(pem: string | undefined, resources: readonly Resource[]): Certificate | undefined {
    const maker = resources.find(({ type, outputs }) => ISSUING.includes(type) && outputs["certPem"] === pem);
    const hours = maker?.outputs["earlyRenewalHours"] ?? maker?.inputs["earlyRenewalHours"];
    return pem === undefined ? undefined : { pem, earlyRenewalHours: typeof hours === "number" ? hours : undefined };
}

/**
 * The authority of a host, if it is in the same stack: the one that its server certificate depends on, or one with the same
 * certificates, if these were brought.
 *
 * @param server the resource of the server certificate
 */
export function authorityOf(
    server: Resource | undefined,
    caCertPem: string | undefined,
    authorities: readonly AuthorityState[],
    resources: readonly Resource[],
): AuthorityState | undefined {
    const makers = dependenciesOf(server, resources).flatMap(({ urn, parent }) => [urn, parent]);
    return (
        authorities.find(({ urn }) => makers.includes(urn)) ?? authorities.find((each) => isTrusted(each, caCertPem))
    );
}

/** Whether an authority has a certificate in common with the ones that a host's clients trust. */
export function isTrusted({ caCertPem: own }: Access, caCertPem: string | undefined): boolean {
    return own !== undefined && caCertPem !== undefined && shareAuthority(own, caCertPem);
}

/** The names of the stacks that a host's server certificate depends on: the authority is in one of them. */
export function authorityStacksOf(server: Resource | undefined, resources: readonly Resource[]): string[] {
    const references = dependenciesOf(server, resources).filter(({ type }) => type === STACK_REFERENCE);
    return references.flatMap(({ inputs, id }) => textAt(inputs, "name") ?? id ?? []);
}

function dependenciesOf(resource: Resource | undefined, resources: readonly Resource[]): Resource[] {
    return resources.filter(({ urn }) => resource?.dependencies.includes(urn));
}

function mapEntries<T>(record: Readonly<Record<string, unknown>>, map: (value: unknown) => T): Record<string, T> {
    return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]));
}
