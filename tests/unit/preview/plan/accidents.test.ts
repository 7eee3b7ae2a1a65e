import { describe, expect, test } from "@jest/globals";
import { UNKNOWN as UNKNOWN_MARK } from "../../../../shared/pulumiValues";
import { expirySentence, isExpirySentence } from "../../../../components/certificates/lifetimes";
import { redactedDocument } from "../../../../preview/plan/redaction";
import { readPlan } from "../../../../preview/plan/plan";
import { report } from "../../../../preview/render/report";
import { review } from "../../../../preview/findings/review";
import { issueAuthority } from "../../../support/certificates";

const HOST = "urn:pulumi:dev::docker-host-vm::docker-host-vm:index:DockerHostVm::docker-host";
const comparison = {
    stack: "dev",
    base: { ref: "origin/main", commit: "a".repeat(40) },
    head: { commit: "b".repeat(40), isChanged: false },
};

/** What one sandbox makes up. */
interface MadeUp {
    readonly group: string;
    readonly label: string;
    readonly address: string;
    readonly sshKey: string;
    readonly vmId: string;
    readonly fingerprint: string;
    readonly serial: string;
    readonly expiry: string;
}

/** The document of a preview over that sandbox, in which each of those values stands in a property that changes. */
function documentOf(
    values: MadeUp,
    certPem: string,
    stdin = "script",
    commandAfter: object = { environment: UNKNOWN_MARK, create: "node", dir: "/rg" },
): object {
    const { group, label, address, sshKey, vmId, fingerprint, serial, expiry } = values;
    const step = ([type, name]: [string, string], inputs: object, after: object, outputs: object = {}): object => ({
        op: Object.keys(after).length === 0 ? "same" : "update",
        urn: `urn:pulumi:dev::docker-host-vm::docker-host-vm:index:DockerHostVm$${type}::${name}`,
        detailedDiff: Object.fromEntries(
            Object.keys(after).map((key) => [key, { diffKind: "update", inputDiff: true }]),
        ),
        oldState: {
            type,
            urn: `urn:pulumi:dev::docker-host-vm::${type}::${name}`,
            parent: HOST,
            inputs,
            outputs: { ...inputs, ...outputs },
        },
        newState: {
            type,
            urn: `urn:pulumi:dev::docker-host-vm::${type}::${name}`,
            parent: HOST,
            inputs: { ...inputs, ...after },
        },
    });
    const ssh = (source: string, description: string): object => ({
        name: "ssh",
        description,
        direction: "Inbound",
        access: "Allow",
        protocol: "Tcp",
        destinationPortRange: "22",
        sourceAddressPrefix: source,
    });
    const environment = { id: vmId, json: `{\n"labels": ["certs=${fingerprint}"]\n}`, cert: certPem };
    return {
        steps: [
            step(["azure-native:resources:ResourceGroup", "rg"], { resourceGroupName: group }, {}),
            step(["random:index/randomString:RandomString", "label"], { length: 8 }, {}, { result: label }),
            step(["azure-native:network:PublicIPAddress", "ip"], {}, {}, { ipAddress: address }),
            step(["tls:index/privateKey:PrivateKey", "ssh"], {}, {}, { publicKeyOpenssh: `${sshKey}\n` }),
            step(
                ["tls:index/selfSignedCert:SelfSignedCert", "readiness"],
                { subject: { organization: "docker-host-vm", serialNumber: serial } },
                { subject: { organization: "docker-host-vm", serialNumber: UNKNOWN_MARK } },
            ),
            step(
                ["command:local:Command", "ready"],
                {
                    environment,
                    create: `node ${address} host-${label}.example.org ${sshKey}`,
                    dir: `/rg/${group}/x`,
                    stdin,
                },
                commandAfter,
            ),
            step(
                ["azure-native:network:NetworkSecurityGroup", "nsg"],
                { securityRules: [ssh(address, `host-${label}`)] },
                { securityRules: [ssh("198.51.100.0/24", `other-${label}`)] },
            ),
        ],
        diagnostics: [
            { severity: "info", message: expiry, urn: HOST },
            { severity: "info", message: `Reached ${address} as ${vmId}`, urn: HOST },
        ],
    };
}

