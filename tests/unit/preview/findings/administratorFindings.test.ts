import { describe, expect, test } from "@jest/globals";
import { administratorFindings } from "../../../../preview/findings/administratorFindings";
import { engineFindings } from "../../../../preview/findings/engineFindings";
import { findingLine } from "../../../../preview/findings/finding";
import type { Inputs, Plan, PlannedResource } from "../../../../preview/plan/plan";
import { SECRET_MARK, UNKNOWN } from "../../../../shared/pulumiValues";
import { changed, planOf, planned } from "../support";

const HOST = "urn:pulumi:dev::docker-host-vm::docker-host-vm:index:DockerHostVm::build";
const ANN = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcH ann";
const BEN = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgI ben@laptop";
/** As `ssh-keygen -l` shows it. */
const ANN_SHOWN = "`SHA256:gNSIRW+2Iyiuvsdp/bgjy38bvWHw6wQm3tuoXrl3WjQ ann`";
const BEN_SHOWN = "`SHA256:GJ8X8ywwW/rSXwQ8sBu/2RYiz0+a2xNJMmsUwslS+RA ben@laptop`";
const secret = (value: string): object => ({ ...SECRET_MARK, value });

const vm = (rest: Partial<PlannedResource> = {}): PlannedResource => {
    const inputs = { osProfile: { adminUsername: "azureuser" } };
    return planned("azure-native:compute:VirtualMachine", "build-vm", {
        ...{ parent: HOST, before: inputs, after: inputs },
        ...rest,
    });
};
const withKeys = (keys: unknown, more: object = {}): Inputs => ({
    type: "VMAccessForLinux",
    protectedSettings: { username: "azureuser", ssh_key: keys, remove_prior_keys: true, ...more },
});

function vmAccess(before: Inputs | undefined, after: Inputs | undefined, over: Partial<PlannedResource> = {}) {
    const operation = before === undefined ? "create" : after === undefined ? "delete" : "update";
    const type = "azure-native:compute:VirtualMachineExtension";
    return planned(type, "build-vmaccess", { parent: HOST, operation, before, after, ...over });
}

const found = (resources: readonly PlannedResource[], rest: Partial<Plan> = {}): string[] =>
    administratorFindings({ ...planOf(...resources), ...rest }).map(
        (one) => `${one.level} ${one.kind}: ${findingLine(one).source}`,
    );

describe("who can log in to a VM", () => {
    test("is told by the keys that come and go", () => {
        expect(found([vm(), vmAccess(withKeys(ANN), withKeys(BEN))])).toEqual([
            `caution client: **SSH key added** (\`build-vmaccess\`): ${BEN_SHOWN} can log in and become root.`,
            `caution client: **SSH key removed** (\`build-vmaccess\`): ${ANN_SHOWN} can no longer log in.`,
        ]);
        expect(found([vm(), vmAccess(withKeys(`${ANN}\n${BEN}`), withKeys(`${BEN}\n${ANN}`))])).toEqual([]);
    });

    test("is told of an existing VM whose keys come into the program's hands", () => {
        expect(found([vm(), vmAccess(undefined, withKeys(ANN))])).toEqual([
            `caution client: **SSH keys replaced** (\`build-vmaccess\`): the VM keeps ${ANN_SHOWN} only. Keys that were added on the VM itself are removed.`,
        ]);
    });

    test("is no finding of a new VM, or of a stack that is new", () => {
        const extension = vmAccess(undefined, withKeys(ANN));
        expect(found([vm({ before: undefined, operation: "create" }), extension])).toEqual([]);
        expect(found([vm({ before: undefined, operation: "create" }), extension], { isNew: true })).toEqual([]);
    });

    test("has the same word for each key that the sandbox made up", () => {
        const hide = (text: string): string => text.replace(BEN, "[SSH public key]");
        expect(found([vm(), vmAccess(withKeys(`${ANN}\n${BEN}`), withKeys(ANN))], { hide })).toEqual([
            "caution client: **SSH key removed** (`build-vmaccess`): `[SSH public key]` can no longer log in.",
        ]);
    });

    test.each([[UNKNOWN], [secret(ANN)]])("is not told of keys that are %j", (keys) => {
        expect(found([vm(), vmAccess(withKeys(ANN), withKeys(keys))])).toEqual([
            expect.stringContaining("caution client: **SSH keys unknown**"),
        ]);
    });

    test("stays as it is without the extension", () => {
        expect(found([vm(), vmAccess(withKeys(ANN), undefined)])).toEqual([
            expect.stringContaining("caution client: **VMAccess removed**"),
        ]);
    });

    test("goes with the VM", () => {
        expect(found([{ ...vm(), operation: "delete", after: undefined }, vmAccess(withKeys(ANN), undefined)])).toEqual(
            [],
        );
    });
});

describe("a password", () => {
    const password = { password: secret("Correct+Horse1") };

    test("that is added weakens the VM, and is not shown", () => {
        expect(found([vm(), vmAccess(withKeys(ANN), withKeys(ANN, password))])).toEqual([
            "danger hardening: **Hardening weakened** (`build-vmaccess`): login by password is possible.",
        ]);
    });

    test("that is another one is told, and is not shown", () => {
        const changes = [changed("protectedSettings.password")];
        expect(found([vm(), vmAccess(withKeys(ANN, password), withKeys(ANN, password), { changes })])).toEqual([
            "caution client: **Password changed** (`build-vmaccess`): the administrator's earlier one is refused.",
        ]);
    });

    test("that the VM had from the start weakens nothing", () => {
        const before = { osProfile: { adminUsername: "azureuser", adminPassword: secret("Correct+Horse1") } };
        const findings = found([vm({ before }), vmAccess(undefined, withKeys(ANN, password))]);
        expect(findings).toEqual([expect.stringContaining("SSH keys replaced")]);
    });
});

describe("VMAccess", () => {
    const OTHER = "danger hardening: **Other settings of VMAccess**";

    test.each([
        ["protectedSettings.reset_ssh", withKeys(ANN, { reset_ssh: true })],
        ["protectedSettings.username", withKeys(ANN, { username: "eve" })],
        ["protectedSettings.remove_prior_keys", withKeys(ANN, { remove_prior_keys: false })],
        ["settings.check_disk", { ...withKeys(ANN), settings: { check_disk: true } }],
    ])("is told with %s, which the components do not give", (path, after) => {
        expect(found([vm(), vmAccess(withKeys(ANN), after)])).toEqual([
            expect.stringContaining(`${OTHER} (\`build-vmaccess\`): \`${path}\``),
        ]);
    });

    test("is told on a VM that is not of the same component", () => {
        const findings = found([vm({ parent: "" }), vmAccess(undefined, withKeys(ANN))]);
        expect(findings).toEqual([expect.stringContaining(OTHER), expect.stringContaining("SSH keys replaced")]);
    });

    test("is not judged as an engine", () => {
        const plan = planOf(vm(), vmAccess(undefined, withKeys(ANN)));
        expect(engineFindings(plan, { before: {}, after: {} })).toEqual([]);
    });
});
