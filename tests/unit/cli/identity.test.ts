import { expect, test } from "@jest/globals";
import type { Access } from "../../../cli/authorityState";
import { clientIdentity, sshPrivateKey } from "../../../cli/identity";
import type { OpenStack } from "../../../cli/openHost";

const OPENED: OpenStack = {
    source: { cwd: "/shop" },
    state: { project: "shop", stack: "prod", dockerHost: undefined, hosts: [], authorities: [] },
};

const certificate = (pem: string) => ({ pem, earlyRenewalHours: undefined });
const FULL = { certificate: certificate("certificate"), keyPem: "key" };

/** A host or an authority with these parts. */
const access = (parts: Partial<Access>): Access => ({
    name: "build",
    caCertPem: "authority",
    clientIssuers: {},
    clients: {},
    authorityStacks: [],
    ...parts,
});

const identity = (parts: Partial<Access>, client?: string) =>
    clientIdentity(OPENED, access(parts), client === undefined ? {} : { client });

test("A client's certificate and key come with the authority's certificates", () => {
    const ci = { certificate: certificate("other"), keyPem: "its key" };
    expect(identity({ clients: { default: FULL, ci } })).toEqual({ ca: "authority", cert: "certificate", key: "key" });
    expect(identity({ clients: { default: FULL, ci } }, "ci")).toEqual({
        ca: "authority",
        cert: "other",
        key: "its key",
    });
    expect(identity({ clients: { laptop: FULL, ci } }).cert).toBe("other");
});

test.each(["alice", "toString"])("The client %s is none of the host's", (name) => {
    expect(() => identity({ clients: { default: FULL, ci: FULL } }, name)).toThrow(
        `--client: expected one of ci, default, got ${name}. Choose one of them: a client that was removed is shut out.`,
    );
});

test("The key of a client whose issuer was brought is nowhere in the state", () => {
    const clientIssuers = { contractor: certificate("its issuer") };
    expect(() => identity({ clients: { ci: FULL }, clientIssuers }, "contractor")).toThrow(
        "expected one of ci, got contractor, whose issuer was brought, so that the key is not in the state.",
    );
    expect(() => identity({ clientIssuers })).toThrow("The state has no key of a client of build. Its authority is in");
});

test("The key of a client of another stack is fetched there", () => {
    expect(() => identity({ authorityStacks: ["organization/team/prod"] })).toThrow(
        "Its authority is in the stack organization/team/prod. Fetch the files there: npx docker-host-vm credentials --dir ~/.docker/docker-host-vm/shop-prod --stack organization/team/prod",
    );
});

test.each([
    { clients: { default: { ...FULL, keyPem: undefined } } },
    { clients: { default: { ...FULL, certificate: undefined } } },
    { clients: { default: FULL }, caCertPem: undefined },
])("Without all three there is no identity yet: %j", (parts) => {
    expect(() => identity(parts)).toThrow(
        "The state has no certificate and key for the client default of build yet. Bring the stack up first: ",
    );
});

test("The administrator's key is there only where it was made", () => {
    expect(sshPrivateKey({ name: "build", sshPrivateKey: "its key" })).toBe("its key");
    expect(() => sshPrivateKey({ name: "build", sshPrivateKey: undefined })).toThrow(
        "--ssh-key: expected a host whose SSH key the stack created",
    );
});
