import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { DEFAULT_ENGINE_VERSION } from "../../../../components/defaults";
import {
    ENGINE_FIXES,
    engineVulnerabilities,
    engineVulnerabilitySentence,
    LOWEST_SAFE_ENGINE,
} from "../../../../components/engine/engineVulnerabilities";
import { CHECKOUT } from "../../../support/checkout";

const fixesFor = (version: string): string[] => engineVulnerabilities(version).map(({ fixedIn }) => fixedIn);

describe("What is known of an engine", () => {
    test("is nothing of the version that is installed when none is chosen", () => {
        expect(fixesFor(DEFAULT_ENGINE_VERSION)).toEqual([]);
    });

    test.each([
        ["18.06.3-ce", ["29.3.1", "29.5.1", "29.9.0"]],
        ["29.3.0", ["29.3.1", "29.5.1", "29.9.0"]],
        ["29.3.1", ["29.5.1", "29.9.0"]],
        ["29.8.1", ["29.9.0"]],
        ["5:29.8.1-1~ubuntu.24.04~noble", ["29.9.0"]],
        ["29.9.0", []],
        ["29.10.0", []],
        ["30.0.0", []],
        ["29.30.0", []],
        ["", []],
        ["29", []],
        ["29.8", []],
        ["dev", []],
    ])("of %j is what later versions fix", (version, expected) => {
        expect(fixesFor(version)).toEqual(expected);
    });

    test("names for each its CVEs and a source", () => {
        for (const { fixedIn, cves, source } of ENGINE_FIXES) {
            expect(cves).toEqual(cves.map(() => expect.stringMatching(/^CVE-20\d\d-\d{4,}$/)));
            expect(source).toBe(`https://github.com/moby/moby/releases/tag/docker-v${fixedIn}`);
        }
    });

    test("is a sentence that says what to take, which has no known vulnerability itself", () => {
        expect(engineVulnerabilitySentence("29.5.1")).toBe(
            "Docker Engine 29.5.1 has known vulnerabilities: a client can crash the daemon or exhaust its memory and CPU over HTTP/2 " +
                "(CVE-2026-97032, CVE-2026-78659, CVE-2026-78663, CVE-2026-78669; fixed in 29.9.0). Use 29.9.0 or later.",
        );
        expect(engineVulnerabilitySentence(LOWEST_SAFE_ENGINE)).toBeUndefined();
    });
});

describe("The rule that raises the pinned engine", () => {
    interface Manager {
        readonly managerFilePatterns: readonly string[];
        readonly matchStrings: readonly string[];
        readonly extractVersionTemplate: string;
    }

    const { customManagers } = JSON.parse(readFileSync(join(CHECKOUT, "renovate.json"), "utf8")) as {
        customManagers: readonly [Manager];
    };
    const [{ managerFilePatterns, matchStrings, extractVersionTemplate }] = customManagers;

    test.each(["components/defaults.ts", "sandbox/machine/programs/systemd/apt-get"])(
        "finds it in %s, the same everywhere",
        (file) => {
            expect(managerFilePatterns.filter((pattern) => new RegExp(pattern.slice(1, -1)).test(file))).toHaveLength(
                1,
            );
            const text = readFileSync(join(CHECKOUT, file), "utf8");
            const found = matchStrings.flatMap((pattern) => [...text.matchAll(new RegExp(pattern, "g"))]);
            expect(found.map(({ groups }) => groups?.["currentValue"])).toEqual([DEFAULT_ENGINE_VERSION]);
        },
    );

    test("reads the version from the name of a release", () => {
        expect(new RegExp(extractVersionTemplate).exec("docker-v29.10.0")?.groups?.["version"]).toBe("29.10.0");
        expect(new RegExp(extractVersionTemplate).test("api/v1.54.0")).toBe(false);
    });
});
