import { isHost } from "../../shared/hostTypes";
import { nameOf, type PlannedResource, typeOf } from "../plan/plan";
import { readable, valueAt } from "../plan/properties";

/** The type of the component that says who may connect to daemons, and whom their clients trust. */
export const AUTHORITY = "docker-host-vm:index:CertificateAuthority";
const SELF_SIGNED = "tls:index/selfSignedCert:SelfSignedCert";
export const CERTIFICATE = "tls:index/locallySignedCert:LocallySignedCert";
const REQUEST = "tls:index/certRequest:CertRequest";
export const KEY = "tls:index/privateKey:PrivateKey";

/** Whether one of some properties changes. */
export const touches = ({ changes }: PlannedResource, ...properties: readonly string[]): boolean =>
    changes.some(({ path }) => properties.includes(path));

/** What of a self-signed certificate changes while those who trust it, or have a certificate of it, notice nothing. */
const NO_OTHER_KEY_OR_NAME = ["validityPeriodHours", "earlyRenewalHours", "readyForRenewal"];

/** Whether a self-signed certificate that is replaced gets another key or name, as one does that is replaced for no reason that is told. */
export const isAnother = ({ operation, changes }: PlannedResource): boolean =>
    operation === "replace" &&
    (changes.length === 0 || changes.some(({ path }) => !NO_OTHER_KEY_OR_NAME.includes(path)));

/** By which the subject of a client's issuer is told from that of an authority. */
const CLIENT_ORGANIZATION = "docker-host-vm client";

/** Whether a resource is the issuer of one client that an authority of ours makes. */
export const isClientIssuer = ({ type, before, after }: PlannedResource): boolean =>
    type === SELF_SIGNED && valueAt(after ?? before, "subject.organization") === CLIENT_ORGANIZATION;

/** Whether a resource is the certificate of an authority, made here, that clients trust. */
export const isRoot = (resource: PlannedResource): boolean =>
    resource.type === SELF_SIGNED &&
    (resource.after ?? resource.before)?.["isCaCertificate"] === true &&
    !isClientIssuer(resource);

/** The client of a resource that an authority makes for one client: its key, request and certificate, its issuer's key and certificate. */
export function clientOf({ type, name, parent }: PlannedResource): string | undefined {
    if (!type.startsWith("tls:") || typeOf(parent) !== AUTHORITY) {
        return undefined;
    }
    const authority = nameOf(parent);
    const [, client] =
        /^-(?:issuer|client)-(.+)-(?:key|request|cert)$/.exec(
            name.startsWith(authority) ? name.slice(authority.length) : "",
        ) ?? [];
    return client;
}

/**
 * Whether a resource is the certificate of a host's readiness check, and nothing changes about it but the fingerprint of the
 * clients in its subject: it follows from every change of the clients, and opens nothing.
 */
export function isReadinessFingerprint({ type, name, parent, operation, after, changes }: PlannedResource): boolean {
    return (
        type === SELF_SIGNED &&
        isHost(typeOf(parent)) &&
        name === `${nameOf(parent)}-readiness-cert` &&
        operation === "replace" &&
        after?.["isCaCertificate"] === false &&
        changes.every(({ path }) => /^subject(\.serialNumber)?$/.test(path))
    );
}

/** The resource of the same component that a certificate is made with. */
export function siblings(
    { name, parent }: PlannedResource,
    resources: readonly PlannedResource[],
    role: "key" | "request",
): PlannedResource[] {
    const type = role === "key" ? KEY : REQUEST;
    const own = name.replace(/-cert$/, `-${role}`);
    return resources.filter((one) => one.type === type && one.parent === parent && one.name === own);
}

/** The certificates in a text of PEM as the plan shows them, in their order; undefined where they cannot be read. */
export function pemsOf(text: unknown): readonly string[] | undefined {
    const value = readable(text);
    const pems = typeof value === "string" ? value.match(/\[PEM[^\]]*\]/g) : null;
    return pems ?? undefined;
}
