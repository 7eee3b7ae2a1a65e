import { describe, expect, test } from "@jest/globals";
import {
    type EngineParts,
    engineRevision,
    readEngineRevision,
    seccompFingerprint,
} from "../../../../components/engine/engineRevision";

const parts: EngineParts = {
    source: "docker",
    version: "",
    daemonJson: '{\n    "tlsverify": true\n}',
    seccompFingerprint: "",
    flags: [],
};

describe("the revision of an engine", () => {
    test("is its parts by lines, which a change of its form would restart every daemon for", () => {
        expect(engineRevision({ ...parts, flags: ["--debug", "--mtu=1400"] })).toBe(
            'docker\n\n{\n    "tlsverify": true\n}\n\n--debug\n--mtu=1400',
        );
    });

    test.each<Partial<EngineParts>>([
        {},
        { version: "29.8.1" },
        { flags: ["--debug"] },
        { flags: ["--debug", "--mtu=1400"] },
        { seccompFingerprint: seccompFingerprint("{}") },
        { seccompFingerprint: seccompFingerprint("{}"), flags: ["--debug"] },
    ])("is read back: %j", (over) => {
        expect(readEngineRevision(engineRevision({ ...parts, ...over }))).toEqual({ ...parts, ...over });
    });

    test("has a fingerprint for a profile of any length, and nothing for none", () => {
        expect(seccompFingerprint("x".repeat(200_000))).toMatch(/^[0-9a-f]{64}$/);
        expect(seccompFingerprint("{}")).not.toBe(seccompFingerprint("{ }"));
        expect([seccompFingerprint(), seccompFingerprint("")]).toEqual(["", ""]);
    });

    test.each(["", "docker", '{"docker":{"port":"4243","options":[]}}', "docker\n29.8.1\n{}\n"])(
        "is not seen in %j",
        (text) => {
            expect(readEngineRevision(text)).toBeUndefined();
        },
    );
});
