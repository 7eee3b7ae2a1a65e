import { describe, expect, test } from "@jest/globals";
import { UNKNOWN } from "../../../../shared/pulumiValues";
import { clientFindings } from "../../../../preview/findings/clientFindings";
import { findingLine } from "../../../../preview/findings/finding";
import type { Inputs, PlannedResource } from "../../../../preview/plan/plan";
import { changed, planOf, planned } from "../support";
import { AUTHORITY, authority, CERTIFICATE, client, component, HOST, issuers, pem } from "./certificateStates";

type List = Readonly<Record<string, string>> | string | undefined;
const outputs = (clientIssuers: List): Inputs => ({ clientIssuers });

/** The authority `ca`, which lists these clients. */
const lists = (before: List, after: List): PlannedResource =>
    component(AUTHORITY, "ca", outputs(before), outputs(after));
/** A host that accepts these clients; of a new one, those that it will. */
const accepts = (name: string, before: List, after: List): PlannedResource =>
    component(HOST, name, outputs(before), outputs(after));
const newHost = (name: string, after: List): PlannedResource => ({
    ...accepts(name, undefined, after),
    operation: "create",
    before: undefined,
});

const created = { operation: "create" } as const;
const deleted = { operation: "delete" } as const;
const replaced = (...paths: readonly string[]) =>
    ({ operation: "replace", changes: paths.map((path) => changed(path, { replaces: true })) }) as const;

function lines(...resources: readonly PlannedResource[]): string[] {
    const signs = { danger: "🔴", caution: "⚠️" };
    return clientFindings(planOf(...resources)).map((one) => {
        expect(one.kind).toBe("client");
        return `${signs[one.level]} ${findingLine(one).source}`;
    });
}

const TWO = issuers("ci", "laptop");
const MORE = { ...TWO, staging: UNKNOWN };

describe("a client of the stack's own authority", () => {
    test("that is added gets root on every host", () => {
        const hosts = ["a", "b", "c"].map((name) => accepts(name, TWO, MORE));
        expect(lines(lists(TWO, MORE), client("ci"), client("laptop"), client("staging", created), ...hosts)).toEqual([
            "⚠️ **Clients let in**: client `staging` gets root on 3 hosts (`a`, `b`, `c`). Fetch its files with `docker-host-vm credentials --client staging`.",
        ]);
    });

    test("that is added gets root on an existing VM with an engine, too", () => {
        const engine = component("docker-host-vm:index:DockerEngine", "a", outputs(TWO), outputs(MORE));
        expect(lines(lists(TWO, MORE), client("ci"), client("laptop"), client("staging", created), engine)).toEqual([
            expect.stringContaining("client `staging` gets root on host `a`."),
        ]);
    });

    test("that is removed is shut out for good", () => {
        const after = issuers("ci");
        expect(lines(lists(TWO, after), client("ci"), client("laptop", deleted), accepts("a", TWO, after))).toEqual([
            "🔴 **Clients shut out**: client `laptop` is shut out of host `a` when `up` ends. Its files stay refused, even if its name is added again.",
        ]);
    });

    test.each([
        ["key", replaced("subject")],
        ["key", replaced("subject", "privateKeyPem")],
        ["issuer", replaced("privateKeyPem")],
    ] as const)("that gets a new %s needs its files again: %#", (what, changes) => {
        const after = { ...TWO, ci: UNKNOWN };
        const resources = [lists(TWO, after), client("ci", changes), client("laptop")];
        expect(lines(...resources, accepts("a", TWO, after), accepts("b", TWO, after))).toEqual([
            `🔴 **Clients' files refused**: client \`ci\` gets a new ${what}: its earlier files are refused by 2 hosts (\`a\`, \`b\`). Fetch them again after \`up\`.`,
        ]);
    });

    test("whose issuer is renewed for the same key notices nothing", () => {
        const after = { ...TWO, ci: UNKNOWN };
        const resources = [lists(TWO, after), client("ci", replaced("validityPeriodHours")), client("laptop")];
        expect(lines(...resources, accepts("a", TWO, after))).toEqual([]);
    });

    test("that stays is no news on a new host", () => {
        const resources = [lists(TWO, TWO), client("ci"), client("laptop"), accepts("a", TWO, TWO)];
        expect(lines(...resources, newHost("b", TWO))).toEqual([]);
    });

    test("that is added with a new host gets root on both", () => {
        const resources = [lists(TWO, MORE), client("ci"), client("laptop"), client("staging", created)];
        expect(lines(...resources, accepts("a", TWO, MORE), newHost("b", MORE))).toEqual([
            expect.stringContaining("client `staging` gets root on 2 hosts (`a`, `b`)."),
        ]);
    });

    test("that gets an issuer of its own, in a stack of a version without them, needs its files again", () => {
        const list = { default: UNKNOWN, staging: UNKNOWN };
        const leaf = planned(CERTIFICATE, "ca-client-default-cert", {
            parent: authority.urn,
            ...replaced("caCertPem", "caPrivateKeyPem"),
        });
        const made = [client("default", created), client("staging", created), leaf];
        expect(lines(lists(undefined, list), ...made, accepts("a", undefined, list))).toEqual([
            expect.stringContaining("client `default` gets a new issuer: its earlier files are refused by host `a`."),
            expect.stringContaining("client `staging` gets root on host `a`."),
        ]);
    });

    test("that is added does not hide what a host accepts besides", () => {
        const resources = [lists(TWO, MORE), client("ci"), client("laptop"), client("staging", created)];
        expect(lines(...resources, accepts("a", TWO, UNKNOWN))).toContain(
            "⚠️ **Clients unknown** (`a`): whom these accept is secret, or known only after `up`.",
        );
    });

    test("without hosts in the stack affects those of other stacks", () => {
        expect(lines(lists(TWO, MORE), client("ci"), client("laptop"), client("staging", created))).toEqual([
            expect.stringContaining(
                "client `staging` gets root on the hosts of other stacks that use authority `ca`, at their next `up`.",
            ),
        ]);
    });

    test("is told of in one line with all others, of which only some are named", () => {
        const names = Array.from({ length: 50 }, (_unused, index) => `c${10 + index}`);
        const [all, gone] = [issuers("ci", ...names), names.map((name) => client(name, deleted))];
        const hosts = ["a", "b", "c"].map((name) => accepts(name, all, issuers("ci")));
        expect(lines(lists(all, issuers("ci")), client("ci"), ...gone, ...hosts)).toEqual([
            "🔴 **Clients shut out**: 50 clients (`c10`, `c11`, `c12`, `c13`, `c14` and 45 more) are shut out of 3 hosts (`a`, `b`, `c`) when `up` ends. Their files stay refused, even if their names are added again.",
        ]);
    });

    test("is told of together only with those at the same hosts", () => {
        const all = issuers("ci", "laptop", "staging");
        const hosts = [accepts("a", all, issuers("ci")), accepts("b", issuers("ci", "laptop"), issuers("ci"))];
        const texts = lines(...hosts);
        expect(texts).toEqual([
            "🔴 **Clients shut out**: client `laptop` is shut out of 2 hosts (`a`, `b`) when `up` ends.",
            "🔴 **Clients shut out**: client `staging` is shut out of host `a` when `up` ends.",
        ]);
    });
});

