import { describe, expect, test } from "@jest/globals";
import { type Offer, planRelease, type ReleaseState } from "../../../../scripts/release/plan";

const offer = (members: Readonly<Record<string, string>>): Offer => ({
    schema: { resources: {}, types: {} },
    api: { HostArgs: { kind: "arguments", members } },
});

const CHANGELOG = `# Changelog

## [Unreleased]

### Added

- The next thing.

## [1.3.0] - 2026-11-26

### Added

- A thing, see [docs].

## [1.2.0] - 2026-10-01

- The first.
`;

const LAST = { tag: "v1.2.0", ...offer({ "size?": "string", "zone?": "string" }) };
const RELEASE: ReleaseState = { version: "1.3.0", tag: "v1.3.0", changelog: CHANGELOG, now: LAST, last: LAST };

test("A release whose parts agree has the notes of its section alone", () => {
    expect(planRelease(RELEASE)).toEqual({
        notes: "### Added\n\n- A thing, see [docs].",
        breaking: [],
        leastVersion: "1.2.1",
        problems: [],
    });
});

test("The first release is compared with nothing", () => {
    const { breaking, leastVersion, problems } = planRelease({ ...RELEASE, last: undefined });
    expect([breaking, leastVersion, problems]).toEqual([[], undefined, []]);
});

describe("A release is refused:", () => {
    test.each<[string, Partial<ReleaseState>, string]>([
        ["another tag", { tag: "v1.3.1" }, "the tag is v1.3.1, expected v1.3.0: package.json has 1.3.0"],
        ["no section", { version: "1.4.0", tag: "v1.4.0" }, "CHANGELOG.md has no section [1.4.0]"],
        [
            "no date",
            { changelog: "## [1.3.0]\n\n- A thing.\n" },
            "CHANGELOG.md has no date behind [1.3.0], expected ## [1.3.0] - YYYY-MM-DD",
        ],
        ["no text", { changelog: "## [1.3.0] - 2026-11-26\n" }, "CHANGELOG.md has nothing in its section [1.3.0]"],
        [
            "a pre-release",
            { version: "1.3.0-rc.1", tag: "v1.3.0-rc.1", changelog: "## [1.3.0-rc.1] - 2026-11-26\n\n- A thing.\n" },
            "package.json has version 1.3.0-rc.1, expected no pre-release",
        ],
        [
            "an older version",
            { last: { ...LAST, tag: "v1.3.1" } },
            "package.json has version 1.3.0, expected at least 1.3.2 after v1.3.1",
        ],
    ])("%s", (_what, changes, problem) => {
        expect(planRelease({ ...RELEASE, ...changes }).problems).toEqual([problem]);
    });

    test.each([
        ["a dry run of the same", undefined],
        ["the release", "v1.3.0"],
    ])("what breaks programs in a minor version, by %s", (_what, tag) => {
        const now = offer({ "size?": "number" });
        expect(planRelease({ ...RELEASE, tag, now }).problems).toEqual([
            "package.json has version 1.3.0, expected at least 2.0.0 after v1.2.0:\n" +
                "- `HostArgs.size` was `string` and is `number`\n- `HostArgs.zone` is removed",
        ]);
    });
});

test("What breaks programs is named in the notes, once for the schema and TypeScript, and raises the version", () => {
    const changelog = "## [0.3.0] - 2026-11-26\n\n- Another size.\n";
    const argument = (inputs: Readonly<Record<string, { type: string }>>): Offer["schema"] => ({
        resources: { "docker-host-vm:index:Host": { inputProperties: inputs, properties: {} } },
        types: {},
    });
    const last = { ...LAST, tag: "v0.2.7", schema: argument({ zone: { type: "string" } }) };
    const now = { ...offer({ "size?": "string" }), schema: argument({}) };
    expect(planRelease({ version: "0.3.0", tag: "v0.3.0", changelog, now, last })).toEqual({
        notes: "- Another size.\n\n### Changes that can break programs\n\n- `HostArgs.zone` is removed",
        breaking: ["`HostArgs.zone` is removed"],
        leastVersion: "0.3.0",
        problems: [],
    });
});

test("A dry run between two releases shows what is not released yet, and what the next version is at least", () => {
    const state = { ...RELEASE, version: "1.2.0", tag: undefined, now: offer({ "size?": "string" }) };
    expect(planRelease(state)).toEqual({
        notes: "### Added\n\n- The next thing.\n\n### Changes that can break programs\n\n- `HostArgs.zone` is removed",
        breaking: ["`HostArgs.zone` is removed"],
        leastVersion: "2.0.0",
        problems: [],
    });
    expect(planRelease({ ...state, changelog: "# Changelog\n" }).problems).toEqual([
        "CHANGELOG.md has no section [Unreleased]",
    ]);
});
