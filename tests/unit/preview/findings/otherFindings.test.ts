import { describe, expect, test } from "@jest/globals";
import { redactedDocument } from "../../../../preview/plan/redaction";
import { findingLine } from "../../../../preview/findings/finding";
import { kindFindings } from "../../../../preview/findings/kindFindings";
import type { Inputs, PlannedResource } from "../../../../preview/plan/plan";
import { review } from "../../../../preview/findings/review";
import { secretFindings } from "../../../../preview/findings/secretFindings";
import { issueAuthority } from "../../../support/certificates";
import { SECRET_MARK, UNKNOWN as UNKNOWN_MARK } from "../../../../shared/pulumiValues";
import { planOf, planned } from "../support";

const VM = "azure-native:compute:VirtualMachine";
const redacted = (inputs: unknown): Inputs => redactedDocument(inputs, { folders: [], secrets: [] }) as Inputs;
const created = (type: string, name = "new"): PlannedResource =>
    planned(type, name, { operation: "create", before: undefined });

describe("A private key in clear", () => {
    test("is told of by its path, plain and in base64, and a certificate is not", async () => {
        const { keyPem, certPem } = await issueAuthority("x");
        const tags = { plain: keyPem, encoded: Buffer.from(keyPem).toString("base64"), certificate: certPem };
        const after = redacted({ tags, list: [keyPem] });
        const [finding, ...others] = secretFindings(planOf(planned(VM, "vm", { operation: "update", after })));
        expect(others).toEqual([]);
        expect(finding).toMatchObject({ kind: "tls", level: "danger" });
        expect(finding && findingLine(finding).source).toContain(
            "(`vm`): `tags.plain`, `tags.encoded`, `list[0]` shows",
        );
        expect(secretFindings(planOf(planned(VM, "vm", { operation: "update", before: after, after })))).toEqual([]);
    });

    test("is told of with protected settings and a password that are no secret any more", () => {
        const EXTENSION = "azure-native:compute:VirtualMachineExtension";
        const paths = (type: string, after: Inputs, before: Inputs = {}): string | undefined =>
            secretFindings(planOf(planned(type, "x", { operation: "update", before, after })))[0]?.text.source;
        expect(paths(EXTENSION, { protectedSettings: { script: "aGVsbG8=" } })).toContain(
            "`protectedSettings.script` shows",
        );
        expect(paths(EXTENSION, { protectedSettings: { certs: { key: "a2V5" } } })).toContain(
            "`protectedSettings.certs` shows",
        );
        expect(paths(VM, { osProfile: { adminPassword: "hunter2" } })).toContain("`osProfile.adminPassword` shows");
        for (const hidden of [SECRET_MARK, UNKNOWN_MARK]) {
            expect(paths(EXTENSION, { protectedSettings: hidden })).toBeUndefined();
            expect(
                paths(EXTENSION, { protectedSettings: { certs: { ca: hidden, cert: hidden, key: hidden } } }),
            ).toBeUndefined();
            expect(paths(VM, { osProfile: { adminPassword: hidden } })).toBeUndefined();
        }
    });

    test("is told of in the stack's outputs", async () => {
        const { keyPem } = await issueAuthority("x");
        const outputs = redacted({ hosts: { a: { key: keyPem } }, name: "x" });
        const [finding] = secretFindings({ ...planOf(), outputs });
        expect(finding?.text.source).toContain("the stack's output `hosts.a.key`");
    });
});

describe("A kind of resource", () => {
    const role = "azure-native:authorization:RoleAssignment";

    test("that was not there is told of, since nothing judges it", () => {
        const [finding] = kindFindings(planOf(planned(VM, "vm"), created(role)));
        expect(finding).toMatchObject({ kind: "hardening", level: "caution", title: "another kind of resource" });
        expect(finding && findingLine(finding).source).toContain(`(\`new\`): the stack had no \`${role}\` before`);
    });

    test.each([
        ["was there", [planned(role, "old"), created(role)]],
        [
            "was there by another version of the API",
            [planned(VM, "old"), created("azure-native:compute/v20240701:VirtualMachine")],
        ],
        ["is a component", [created("docker-host-vm:index:ClientFiles")]],
        ["goes", [planned(role, "old", { operation: "delete", after: undefined })]],
    ])("is not told of when it %s", (_what, resources) => {
        expect(kindFindings(planOf(...resources))).toEqual([]);
    });
});

describe("A provider", () => {
    const type = "pulumi:providers:azure-native";

    test.each([
        ["of another configuration", planned(type, "default_3_28_0", { operation: "update" })],
        ["of the program's own", created(type, "elsewhere")],
    ])("%s is told of and shown", (_what, resource) => {
        const { findings, resources } = review(planOf(resource), { before: {}, after: {} });
        expect(findings.map(({ title }) => title)).toEqual(["another provider"]);
        expect(resources).toContain(resource);
    });

    test.each([
        ["as it was", planned(type, "default_3_28_0")],
        ["of another version of its package", created(type, "default_3_29_0")],
    ])("%s is not", (_what, resource) => {
        const { findings, resources } = review(planOf(resource), { before: {}, after: {} });
        expect(findings).toEqual([]);
        expect(resources).not.toContain(resource);
    });
});