describe("an issuer that the stack does not make", () => {
    const BROUGHT =
        "🔴 **Issuer brought**: whoever holds the key of the issuer that is listed for client `partner` gets root on host `a`, and can let in others. This stack does not make it.";
    const after = { ...TWO, partner: pem("partner") };

    test.each([
        ["is listed by the authority", [lists(TWO, after), accepts("a", TWO, after)]],
        ["is added to what a host is given", [lists(TWO, TWO), accepts("a", TWO, after)]],
        [
            "has the name of one that is made",
            [lists(after, after), client("partner"), accepts("a", after, { ...TWO, partner: pem("x") })],
        ],
        [
            "is another one",
            [lists({ ...TWO, partner: pem("x") }, after), accepts("a", { ...TWO, partner: pem("x") }, after)],
        ],
        [
            "was accepted by a daemon of which nothing is known",
            [lists(undefined, after), accepts("a", undefined, after)],
        ],
    ])("and that %s lets in whoever holds its key", (_what, resources) => {
        const made = [client("ci"), client("laptop")];
        expect(lines(...made, ...resources)).toEqual([BROUGHT]);
    });

    test("is told of in a stack that is new, too, other clients are not", () => {
        const made = [client("ci", created), client("laptop", created)];
        const list = { ci: UNKNOWN, laptop: UNKNOWN, partner: pem("partner") };
        const ca = { ...lists(undefined, list), operation: "create" as const, before: undefined };
        const plan = { ...planOf(ca, ...made, newHost("a", list)), isNew: true };
        expect(clientFindings(plan).map((one) => `🔴 ${findingLine(one).source}`)).toEqual([BROUGHT]);
    });

    test("that is no longer listed shuts out its clients, though not for good", () => {
        const resources = [lists(after, TWO), client("ci"), client("laptop"), accepts("a", after, TWO)];
        expect(lines(...resources)).toEqual([
            "🔴 **Clients shut out**: client `partner` is shut out of host `a` when `up` ends.",
        ]);
    });

    test("that stays is no finding", () => {
        expect(lines(lists(after, after), client("ci"), client("laptop"), accepts("a", after, after))).toEqual([]);
    });
});

describe("a host with an authority of another stack", () => {
    test("tells of clients that come and go there", () => {
        expect(lines(accepts("a", TWO, issuers("ci", "staging")))).toEqual([
            "⚠️ **Clients let in**: client `staging` gets root on host `a`.",
            "🔴 **Clients shut out**: client `laptop` is shut out of host `a` when `up` ends.",
        ]);
    });

    test("tells of an issuer that is another one, without knowing why", () => {
        expect(lines(accepts("a", TWO, { ...TWO, ci: pem("other") }))).toEqual([
            "⚠️ **Clients' files refused**: client `ci` has another issuer at host `a`. Unless it was only renewed, files from before are refused: fetch them again.",
        ]);
    });

    test("whose clients are secret or not known is told of", () => {
        expect(lines(accepts("a", TWO, UNKNOWN))).toEqual([
            "⚠️ **Clients unknown** (`a`): whom these accept is secret, or known only after `up`.",
        ]);
    });
});

test("A plan that does not tell whom hosts accept, and hosts that go, give no findings", () => {
    expect(lines(component(HOST, "a"), planned(HOST, "b", { operation: "delete", after: undefined }))).toEqual([]);
});
