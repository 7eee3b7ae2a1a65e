import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { diagram } from "../../../../preview/render/diagram";
import { planned } from "../support";

const host = "urn:pulumi:dev::docker-host-vm::docker-host-vm:index:DockerHostVm::docker-host";

describe("the picture of what changes", () => {
    test("shows each resource within its component, with its operation", () => {
        const vm = planned("azure-native:compute:VirtualMachine", "docker-host-vm", {
            operation: "replace",
            parent: host,
        });
        const key = planned("tls:index/privateKey:PrivateKey", "ssh-key", {
            operation: "create",
            parent: "urn:pulumi:dev::docker-host-vm::pulumi:pulumi:Stack::docker-host-vm-dev",
        });
        expect(diagram([vm, key]).source.split("\n")).toEqual([
            "```mermaid",
            "flowchart LR",
            '    subgraph c0["DockerHostVm docker-host"]',
            '        r0["replace: VirtualMachine<br/>docker-host-vm"]',
            "    end",
            '    r1["create: PrivateKey<br/>ssh-key"]',
            "    classDef replaced fill:#ffd8d3,stroke:#cf222e,color:#1f2328",
            "    class r0 replaced",
            "    classDef created fill:#dafbe1,stroke:#1a7f37,color:#1f2328",
            "    class r1 created",
            "```",
        ]);
    });

    test("has at most so many boxes, and says how many more there are", () => {
        const many = Array.from({ length: 100 }, (_unused, index) =>
            planned("t", `n${index}`, { operation: "update" }),
        );
        const lines = diagram(many).source.split("\n");
        expect(lines.filter((line) => line.includes("update:"))).toHaveLength(24);
        expect(lines).toContain('    more["and 76 more"]');
    });

    test("has labels of letters, digits and Mermaid's number codes only, whatever a resource is called", () => {
        const name = fc.oneof(
            fc.string({ unit: "binary" }),
            fc.constantFrom('"]\n%%{init: {}}%%', "`x`", "```", "<b>", "a;b", "end"),
        );
        fc.assert(
            fc.property(name, name, (own, parent) => {
                const resource = planned(own, own, { operation: "update", parent: `urn:pulumi:a::b::c::${parent}` });
                const lines = diagram([resource]).source.split("\n");
                expect(lines).toHaveLength(8);
                const label = String.raw`(?:[\p{L}\p{N} ._/-]|#\d+;)*`;
                expect(lines[2]).toMatch(new RegExp(`^    subgraph c0\\["${label}"\\]$`, "u"));
                expect(lines[3]).toMatch(new RegExp(`^        r0\\["update: ${label}<br/>${label}"\\]$`, "u"));
            }),
        );
    });
});
