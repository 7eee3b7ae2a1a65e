/** Vulnerabilities of the Docker engine that one release fixes. */
export interface EngineFix {
    /** The first version of Docker's own packages without them. */
    readonly fixedIn: string;
    readonly cves: readonly string[];
    /** What an attacker can do before, a clause without a full stop. */
    readonly impact: string;
    readonly source: string;
}

/** What is known, oldest first. Vulnerabilities of Docker on Windows and of Docker Desktop are left out. */
export const ENGINE_FIXES: readonly EngineFix[] = [
    {
        fixedIn: "29.3.1",
        cves: ["CVE-2026-34040"],
        impact: "a client can get past authorization plugins by oversized requests",
        source: "https://github.com/moby/moby/releases/tag/docker-v29.3.1",
    },
    {
        fixedIn: "29.5.1",
        cves: ["CVE-2026-41567", "CVE-2026-41568", "CVE-2026-42306"],
        impact: "a container can run its programs and change files on the host while somebody uses docker cp",
        source: "https://github.com/moby/moby/releases/tag/docker-v29.5.1",
    },
    {
        fixedIn: "29.9.0",
        cves: ["CVE-2026-97032", "CVE-2026-78659", "CVE-2026-78663", "CVE-2026-78669"],
        impact: "a client can crash the daemon or use up its memory and processors by HTTP/2",
        source: "https://github.com/moby/moby/releases/tag/docker-v29.9.0",
    },
];

/** The lowest version without a known vulnerability. */
export const LOWEST_SAFE_ENGINE = ENGINE_FIXES.reduce(
    (lowest, { fixedIn }) => (isBelow(lowest, fixedIn) ? fixedIn : lowest),
    "0.0.0",
);

/**
 * What is known of a version of Docker's own engine, as a package (`5:29.8.1-1~ubuntu.24.04~noble`) or the daemon
 * (`29.8.1`) says it; nothing for a text that is no full version. Distributions' own packages (`docker.io`) get fixes
 * without a new version, so that this says nothing about them: a daemon of Docker's own names its platform
 * `Docker Engine - Community`.
 */
export function engineVulnerabilities(version: string): readonly EngineFix[] {
    return ENGINE_FIXES.filter(({ fixedIn }) => isBelow(version, fixedIn));
}

/** What is known of a version in one sentence, with what to do; nothing when nothing is known. */
export function engineVulnerabilitySentence(version: string): string | undefined {
    const fixes = engineVulnerabilities(version);
    const list = fixes.map(({ cves, impact, fixedIn }) => `${impact} (${cves.join(", ")}; fixed in ${fixedIn})`);
    return fixes.length === 0
        ? undefined
        : `Docker Engine ${version} has known vulnerabilities: ${list.join("; ")}. Take ${LOWEST_SAFE_ENGINE} or newer.`;
}

/** Whether a version is older than another one, both in one of those forms; false when one of the two is no full version. */
export function isBelow(version: string, other: string): boolean {
    const [left, right] = [numbersOf(version), numbersOf(other)];
    const at = left.findIndex((number, index) => number !== right[index]);
    return right.length > 0 && at >= 0 && Number(left[at]) < Number(right[at]);
}

function numbersOf(version: string): readonly number[] {
    const [, ...numbers] = /^(?:\d+:)?(\d+)\.(\d+)\.(\d+)(?!\d)/.exec(version) ?? [];
    return numbers.map(Number);
}
