/** Vulnerabilities of Docker Engine that one release fixes. */
export interface EngineFix {
    /** The first version of Docker's own packages without them. */
    readonly fixedIn: string;
    readonly cves: readonly string[];
    /** What an attacker can do before, as a clause. */
    readonly impact: string;
    readonly source: string;
}

/** Known vulnerabilities, oldest first, without those of Docker on Windows and of Docker Desktop. */
export const ENGINE_FIXES: readonly EngineFix[] = [
    {
        fixedIn: "29.3.1",
        cves: ["CVE-2026-34040"],
        impact: "a client can bypass authorization plugins with oversized requests",
        source: "https://github.com/moby/moby/releases/tag/docker-v29.3.1",
    },
    {
        fixedIn: "29.5.1",
        cves: ["CVE-2026-41567", "CVE-2026-41568", "CVE-2026-42306"],
        impact: "a container can run programs and change files on the host during docker cp",
        source: "https://github.com/moby/moby/releases/tag/docker-v29.5.1",
    },
    {
        fixedIn: "29.9.0",
        cves: ["CVE-2026-97032", "CVE-2026-78659", "CVE-2026-78663", "CVE-2026-78669"],
        impact: "a client can crash the daemon or exhaust its memory and CPU over HTTP/2",
        source: "https://github.com/moby/moby/releases/tag/docker-v29.9.0",
    },
];

/** The oldest version without known vulnerabilities. */
export const LOWEST_SAFE_ENGINE = ENGINE_FIXES.reduce(
    (lowest, { fixedIn }) => (isBelow(lowest, fixedIn) ? fixedIn : lowest),
    "0.0.0",
);

/**
 * The known vulnerabilities of a version of Docker's own engine, as a package (`5:29.8.1-1~ubuntu.24.04~noble`) or the daemon
 * (`29.8.1`) reports it; none for a text that is not a full version. Do not use this for packages of a distribution
 * (`docker.io`), which get fixes without a new version: Docker's own daemon names its platform `Docker Engine - Community`.
 */
export function engineVulnerabilities(version: string): readonly EngineFix[] {
    return ENGINE_FIXES.filter(({ fixedIn }) => isBelow(version, fixedIn));
}

/** The known vulnerabilities of a version and their fix, as sentences for users; undefined if there are none. */
export function engineVulnerabilitySentence(version: string): string | undefined {
    const fixes = engineVulnerabilities(version);
    const list = fixes.map(({ cves, impact, fixedIn }) => `${impact} (${cves.join(", ")}; fixed in ${fixedIn})`);
    return fixes.length === 0
        ? undefined
        : `Docker Engine ${version} has known vulnerabilities: ${list.join("; ")}. Use ${LOWEST_SAFE_ENGINE} or later.`;
}

/** Whether a version is older than another, both in one of those forms; false if either is not a full version. */
export function isBelow(version: string, other: string): boolean {
    const [left, right] = [numbersOf(version), numbersOf(other)];
    const at = left.findIndex((number, index) => number !== right[index]);
    return right.length > 0 && at >= 0 && Number(left[at]) < Number(right[at]);
}

function numbersOf(version: string): readonly number[] {
    const [, ...numbers] = /^(?:\d+:)?(\d+)\.(\d+)\.(\d+)(?!\d)/.exec(version) ?? [];
    return numbers.map(Number);
}
