/** What an engine that CustomScript installs is made of, as far as it is no secret. */
export interface EngineParts {
    /** Where its packages come from, one of `EngineSource`. */
    readonly source: string;
    /** Empty for the newest. */
    readonly version: string;
    /** Indented JSON, an object with at least one entry. */
    readonly daemonJson: string;
    /** Any number of lines; empty for the daemon's own. */
    readonly seccompProfile: string;
    /** Flags of `dockerd`, none with a line feed. */
    readonly flags: readonly string[];
}

/** The text that changes whenever the engine or its daemon does. The readiness gate has it in its environment. */
export function engineRevision({ source, version, daemonJson, seccompProfile, flags }: EngineParts): string {
    return [source, version, daemonJson, seccompProfile, ...flags].join("\n");
}

/** Takes a text of {@link engineRevision} apart; nothing for another text. */
export function readEngineRevision(revision: string): EngineParts | undefined {
    const [, source, version, daemonJson, rest] = /^(.*)\n(.*)\n(\{\n[\s\S]*?\n\})\n([\s\S]*)$/.exec(revision) ?? [];
    if (source === undefined || version === undefined || daemonJson === undefined || rest === undefined) {
        return undefined;
    }
    // The profile's text has any number of lines, at least an empty one; each flag has one.
    const lines = rest.split("\n");
    const firstFlag = lines.findIndex(
        (_line, index) => index > 0 && lines.slice(index).every((flag) => flag.startsWith("-")),
    );
    const end = firstFlag < 0 ? lines.length : firstFlag;
    return { source, version, daemonJson, seccompProfile: lines.slice(0, end).join("\n"), flags: lines.slice(end) };
}
