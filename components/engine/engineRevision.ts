import { createHash } from "node:crypto";

/** What an engine that CustomScript installs is made of, as far as it is no secret. */
export interface EngineParts {
    /** Where its packages come from, one of `EngineSource`. */
    readonly source: string;
    /** Empty for the newest. */
    readonly version: string;
    /** Indented JSON, an object with at least one entry. */
    readonly daemonJson: string;
    /** The fingerprint of the profile's text; empty for the daemon's own. */
    readonly seccompFingerprint: string;
    /** Flags of `dockerd`, none with a line feed. */
    readonly flags: readonly string[];
}

/** The text that changes whenever the engine or its daemon does. The readiness gate has it in its environment. */
export function engineRevision({ source, version, daemonJson, seccompFingerprint, flags }: EngineParts): string {
    return [source, version, daemonJson, seccompFingerprint, ...flags].join("\n");
}

/** What stands in a revision for a profile, which can have a hundred thousand characters. */
export function seccompFingerprint(profile = ""): string {
    return profile === "" ? "" : createHash("sha256").update(profile).digest("hex");
}

/** Takes a text of {@link engineRevision} apart; nothing for another text. */
export function readEngineRevision(revision: string): EngineParts | undefined {
    const [, source, version, daemonJson, fingerprint, flags] =
        /^(.*)\n(.*)\n(\{\n[\s\S]*?\n\})\n([0-9a-f]*)((?:\n-.*)*)$/.exec(revision) ?? [];
    return source === undefined || version === undefined || daemonJson === undefined || fingerprint === undefined
        ? undefined
        : { source, version, daemonJson, seccompFingerprint: fingerprint, flags: (flags ?? "").split("\n").slice(1) };
}
