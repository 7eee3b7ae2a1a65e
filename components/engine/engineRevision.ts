import { createHash } from "node:crypto";

/** The parts of an engine that CustomScript installs, without secrets. */
export interface EngineParts {
    /** The source of its packages, one of `EngineSource`. */
    readonly source: string;
    /** Empty for the latest version. */
    readonly version: string;
    /** Indented JSON, an object with at least one entry. */
    readonly daemonJson: string;
    /** The fingerprint of the seccomp profile; empty for the daemon's default. */
    readonly seccompFingerprint: string;
    /** Flags of `dockerd`, without line feeds. */
    readonly flags: readonly string[];
}

/** A text that changes whenever the engine or its daemon changes. The readiness check has it in its environment. */
export function engineRevision({ source, version, daemonJson, seccompFingerprint, flags }: EngineParts): string {
    return [source, version, daemonJson, seccompFingerprint, ...flags].join("\n");
}

/** The fingerprint of a profile, which itself can be a hundred thousand characters long. */
export function seccompFingerprint(profile = ""): string {
    return profile === "" ? "" : createHash("sha256").update(profile).digest("hex");
}

/** Parses a text from {@link engineRevision}; undefined for any other text. */
export function readEngineRevision(revision: string): EngineParts | undefined {
    const [, source, version, daemonJson, fingerprint, flags] =
        /^(.*)\n(.*)\n(\{\n[\s\S]*?\n\})\n([0-9a-f]*)((?:\n-.*)*)$/.exec(revision) ?? [];
    return source === undefined || version === undefined || daemonJson === undefined || fingerprint === undefined
        ? undefined
        : { source, version, daemonJson, seccompFingerprint: fingerprint, flags: (flags ?? "").split("\n").slice(1) };
}
