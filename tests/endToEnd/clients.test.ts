import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { entry } from "../../shared/json";
import { duringRequests, type Files, openEvents, ping, refusal } from "./daemon";
import { changesOf, Sandbox } from "./support";

/** Far more than a daemon's restart takes, even on a busy machine. */
const RESTART_MS = 30_000;

/** The error of a client that the daemon refuses. */
const REFUSED: unknown = expect.stringMatching(/_ALERT_/);

/** The list of clients is who is let in. */
describe.each([
    { stack: "dev", leaving: ["ben", "eve"] },
    { stack: "modern", leaving: ["ann", "ben", "cat", "dan", "eve"] },
] as const)("the clients of the stack $stack", ({ stack, leaving }) => {
    const sandbox = new Sandbox(stack);
    let clients = ["ann", "ben", "cat", "dan", "eve"];
    const lost: Record<string, Files> = {};
    let dockerHost = "";
    let container = "";

    const listed = (): string[] => ["--set", `clients=${JSON.stringify(clients)}`];

    const files = async (): Promise<Record<string, Files>> => await sandbox.clientFiles(clients);

    /** The container's process on this machine, and since when it runs. */
    const processOfContainer = async (): Promise<string> =>
        (await sandbox.call(["docker", "inspect", "--format", "{{.State.Pid}} {{.State.StartedAt}}", container]))
            .stdout;

    beforeAll(async () => {
        await sandbox.up(listed());
        dockerHost = (await sandbox.outputs())["dockerHost"] ?? "";
        container = (
            await sandbox.call(["docker", "run", "--detach", "sandbox/busybox", "sleep", "3600"])
        ).stdout.trim();
    }, 600_000);

    afterAll(async () => {
        await sandbox.dispose();
    }, 120_000);

    test.each(leaving)(
        "lose exactly %s, who gets another name, and notice no more than the daemon's restart",
        async (name) => {
            const before = await files();
            const running = await processOfContainer();
            expect(running).toMatch(/^\d+ /);
            const lostFiles = entry(before, name);
            lost[name] = lostFiles;
            const others = Object.entries(before).filter(([other]) => other !== name);
            const events = await openEvents(dockerHost, lostFiles);
            expect([await ping(dockerHost, lostFiles), events.isOpen()]).toEqual([200, true]);

            clients = [...others.map(([other]) => other), `${name}-2`];
            const { refusals, longestGap } = await duringRequests(
                dockerHost,
                others.map(([, one]) => one),
                async () => {
                    await sandbox.up(listed());
                    // At once: a shut-out is in effect when the operation ends.
                    expect([await refusal(dockerHost, lostFiles), events.isOpen()]).toEqual([REFUSED, false]);
                },
            );

            expect(refusals).toEqual([]);
            expect(longestGap).toBeLessThan(RESTART_MS);
            const after = await files();
            expect(Object.entries(after).slice(0, -1)).toEqual(others);
            expect(await ping(dockerHost, entry(after, `${name}-2`))).toBe(200);
            expect(await processOfContainer()).toBe(running);
        },
        180_000,
    );

    test("keep out the earlier files of a name that is listed again", async () => {
        clients = [...clients, "eve"];
        expect(await sandbox.changed(listed())).toEqual([
            "create docker-host-vm-client-eve-cert",
            "create docker-host-vm-client-eve-key",
            "create docker-host-vm-client-eve-request",
            "create docker-host-vm-issuer-eve-cert",
            "create docker-host-vm-issuer-eve-key",
            "replace docker-host-readiness-cert",
            "update docker-host-docker",
            "update docker-host-ready",
        ]);
        expect(await refusal(dockerHost, entry(lost, "eve"))).toEqual(REFUSED);
        expect(await ping(dockerHost, entry(await files(), "eve"))).toBe(200);
    }, 180_000);

    test("get a new key one by one, and neither the old certificate nor the old key is of any use", async () => {
        const before = await files();
        const old = entry(before, "ben-2");
        const replace = ["--replace", "**::docker-host-vm-client-ben-2-key"];
        expect(await sandbox.changed([...listed(), ...replace])).toEqual([
            "replace docker-host-readiness-cert",
            "replace docker-host-vm-client-ben-2-cert",
            "replace docker-host-vm-client-ben-2-key",
            "replace docker-host-vm-client-ben-2-request",
            "replace docker-host-vm-issuer-ben-2-cert",
            "update docker-host-docker",
            "update docker-host-ready",
        ]);
        const after = await files();
        const fresh = entry(after, "ben-2");
        expect(await refusal(dockerHost, old)).toEqual(REFUSED);
        await expect(ping(dockerHost, { ...fresh, keyPem: old.keyPem })).rejects.toThrow("key values mismatch");
        expect(await ping(dockerHost, fresh)).toBe(200);
        const others = (all: typeof before): unknown => Object.entries(all).filter(([name]) => name !== "ben-2");
        expect(others(after)).toEqual(others(before));
    }, 180_000);

    test("are the same after a refresh", async () => {
        const { changeSummary } = await sandbox.json(["refresh"]);
        expect(Object.keys(changeSummary)).toEqual(["same"]);
        expect(changesOf(await sandbox.json(["preview", ...listed()]))).toEqual([]);
    }, 60_000);
});
