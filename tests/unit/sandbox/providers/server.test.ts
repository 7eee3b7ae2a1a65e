import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "@jest/globals";
import { CHECKOUT, TYPESCRIPT } from "../../../support/checkout";

const closers: (() => void)[] = [];
afterEach(() => {
    closers.splice(0).forEach((close) => {
        close();
    });
});

describe("a provider's process", () => {
    const start = async () => {
        const provider = join(CHECKOUT, "sandbox/providers/random.ts");
        const child = spawn(process.execPath, [...TYPESCRIPT, provider, "127.0.0.1:1"]);
        closers.push(() => child.kill("SIGKILL"));
        const [port] = (await once(child.stdout, "data")) as [Buffer];
        expect(String(port)).toMatch(/^\d+\n$/);
        return { child, ended: once(child, "exit") };
    };

    it.each(["SIGINT", "SIGTERM"] as const)("prints its port and ends on %s", async (signal) => {
        const { child, ended } = await start();
        child.kill(signal);
        await expect(ended).resolves.toEqual([0, null]);
    });

    it("ends when the Pulumi process that held its standard input is gone", async () => {
        const { child, ended } = await start();
        child.stdin.destroy();
        await expect(ended).resolves.toEqual([0, null]);
    });
});
