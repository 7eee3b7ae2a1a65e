import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { targetsOf } from "../../../../preview/findings/connections";
import { diagram } from "../../../../preview/render/diagram";
import { group, host, rule, rulesFor, shownOf } from "./hosts";

const ONE = "203.0.113.7/32";

const STAYS = { before: "nsg", after: "nsg" };

describe("The picture", () => {
    test("has a box for all sources of the same connections, and limits of everything", () => {
        const sources = Array.from({ length: 30 }, (_unused, index) => `198.51.${index}.0/24`);
        const hosts = Array.from({ length: 40 }, (_unused, index) => host(`host-${index}`, STAYS)).flat();
        const together = shownOf(group("nsg", rulesFor(ONE), rulesFor(ONE, ...sources)), ...hosts).picture ?? [];
        expect(together.filter((line) => line.startsWith("s"))).toEqual([
            's0("198.51.0.0/24<br/>198.51.1.0/24<br/>198.51.10.0/24<br/>198.51.11.0/24<br/>and 26 more")',
            `s1("${ONE}")`,
            'subgraph t0["nsg"]',
            's0 ==>|"new: SSH and 4243"| t0',
            's1 -->|"SSH and 4243"| t0',
        ]);
        expect(together.filter((line) => line.startsWith("h0"))).toHaveLength(13);
        expect(together).toContain('h0more["and 28 more hosts"]:::keptHost');
        const apart = sources.map((source, index) =>
            rule({ name: `r${index}`, sourceAddressPrefix: source, destinationPortRange: String(8000 + 2 * index) }),
        );
        expect(
            shownOf(group("nsg", { securityRules: [] }, { securityRules: apart }), ...host("build", STAYS)).picture,
        ).toContain('more("and 20 more sources")');
    });

    test("draws so many targets, and says how many hosts are left out", () => {
        const all = Array.from({ length: 20 }, (_unused, index) => [
            group(`nsg-${index}`, rulesFor(ONE), rulesFor(`198.51.${index}.0/24`)),
            ...host(`host-${index}`, { before: `nsg-${index}`, after: `nsg-${index}` }),
        ]).flat();
        const { sentences, picture } = shownOf(...all);
        expect(sentences).toHaveLength(20);
        expect(picture?.filter((line) => line.startsWith("t"))).toHaveLength(12);
        expect(picture).toContain('others["and 8 more"]:::keptHost');
    });

    test("has labels of letters, digits and Mermaid's number codes only, whatever a program writes", () => {
        const text = fc.oneof(
            fc.string({ unit: "binary" }),
            fc.constantFrom('"]\n%%{init: {}}%%', "`x`", "```", "<b>", "a;b", "end", "|"),
        );
        fc.assert(
            fc.property(text, text, text, (name, source, other) => {
                const resources = [
                    group("nsg", { securityRules: [] }, { securityRules: [rule({ sourceAddressPrefix: source })] }),
                    ...host(name, STAYS),
                    ...host(other, STAYS),
                ];
                const lines = diagram(targetsOf(resources), resources, (shown) => shown)?.source.split("\n") ?? [];
                const label = String.raw`"(?:[\p{L}\p{N} ._/…-]|#\d+;|<br/>)*"`;
                const known = [
                    "```mermaid",
                    "flowchart LR",
                    String.raw` +s\d\(${label}\)`,
                    String.raw` +subgraph t0\[${label}\]`,
                    String.raw` +h0x\d\[${label}\]:::keptHost`,
                    " +(direction LR|end)",
                    String.raw` +s\d ==>\|"new: SSH"\| t0`,
                    " +(linkStyle \\d+|classDef keptHost|style t0) [a-z0-9:#,-]+",
                    "```",
                ];
                expect(lines.filter((line) => !known.some((form) => new RegExp(`^${form}$`, "u").test(line)))).toEqual(
                    [],
                );
            }),
        );
    });
});
