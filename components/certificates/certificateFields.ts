import type { X509Certificate } from "node:crypto";

/** The fields of a certificate that Node.js does not show. */
export interface CertificateFields {
    /** The object identifier of the signature's algorithm: its DER content in hexadecimal. */
    readonly signatureAlgorithm: string;
    /** How many further authorities may stand between this one and a host or client; `Infinity` without a limit. */
    readonly pathLength: number;
    /** Whether certificates below this one can name its key, and not only its subject. */
    readonly hasKeyIdentifier: boolean;
    /** Whether the authority may sign for certain names only. */
    readonly permitsSomeNamesOnly: boolean;
}

/** An element of DER, the binary form of certificates. */
interface Element {
    readonly tag: number;
    readonly content: Buffer;
}

const EXTENSIONS = 0xa3;
const INTEGER = 0x02;
const PERMITTED_SUBTREES = 0xa0;

/** The object identifiers of extensions: RFC 5280, 4.2.1.2, 4.2.1.9 and 4.2.1.10. */
const KEY_IDENTIFIER = "551d0e";
const BASIC_CONSTRAINTS = "551d13";
const NAME_CONSTRAINTS = "551d1e";

/**
 * Reads the fields. Well-kept libraries can do this too, but all of them are far larger than what is needed here.
 *
 * @throws RangeError if the certificate is not in DER.
 */
export function certificateFields({ raw }: X509Certificate): CertificateFields {
    // Certificate: content, algorithm, signature.
    const [signed, algorithm] = elementsOf(elements(raw)[0]);
    const extensions = elementsOf(elementsOf(signed).find(({ tag }) => tag === EXTENSIONS)).at(0);
    const find = (wanted: string): readonly Element[] | undefined =>
        elementsOf(extensions)
            .map(elementsOf)
            .find(([id]) => hex(id) === wanted);
    // Identifier, whether it is critical, and an octet string with the value in it.
    const extension = (wanted: string): readonly Element[] => elementsOf(elementsOf(find(wanted)?.at(-1))[0]);
    const pathLength = extension(BASIC_CONSTRAINTS).find(({ tag }) => tag === INTEGER);
    return {
        signatureAlgorithm: hex(elementsOf(algorithm)[0]),
        pathLength: pathLength === undefined ? Infinity : Number(`0x${hex(pathLength)}`),
        hasKeyIdentifier: find(KEY_IDENTIFIER) !== undefined,
        permitsSomeNamesOnly: extension(NAME_CONSTRAINTS).some(({ tag }) => tag === PERMITTED_SUBTREES),
    };
}

const hex = (element: Element | undefined): string => element?.content.toString("hex") ?? "";

const elementsOf = (element: Element | undefined): readonly Element[] => elements(element?.content ?? Buffer.alloc(0));

/** The elements of a sequence: each a tag, its length and its content. */
function elements(bytes: Buffer): readonly Element[] {
    const found: Element[] = [];
    for (let at = 0; at < bytes.length;) {
        const short = bytes.readUInt8(at + 1);
        // From 128, this is the number of bytes in which the length follows.
        const further = short < 0x80 ? 0 : short & 0x7f;
        const start = at + 2 + further;
        const end = start + (further === 0 ? short : bytes.readUIntBE(at + 2, further));
        found.push({ tag: bytes.readUInt8(at), content: bytes.subarray(start, end) });
        at = end;
    }
    return found;
}
