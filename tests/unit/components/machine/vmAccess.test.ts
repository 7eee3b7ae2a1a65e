import * as compute from "@pulumi/azure-native/compute";
import { beforeEach, describe, expect, test } from "@jest/globals";
import { type AdministratorSpec, checkedAdministrator } from "../../../../components/machine/administrator";
import { grantAccess } from "../../../../components/machine/vmAccess";
import { type Recorder, type Registration, startRecorder } from "../../../support/recorder";

const KEYS = ["Bwc", "CAg"].map((part) => `ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIA${part}${"HBwc".repeat(10)}`);

let recorder: Recorder;

beforeEach(async () => {
    recorder = await startRecorder();
});

async function granted(credentials: Partial<AdministratorSpec> = {}): Promise<Registration> {
    const vm = new compute.VirtualMachine("build-vm", { resourceGroupName: "group", vmName: "build" });
    const given = { adminUsername: "azureuser", sshPublicKeys: KEYS, ...credentials };
    const administrator = checkedAdministrator("build", given);
    grantAccess("build", vm, { resourceGroupName: "group", location: "westus", administrator }, {});
    await recorder.settled();
    return recorder.byName("build-vmaccess");
}

describe("The extension that changes the administrator's credentials", () => {
    test("gives the keys, one on each line, and removes all others", async () => {
        const { inputs, secretPaths } = await granted();
        expect(inputs).toEqual({
            resourceGroupName: "group",
            location: "westus",
            vmName: "build",
            vmExtensionName: "enablevmAccess",
            publisher: "Microsoft.OSTCExtensions",
            type: "VMAccessForLinux",
            typeHandlerVersion: "1.5",
            autoUpgradeMinorVersion: true,
            protectedSettings: { username: "azureuser", ssh_key: KEYS.join("\n"), remove_prior_keys: true },
        });
        expect(secretPaths).toEqual([]);
    });

    test("gives the password as its only secret", async () => {
        const { inputs, secretPaths } = await granted({ adminPassword: "Correct+Horse1" });
        expect(inputs["protectedSettings"]).toMatchObject({ password: "Correct+Horse1" });
        expect(secretPaths).toEqual(["protectedSettings.password"]);
    });

    test("remembers that there was a password when there is none any more", async () => {
        const { inputs, ignoreChanges } = await granted({ adminPassword: "Correct+Horse1" });
        expect([inputs["settings"], ignoreChanges]).toEqual([{ hasPassword: true }, []]);
        recorder = await startRecorder();
        expect(await granted()).toMatchObject({ ignoreChanges: ["settings"] });
    });

    test("goes with its VM, and is made again after a failure, which it would ignore", async () => {
        expect(await granted()).toMatchObject({
            deletedWith: "build-vm",
            deleteBeforeReplace: true,
            replaceOnChanges: ["publisher", "type", "#initerror"],
        });
    });
});
