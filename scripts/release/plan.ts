import * as semver from "semver";
import { breakingChanges, type Schema, type Surface, surfaceOfSchema } from "./compatibility";
import { sectionsOf } from "./changelog";

/** What the components offered at one commit. */
export interface Offer {
    readonly schema: Schema;
    readonly api: Surface;
}

/** What a release is judged by. */
export interface ReleaseState {
    /** The version in package.json. */
    readonly version: string;
    /** The tag that is being released; without it this is a dry run. */
    readonly tag: string | undefined;
    readonly changelog: string;
    readonly now: Offer;
    /** The newest release before this one, if there is one. */
    readonly last: (Offer & { readonly tag: string }) | undefined;
}

/** What a release would be. */
export interface ReleasePlan {
    /** The text of the release on GitHub. */
    readonly notes: string;
    /** Changes that can break programs, since the last release. */
    readonly breaking: readonly string[];
    /** The least version that such changes allow. */
    readonly leastVersion: string | undefined;
    /** Why it cannot be released as it is. */
    readonly problems: readonly string[];
}

/**
 * Judges whether versions, changelog and what programs can use agree. In a dry run between two releases, the version is still
 * that of the last one, so the notes are those under `Unreleased`, and what breaks programs is named but no problem.
 */
export function planRelease({ version, tag, changelog, now, last }: ReleaseState): ReleasePlan {
    const sections = sectionsOf(changelog);
    const breaking = last === undefined ? [] : changesSince(last, now);
    const leastVersion = last === undefined ? undefined : leastAfter(last.tag.slice(1), breaking.length > 0);
    const isReady = tag !== undefined || (sections.some(({ name }) => name === version) && last?.tag !== `v${version}`);
    const section = sections.find(({ name }) => name === (isReady ? version : "Unreleased"));
    const list = breaking.map((change) => `- ${change}`).join("\n");
    const notes = [section?.text ?? "", list && `### Changes that can break programs\n\n${list}`].filter(Boolean);
    const problems = [
        tag === undefined || tag === `v${version}`
            ? []
            : `the tag is ${tag}, expected v${version}: package.json has ${version}`,
        semver.prerelease(version) === null ? [] : `package.json has version ${version}, expected no pre-release`,
        section === undefined ? `CHANGELOG.md has no section [${isReady ? version : "Unreleased"}]` : [],
        isReady && section?.text === "" ? `CHANGELOG.md has nothing in its section [${version}]` : [],
        isReady && section !== undefined && section.date === undefined
            ? `CHANGELOG.md has no date behind [${version}], expected ## [${version}] - YYYY-MM-DD`
            : [],
        isReady && leastVersion !== undefined && semver.lt(version, leastVersion)
            ? `package.json has version ${version}, expected at least ${leastVersion} after ${last?.tag ?? ""}${list && `:\n${list}`}`
            : [],
    ].flat();
    return { notes: notes.join("\n\n"), breaking, leastVersion, problems };
}

/** A change is often seen in the schema and in TypeScript; where the sentence is the same, it is one. */
function changesSince(last: Offer, now: Offer): string[] {
    const inTypeScript = breakingChanges(last.api, now.api);
    const inSchema = breakingChanges(surfaceOfSchema(last.schema), surfaceOfSchema(now.schema));
    return [...new Set([...inTypeScript, ...inSchema])];
}

/** By Semantic Versioning, as npm reads it: before 1.0.0 what breaks programs raises the second number. */
function leastAfter(version: string, isBreaking: boolean): string {
    const breaking = semver.major(version) === 0 ? "minor" : "major";
    return semver.inc(version, isBreaking ? breaking : "patch") ?? version;
}
