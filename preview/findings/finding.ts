import { listed, Markdown, prose } from "../markdown/markdown";
import type { PlannedResource } from "../plan/plan";

/**
 * What a reviewer must see, by the word that `--fail-on` takes.
 *
 * - `replace`: a resource is replaced, or a VM or disk is deleted.
 * - `open`: somebody may enter who could not before, or that is not known.
 * - `client`: a client or the administrator is let in or shut out, or earlier files, keys or passwords are refused.
 * - `authority`: clients trust another authority, or one less.
 * - `certificate`: a certificate is issued again, or one is new whose holder a host may take for a client.
 * - `tls`: keys, certificates' uses, the daemon's TLS or the check of it change.
 * - `hardening`: a protection is taken away, or that is not known.
 * - `restart`: a VM restarts, or has to be deallocated.
 */
export const FINDING_KINDS = [
    "replace",
    "open",
    "client",
    "authority",
    "hardening",
    "tls",
    "certificate",
    "restart",
] as const;
/** One of {@link FINDING_KINDS}. */
export type FindingKind = (typeof FINDING_KINDS)[number];

/** Something that a reviewer must see. */
export interface Finding {
    readonly kind: FindingKind;
    /** `danger` for what cannot be undone or opens the host, `caution` for the rest. */
    readonly level: "danger" | "caution";
    /** A few words for the verdict, the same for findings of the same sort. Holds nothing from the program. */
    readonly title: string;
    /** The names of what it is about; empty where the text names it. */
    readonly subjects: readonly string[];
    /** What follows the title and the subjects: one or more sentences, of which the first begins with a small letter. */
    readonly text: Markdown;
    /** The URNs of the resources that it is about: their rows come first in the table. */
    readonly about: readonly string[];
}

/** Makes a finding about resources. */
type Make = (kind: FindingKind, title: string, about: readonly PlannedResource[], text: Markdown) => Finding;

const make =
    (level: Finding["level"]): Make =>
    (kind, title, about, text) => ({
        kind,
        level,
        title,
        subjects: about.map(({ name }) => name),
        text,
        about: about.map(({ urn }) => urn),
    });

/** For what cannot be undone or opens the host. */
export const danger = make("danger");
/** For what to look at. */
export const caution = make("caution");

/** So many names are shown of what a finding is about. */
const MOST_SUBJECTS = 8;

/** A finding on one line, without a sign of its level: `**VM deleted** (build-vm): the data on its disks is lost.` */
export function findingLine({ title, subjects, text }: Finding): Markdown {
    const names = subjects.length === 0 ? prose`` : prose` (${listed(subjects, MOST_SUBJECTS)})`;
    return prose`**${new Markdown(capitalized(title))}**${names}: ${text}`;
}

/** Words of ours as they begin a line. */
export const capitalized = (words: string): string => `${words[0]?.toUpperCase() ?? ""}${words.slice(1)}`;

/** Makes one finding of those that say the same of several resources. */
export function merged(findings: readonly Finding[]): Finding[] {
    const alike = new Map<string, Finding>();
    for (const finding of findings) {
        const { kind, level, title, text } = finding;
        const key = JSON.stringify([kind, level, title, text.source]);
        const known = alike.get(key);
        alike.set(key, {
            ...finding,
            subjects: [...(known?.subjects ?? []), ...finding.subjects],
            about: [...(known?.about ?? []), ...finding.about],
        });
    }
    return [...alike.values()];
}
