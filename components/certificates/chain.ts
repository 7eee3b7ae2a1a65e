import { X509Certificate } from "node:crypto";

/** A certificate in PEM and its base64. */
const CERTIFICATE = /-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\s]*)-----END CERTIFICATE-----/g;

/** The certificates in a text, each in the usual form of PEM, which ends with a line break. Other text is left out. */
export function certificatesIn(pem: string): string[] {
    return [...pem.matchAll(CERTIFICATE)].map(([, base64 = ""]) => {
        const lines = base64.replace(/\s/g, "").match(/.{1,64}/g) ?? [];
        return ["-----BEGIN CERTIFICATE-----", ...lines, "-----END CERTIFICATE-----", ""].join("\n");
    });
}

/** The first certificate in a text; the whole text if there is none in it. */
export function firstCertificate(pem: string): string {
    return certificatesIn(pem)[0] ?? pem;
}

/** Whether a certificate is signed with its own key. */
export function isSelfSigned(certificate: X509Certificate): boolean {
    // checkIssued would refuse a client's own certificate, because it may not sign others.
    return certificate.subject === certificate.issuer && certificate.verify(certificate.publicKey);
}

/** Whether two certificates are of the same authority: a renewal keeps its name and its key. */
export function isSameAuthority(one: X509Certificate, other: X509Certificate): boolean {
    return one.subject === other.subject && one.publicKey.equals(other.publicKey);
}

/** Whether an authority has issued a certificate. */
export function hasIssued(authority: X509Certificate, certificate: X509Certificate): boolean {
    return certificate.checkIssued(authority) && certificate.verify(authority.publicKey);
}

/**
 * The certificates above another one, from its issuer up to a self-signed root, or as far as the given ones lead. Their order
 * does not matter.
 */
export function certificatesAbove(
    certificate: X509Certificate,
    given: readonly X509Certificate[],
): readonly X509Certificate[] {
    const issuer = isSelfSigned(certificate) ? undefined : given.find((one) => hasIssued(one, certificate));
    return issuer === undefined
        ? []
        : [
              issuer,
              ...certificatesAbove(
                  issuer,
                  given.filter((one) => one !== issuer),
              ),
          ];
}

/** The certificate of an authority's generation, and those above it, PEM. */
export interface TrustedAuthority {
    readonly certPem: string;
    /** Up to the root, in any order. @defaultValue none, for a self-signed certificate */
    readonly chainPem?: string | undefined;
}

/**
 * The contents of `ca.pem`: for each generation, in order, its certificate and then those above it. Each certificate is in it
 * once, and nothing else.
 */
export function trustedBundle(generations: readonly TrustedAuthority[]): string {
    const all = generations.flatMap(({ certPem, chainPem }) => withThoseAbove(certPem, chainPem ?? ""));
    return [...new Set(all.map(String))].join("");
}

/**
 * The certificates that a server presents: its own, and then the intermediate ones above it. Clients have the root, and a
 * client whose `ca.pem` has the root alone accepts the server too.
 *
 * @param caCertPem the {@link trustedBundle} of its authority
 */
export function servedChain(leafPem: string, caCertPem: string): string {
    const [leaf, ...above] = withThoseAbove(leafPem, caCertPem);
    return [leaf, ...above.filter((one) => !isSelfSigned(one))].join("");
}

function withThoseAbove(certPem: string, chainPem: string): readonly X509Certificate[] {
    const certificate = new X509Certificate(certPem);
    return [
        certificate,
        ...certificatesAbove(
            certificate,
            certificatesIn(chainPem).map((pem) => new X509Certificate(pem)),
        ),
    ];
}

/** The certificates of clients' issuers by name, as one text that is the same for every order of the names. */
export function issuersBundle(clientIssuers: Readonly<Record<string, string>>): string {
    return Object.keys(clientIssuers)
        .sort()
        .flatMap((name) => certificatesIn(clientIssuers[name] ?? ""))
        .join("");
}

/** The contents of the daemon's `tlscacert`: the issuers of its clients, and then its own readiness certificate. */
export function daemonBundle(clientIssuers: Readonly<Record<string, string>>, readinessCertPem: string): string {
    return [issuersBundle(clientIssuers), ...certificatesIn(readinessCertPem)].join("");
}
