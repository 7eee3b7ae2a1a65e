import { spawn } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "@jest/globals";
import { Store } from "../../sandbox/azure/store";
import { Home } from "../../sandbox/stack/home";
import { entry } from "../../shared/json";
import { duringRequests, refusal } from "./daemon";
import { changesOf, filesBelow, processesUsing, Sandbox } from "./support";

/** What a killed operation leaves behind, and how the next one handles it. */

let sandbox: Sandbox;

afterEach(async () => {
    await sandbox.dispose();
}, 120_000);

const WHO = {
    pulumi: () => pulumis(),
    provider: () => pidsOf("sandbox/stack/serveAzure.ts"),
    "sandbox itself": () => pidsOf("sandbox/bin.js"),
};

/** The processes of Pulumi that have a lock in the home. */
function pulumis(): number[] {
    return filesBelow(join(sandbox.home, "state/.pulumi/locks")).map(
        (file) => (JSON.parse(readFileSync(file, "utf8")) as { pid: number }).pid,
    );
}

function pidsOf(program: string): number[] {
    return processesUsing(sandbox.home)
        .filter((line) => line.includes(program))
        .map((line) => Number.parseInt(line, 10));
}

/** Whether the emulated Azure has a resource of a type, even an unfinished one. */
function hasResource(type: string): boolean {
    try {
        return readFileSync(join(sandbox.home, "azure.json"), "utf8").includes(`"type": "azure-native:${type}"`);
    } catch {
        return false;
    }
}

/** Runs `up` and kills a process as soon as Azure has started to create a resource of a type. */
async function upKilled(type: string, victim: keyof typeof WHO): Promise<void> {
    const [program, ...args] = sandbox.commandLine(["up", "--skip-preview"]);
    const up = spawn(program, args, { stdio: ["ignore", "pipe", "ignore"] });
    let watch: NodeJS.Timeout | undefined;
    up.stdout.on("data", (chunk: Buffer) => {
        if (chunk.toString().includes("Updating (")) {
            watch ??= setInterval(() => {
                if (hasResource(type)) {
                    clearInterval(watch);
                    WHO[victim]().forEach((pid) => process.kill(pid, "SIGKILL"));
                }
            }, 1);
        }
    });
    const status = await new Promise<number | null>((done) => up.on("close", done));
    clearInterval(watch);
    expect(status).not.toBe(0);
    expect(hasResource(type)).toBe(true);
}

/** Runs `up` and kills Pulumi as soon as its output says something. */
async function upKilledAfter(said: RegExp, settings: readonly string[]): Promise<void> {
    const [program, ...args] = sandbox.commandLine(["up", "--skip-preview", ...settings]);
    const up = spawn(program, args, { stdio: ["ignore", "pipe", "ignore"] });
    let output = "";
    up.stdout.on("data", (chunk: Buffer) => {
        output += chunk.toString();
        if (said.test(output)) {
            pulumis().forEach((pid) => process.kill(pid, "SIGKILL"));
        }
    });
    expect(await new Promise<number | null>((done) => up.on("close", done))).not.toBe(0);
    expect(output).toMatch(said);
}

/** Destroys the stack and returns everything that is left. */
async function leftAfterDestroy(): Promise<unknown> {
    await sandbox.json(["destroy"]);
    return {
        azure: JSON.parse(readFileSync(join(sandbox.home, "azure.json"), "utf8")) as unknown,
        machines: readdirSync(join(sandbox.home, "machines")),
        processes: processesUsing(sandbox.home),
    };
}

const NOTHING = { azure: {}, machines: [], processes: [] };

describe("an up that is killed", () => {
    test("is completed by the next one, whichever process is killed at whichever resource", async () => {
        sandbox = new Sandbox();
        await upKilled("network:NetworkSecurityGroup", "pulumi");
        await upKilled("network:Subnet", "provider");
        await upKilled("network:NetworkInterface", "sandbox itself");
        await upKilled("compute:VirtualMachine", "pulumi");
        await upKilled("compute:VirtualMachineExtension", "pulumi");
        await sandbox.up();
        const again = await sandbox.up();
        expect(changesOf(again)).toEqual([]);
        expect(await sandbox.pulumi(["stack", "export"])).not.toContain('"pending_operations"');
        expect((await sandbox.call(["docker", "version"])).code).toBe(0);
        expect(await leftAfterDestroy()).toEqual(NOTHING);
    }, 600_000);

    test.each(["network:NetworkInterface", "compute:VirtualMachine"])(
        "can be destroyed after being killed at %s",
        async (type) => {
            sandbox = new Sandbox();
            await upKilled(type, "pulumi");
            expect(await leftAfterDestroy()).toEqual(NOTHING);
        },
        300_000,
    );

    test("can be repaired on real Azure with the commands in docs/troubleshooting/pulumi.md", async () => {
        sandbox = new Sandbox();
        const type = "network:NetworkSecurityGroup";
        await upKilled(type, "pulumi");
        const pending = async (): Promise<boolean> =>
            (await sandbox.pulumi(["stack", "export"])).includes('"pending_operations"');
        expect(await pending()).toBe(true);

        await sandbox.pulumi(["cancel", "--yes"]);
        // As az resource delete does.
        const store = new Store(new Home(sandbox.home).azureState);
        store.list(`azure-native:${type}`).forEach(({ id }) => {
            store.remove(id);
        });
        await sandbox.pulumi(["refresh", "--yes", "--skip-preview", "--clear-pending-creates"]);
        expect(await pending()).toBe(false);

        const changes = changesOf(await sandbox.up());
        expect(changes).toContain("create azure-native:network:NetworkSecurityGroup::docker-host-vm-nsg");
    }, 300_000);
});

describe("an up that shuts out a client", () => {
    test("is completed by the next one, wherever it is killed, and nobody else is locked out", async () => {
        sandbox = new Sandbox();
        const clients = ["ann", "ben", "cat", "dan"];
        const listed = (): string[] => ["--set", `clients=${JSON.stringify(clients)}`];
        await sandbox.up(listed());
        const dockerHost = (await sandbox.outputs())["dockerHost"] ?? "";
        const files = await sandbox.clientFiles(clients);
        for (const said of [
            / docker-host-readiness-cert created/,
            / docker-host-docker updating/,
            / docker-host-docker updated/,
        ]) {
            const lost = entry(files, clients.pop() ?? "");
            const kept = clients.map((name) => entry(files, name));
            const { refusals } = await duringRequests(dockerHost, kept, async () => {
                await upKilledAfter(said, listed());
                await sandbox.up(listed());
                expect(await refusal(dockerHost, lost)).toMatch(/_ALERT_/);
            });
            expect(refusals).toEqual([]);
        }
        expect(changesOf(await sandbox.json(["preview", ...listed()]))).toEqual([]);
    }, 300_000);
});
