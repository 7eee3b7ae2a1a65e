import { expect, test } from "@jest/globals";
import { clientIdentity, sshPrivateKey } from "../../../cli/identity";
import type { OpenHost } from "../../../cli/openHost";

const FULL = { certPem: "certificate", keyPem: "key" };

/** A host with the parts that are asked for here. */
const opened = (host: object): OpenHost =>
    ({ host: { name: "build", clients: {}, authority: { pem: "authority" }, ...host }, source: {} }) as OpenHost;

test("A client's certificate and key come with the authority's certificate", () => {
    const host = opened({ clients: { default: FULL, ci: { certPem: "other", keyPem: "its key" } } });
    expect(clientIdentity(host)).toEqual({ ca: "authority", cert: "certificate", key: "key" });
    expect(clientIdentity(host, "ci")).toEqual({ ca: "authority", cert: "other", key: "its key" });
});

test.each(["alice", "toString"])("The client %s is none of the host's", (name) => {
    expect(() => clientIdentity(opened({ clients: { default: FULL, ci: FULL } }), name)).toThrow(
        `--client: expected one of ci, default, got ${name}`,
    );
});

test.each([
    { clients: { default: { certPem: "certificate", keyPem: undefined } } },
    { clients: { default: { certPem: undefined, keyPem: "key" } } },
    { clients: { default: FULL }, authority: undefined },
])("Without all three there is no identity yet: %j", (parts) => {
    expect(() => clientIdentity(opened(parts))).toThrow(
        "The state has no certificate and key for the client default of build yet. Bring the stack up first: ",
    );
});

test("The administrator's key is there only where it was made", () => {
    expect(sshPrivateKey(opened({ sshPrivateKey: "its key" }))).toBe("its key");
    expect(() => sshPrivateKey(opened({}))).toThrow("--ssh-key: expected a host whose SSH key the stack created");
});