function reportOf(document: object): string {
    const plan = readPlan(redactedDocument(document, { folders: [], secrets: [] }));
    return report(comparison, review(plan, { before: {}, after: {} }, true));
}

const ONE: MadeUp = {
    group: "rg52655e78",
    label: "pf4gum09",
    address: "127.2.208.63",
    sshKey: "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIH++PZyAsL/fq6+vkP3zno8A+e1wvBP+hjNX0up0Y4Tt",
    vmId: "18a2a84b-66e6-41e6-99df-7b19e51c1451",
    fingerprint: "4e8a7c90018a8852",
    serial: "SHA256:IZAYWAQy7WkpDdwZqhH/TaAhNShkCkilbg77Cf/CVl0",
    expiry: "Server certificate build expires on 2027-11-26.",
};
const OTHER: MadeUp = {
    group: "rg3085f5d2",
    label: "kv5ztwnq",
    address: "127.37.219.254",
    sshKey: "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIKiYHhBN01UjvLtkSxz4dJ8Fpf2R8tY5btE8r1N+FZRo",
    vmId: "5c20a1de-0cc2-41c5-8a39-1ee58bd0f5f6",
    fingerprint: "6fff2e21437be3bf",
    serial: "SHA256:yBi8HA7C+3/vz9ark6+1HDYNADMcO8zT6vipvt13jE4",
    expiry: "Server certificate build expires on 2027-11-27.",
};

describe("Two comparisons of the same commits, on two days", () => {
    test("give the same report, in which nothing is what a sandbox made up", async () => {
        const [first, second] = [await issueAuthority("one"), await issueAuthority("other")];
        const text = reportOf(documentOf(ONE, first.certPem));
        expect(reportOf(documentOf(OTHER, second.certPem))).toBe(text);
        for (const value of Object.values(ONE)) {
            expect(text).not.toContain(value);
        }
        expect(text).toContain("`node [address] host-[random].ex…` → `node`");
        expect(text).toContain("`/rg/rg[random]/x` → `/rg`");
        expect(text).toContain("**SSH** by the security group `nsg`: `[address]` → `198.51.100.0/24`");
        expect(text).toContain("`description` (`host-[random]` → `other-[random]`)");
        expect(text).toContain('"#91;address#93;"');
        expect(text).toContain("certs=[fingerprint]");
        expect(text).toContain('"serialNumber": "[fingerprint]"');
        expect(text).toContain("`Reached [address] as [id]`");
        expect(text).toContain("+ (known after up)");
    });

    test("tell of code that differs only in what looks like a PEM, although neither is shown", () => {
        const script = (text: string): string => `-----BEGIN X-----\n${text}\n-----END X-----`;
        const document = documentOf(ONE, "", script("harmless"), { stdin: script("evil") });
        const text = reportOf(document);
        expect(text).toContain("🔴 **Another command** (`ready`)");
        expect(text).toContain("`stdin`: another `[PEM]`");
        expect(text).not.toMatch(/evil|harmless|PEM #/);
    });
});

test("A part of a longer word or address is none of what was made up", () => {
    const document = {
        ...documentOf(ONE, ""),
        diagnostics: [{ severity: "info", message: "127.2.208.631 xpf4gum09 pf4gum091" }],
    };
    expect(reportOf(document)).toContain("`127.2.208.631 xpf4gum09 pf4gum091`");
});

test("The sentence about the end of a certificate is known by its form", async () => {
    const { certPem } = await issueAuthority("x");
    expect(isExpirySentence(expirySentence("Authority x", certPem))).toBe(true);
    expect(isExpirySentence("Authority x ended on 2027-11-26.")).toBe(false);
});
