import { expect, test } from "@jest/globals";
import { endpointOf, type OpenHost, requiredLogin } from "../../../cli/openHost";

const BY_NAME = "tcp://build-x.westus.cloudapp.azure.com:4243";
const PARTS = { name: "build", fqdn: "Build-x.westus.cloudapp.azure.com", publicIpAddress: "127.40.0.1" };

const opened = (dockerHost: string | undefined, sandbox?: object): OpenHost =>
    ({ host: { ...PARTS, dockerHost }, source: { sandbox } }) as OpenHost;

test("A host is called by its own endpoint", () => {
    expect(endpointOf(opened(BY_NAME), {})).toEqual({ dockerHost: BY_NAME });
});

test("A host of a sandbox is called by its address, since no name server knows its name", () => {
    expect(endpointOf(opened(BY_NAME, {}), {})).toMatchObject({ dockerHost: "tcp://127.40.0.1:4243" });
});

test("A host of a sandbox that is called by another name or address keeps it", () => {
    const dockerHost = "tcp://127.40.0.1:4243";
    expect(endpointOf(opened(dockerHost, {}), {})).toEqual({ dockerHost });
});

test("A host whose daemon never answered has none, and the message says how to see why", () => {
    expect(() => endpointOf(opened(undefined), { stack: "prod" })).toThrow(
        /^build has no endpoint yet, because .* Find out why: .*verify.*prod/,
    );
});

test("A host of a sandbox has no SSH server, and the message says what to do instead", () => {
    expect(() => requiredLogin(opened(BY_NAME, {}))).toThrow(
        "The VMs of a sandbox have no SSH server. For a host in Azure, add --no-home. To use the daemon, run npx docker-host-vm-sandbox docker.",
    );
});
