import { recordAt } from "../../shared/json";
import { kindOf } from "../../shared/azure/resourceKind";
import { PEM_DIGEST } from "./redaction";
import { isUnknownMark } from "../../shared/pulumiValues";
import { valueAt } from "./properties";

/** Hides what a comparison's sandbox made up. */
export type Accidents = (text: string) => string;

const UUID = /[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}/gi;
/** By which the daemon's label tells which certificates it has. */
const FINGERPRINT = /\b(certs["']?[:=]\s*["']?)[\da-f]{16}\b/g;
/** Shorter texts would hide parts of words. */
const SHORTEST_RANDOM = 6;

/**
 * What each comparison's sandbox makes up: addresses, names with random letters, keys, ids. A report that showed them would
 * differ each time, and say nothing of the real stack. They are hidden only where values are shown; what is judged is the plan
 * as it is, so that nothing can hide behind them.
 *
 * @param states the states before and after of a plan's resources
 */
export function accidentsOf(states: readonly Record<string, unknown>[]): Accidents {
    const words = new Map(states.flatMap(madeUp));
    // The longest first: one can be a part of another.
    const texts = [...words.keys()].sort((one, other) => other.length - one.length).map(escaped);
    const known = new RegExp(`(?<![\\w.])(?:${texts.join("|")})(?!\\w|\\.\\d)`, "g");
    return (text) => {
        const plain = text
            .replace(PEM_DIGEST, "$1")
            .replace(UUID, (uuid) => (isUnknownMark(uuid) ? uuid : "[id]"))
            .replace(FINGERPRINT, "$1[fingerprint]");
        return texts.length === 0 ? plain : plain.replace(known, (found) => words.get(found) ?? found);
    };
}

/** What the state of one resource holds of it, each with the word that stands for it. */
function madeUp({ type, urn, inputs, outputs }: Record<string, unknown>): [text: string, word: string][] {
    const kind = kindOf(String(type)) ?? "";
    const name = String(urn).split("::").slice(3).join("::");
    const found: [unknown, string][] = [
        // Pulumi names what the program leaves without a name: its own name and eight random digits.
        ...Object.values(recordAt(inputs))
            .filter((value) => typeof value === "string" && value.startsWith(name))
            .filter((value) => /^-?[\da-f]{7,8}$/.test(String(value).slice(name.length)))
            .map((value): [unknown, string] => [value, `${name}[random]`]),
        ...(kind.startsWith("random:") ? [[valueAt(outputs, "result"), "[random]"] as [unknown, string]] : []),
        ...(kind === "network:PublicIPAddress"
            ? [[valueAt(outputs, "ipAddress"), "[address]"] as [unknown, string]]
            : []),
        ...(kind === "tls:PrivateKey"
            ? [[valueAt(outputs, "publicKeyOpenssh"), "[SSH public key]"] as [unknown, string]]
            : []),
        // The subjects of clients' issuers have the fingerprint of a key, those of readiness checks that of issuers.
        ...(kind === "tls:SelfSignedCert"
            ? [[valueAt(inputs, "subject.serialNumber"), "[fingerprint]"] as [unknown, string]]
            : []),
    ];
    return found.flatMap(([value, word]) => {
        const text = typeof value === "string" && !isUnknownMark(value) ? value.trim() : "";
        return text.length >= SHORTEST_RANDOM ? [[text, word]] : [];
    });
}

/** A text as a regular expression that means it. */
const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\/-]/g, "\\$&");
