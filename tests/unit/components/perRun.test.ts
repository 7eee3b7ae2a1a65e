import { beforeEach, expect, jest, test } from "@jest/globals";
import * as pulumi from "@pulumi/pulumi";
import { perRun } from "../../../components/perRun";

type Monitor = ReturnType<typeof pulumi.runtime.getMonitor>;

/** Connects as a component provider does for each component: another client, to the monitor at the address. */
function connect(address: string, preview = false): void {
    const client = { getChannel: () => ({ getTarget: () => address }) } as unknown as Monitor;
    jest.spyOn(pulumi.runtime, "getMonitor").mockReturnValue(client);
    jest.spyOn(pulumi.runtime, "isDryRun").mockReturnValue(preview);
}

beforeEach(() => {
    jest.restoreAllMocks();
});

test("A value of a run is the same for each component that a provider makes in it", () => {
    const value = perRun(() => ({}));
    connect("127.0.0.1:1");
    const first = value();
    connect("127.0.0.1:1");
    expect(value()).toBe(first);
});

test.each([
    ["another monitor", "127.0.0.1:3", false],
    ["the up after a preview", "127.0.0.1:2", false],
])("A value of a run is not that of %s", (_, address, preview) => {
    const value = perRun(() => ({}));
    connect("127.0.0.1:2", true);
    const first = value();
    connect(address, preview);
    expect(value()).not.toBe(first);
});
