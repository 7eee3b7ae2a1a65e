import { X509Certificate } from "node:crypto";
import { certificatesAbove, certificatesIn, isSameAuthority } from "../components/certificates/chain";

/** The certificates in a text in PEM; none for any other text. */
export function readBundle(pem: string): X509Certificate[] {
    return certificatesIn(pem).flatMap((text) => parseCertificate(text) ?? []);
}

/** The first certificate in a text; undefined for any other text. */
export function parseCertificate(pem: string): X509Certificate | undefined {
    try {
        return new X509Certificate(pem);
    } catch {
        return undefined;
    }
}

/** Whether two bundles of authorities have one in common. */
export function shareAuthority(one: string, other: string): boolean {
    const others = readBundle(other);
    return readBundle(one).some((authority) => others.some((each) => isSameAuthority(authority, each)));
}

/**
 * Whether a client with a `ca.pem` accepts the servers of an authority: the one that signs, or one above it.
 *
 * @param bundle the authority's certificates: the one that signs for servers, those above it, and others
 */
export function trusts(caPem: string, bundle: string): boolean {
    const trusted = readBundle(caPem);
    const isTrusted = (authority: X509Certificate): boolean => trusted.some((each) => isSameAuthority(each, authority));
    const [signing, ...others] = readBundle(bundle);
    return signing !== undefined && [signing, ...certificatesAbove(signing, others)].some(isTrusted);
}

/** The common name in a subject or an issuer. */
export function commonNameOf(name: string): string | undefined {
    return /^CN=(.*)$/m.exec(name)?.[1];
}
