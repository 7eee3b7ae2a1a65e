import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { beforeEach, describe, expect, test } from "@jest/globals";
import { Home } from "../../../../sandbox/stack/home";
import { awaitFormerPulumi, forgetPendingCreates } from "../../../../sandbox/stack/killedOperation";
import { Project } from "../../../../sandbox/stack/project";
import { CHECKOUT } from "../../../support/checkout";
import { folder } from "../../../support/eachTest";

/** tests/endToEnd/killed.test.ts kills real operations. */

const CREATING = { type: "creating", resource: { urn: "a" } };
const UPDATING = { type: "updating", resource: { urn: "b" } };

let stack: { readonly home: Home; readonly project: Project; readonly stack: string };

beforeEach(() => {
    stack = { home: new Home(folder), project: new Project(CHECKOUT), stack: "dev" };
});

function put(path: string, content: object): void {
    const file = join(stack.home.backend, ".pulumi", path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, JSON.stringify(content));
}

describe("Interrupted creations", () => {
    /** The calls of Pulumi with their input, and the number of removed creations. */
    async function forget(...pending: readonly object[]) {
        const deployment = { resources: [], pending_operations: pending };
        put("stacks/docker-host-vm/dev.json", { version: 3, checkpoint: { latest: deployment } });
        const calls: (readonly [string, unknown])[] = [];
        const forgotten = await forgetPendingCreates(stack, (args, input) => {
            calls.push([args.join(" "), input === undefined ? undefined : JSON.parse(input)]);
            return Promise.resolve(JSON.stringify({ version: 3, deployment }));
        });
        return { forgotten, calls };
    }

    test("are removed, and other pending operations stay", async () => {
        expect(await forget(CREATING, UPDATING, CREATING)).toEqual({
            forgotten: 2,
            calls: [
                ["stack export", undefined],
                ["stack import", { version: 3, deployment: { resources: [], pending_operations: [UPDATING] } }],
            ],
        });
    });

    test("need no call of Pulumi if there are none", async () => {
        expect(await forget(UPDATING)).toEqual({ forgotten: 0, calls: [] });
    });
});

describe("Pulumi's lock", () => {
    const LOCK = "locks/organization/docker-host-vm/dev/lock.json";

    test("does not exist if no operation was killed", async () => {
        expect(await awaitFormerPulumi(stack)).toBe(false);
    });

    test("is stale if its process has ended or is not a Pulumi of this home", async () => {
        put(LOCK, { pid: process.pid });
        expect(await awaitFormerPulumi(stack)).toBe(true);
        put(LOCK, {});
        expect(await awaitFormerPulumi(stack)).toBe(true);
    });
});
