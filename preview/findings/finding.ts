import type { Markdown } from "../markdown/markdown";

/**
 * What a reviewer must see, by the word that `--fail-on` takes.
 *
 * - `replace`: a resource is replaced, or a VM or disk is deleted.
 * - `open`: somebody may enter who could not before, or that is not known.
 * - `authority`: clients are locked out by another certificate authority.
 * - `certificate`: a certificate is issued again, or a client gets one or loses it.
 * - `tls`: keys, certificates' uses, the daemon's TLS or the check of it change.
 * - `hardening`: a protection is taken away, or that is not known.
 * - `restart`: a VM restarts.
 */
export const FINDING_KINDS = ["replace", "open", "authority", "hardening", "tls", "certificate", "restart"] as const;
/** One of {@link FINDING_KINDS}. */
export type FindingKind = (typeof FINDING_KINDS)[number];

/** Something that a reviewer must see. */
export interface Finding {
    readonly kind: FindingKind;
    /** `danger` for what cannot be undone or opens the host, `caution` for the rest. */
    readonly level: "danger" | "caution";
    /** A few words for the verdict, the same for findings of the same sort. Holds nothing from the program. */
    readonly title: string;
    readonly text: Markdown;
    /** The URNs of the resources that it is about: their rows come first in the table. */
    readonly about: readonly string[];
}
