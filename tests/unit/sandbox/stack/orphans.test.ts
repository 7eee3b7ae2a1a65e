import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, expect, test } from "@jest/globals";
import { Store, type StoredResource } from "../../../../sandbox/azure/store";
import { Home } from "../../../../sandbox/stack/home";
import { removeOrphans, markRecorded } from "../../../../sandbox/stack/orphans";
import { folder } from "../../../support/eachTest";

const GROUP = "/subscriptions/s/resourceGroups/g";

let home: Home;
let store: Store;

beforeEach(() => {
    home = new Home(folder);
    home.prepare();
    home.capability = { kind: "standIn", tools: undefined, explanation: "none" };
    store = new Store(home.azureState);
});

/** Adds resources to the emulated Azure as left by a killed operation. */
function made(...names: string[]): void {
    for (const name of names) {
        const type = name.includes("/") ? "azure-native:network:Subnet" : "azure-native:network:VirtualNetwork";
        const resource: StoredResource = { id: `${GROUP}/${name}`, type, properties: {}, isUnrecorded: true };
        store.put(resource);
    }
}

/** Adds resources to a stack's state. */
function known(stack: string, ...names: string[]): void {
    const stacks = join(home.backend, ".pulumi/stacks/demo");
    mkdirSync(stacks, { recursive: true });
    const resources = names.map((name) => ({ id: `${GROUP}/${name}`.toUpperCase() }));
    writeFileSync(join(stacks, `${stack}.json`), JSON.stringify({ checkpoint: { latest: { resources } } }));
}

const rest = (): string[] => store.list().map(({ id }) => id.slice(GROUP.length + 1));

test("resources of a killed operation that no stack knows are removed, children first", async () => {
    made("net", "net/sub", "other");
    known("dev", "other");
    expect(await removeOrphans(home)).toEqual([`${GROUP}/net/sub`, `${GROUP}/net`]);
    expect(rest()).toEqual(["other"]);
});

test("resources that any stack of the home knows stay, whatever their casing", async () => {
    made("a", "b");
    known("dev", "a");
    known("modern", "b");
    expect(await removeOrphans(home)).toEqual([]);
    expect(rest()).toEqual(["a", "b"]);
});

test("resources that a stack once knew are never removed: they were given up on purpose", async () => {
    made("kept");
    known("dev", "kept");
    markRecorded(home);
    known("dev");
    expect(await removeOrphans(home)).toEqual([]);
    expect(rest()).toEqual(["kept"]);
});

test("nothing is removed while the state of some stack cannot be read", async () => {
    made("a");
    known("dev");
    writeFileSync(join(home.backend, ".pulumi/stacks/demo/modern.json"), "");
    await expect(removeOrphans(home)).rejects.toThrow("got an empty file");
    expect(rest()).toEqual(["a"]);
});

test("a vault of a killed operation leaves its name to the next try, although Azure keeps the names of deleted vaults", async () => {
    const id = `${GROUP}/providers/Microsoft.KeyVault/vaults/dh-ci-1`;
    store.put({ id, type: "azure-native:keyvault:Vault", properties: { name: "dh-ci-1" }, isUnrecorded: true });
    expect(await removeOrphans(home)).toEqual([id]);
    expect(rest()).toEqual([]);
});
