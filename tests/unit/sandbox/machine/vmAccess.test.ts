import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "@jest/globals";
import { type Administrator, provisionAdministrator } from "../../../../sandbox/machine/administrator";
import { Disk, isRootless } from "../../../../sandbox/machine/disk";
import { readVmAccessSettings, removeVmAccess, runVmAccess } from "../../../../sandbox/machine/vmAccess";
import { requiredOutput } from "../../../../shared/processes";
import { scratchFolder } from "../../../support/scratch";

/** Based on the source of Azure's own extension (Azure/azure-linux-extensions), which is not tested here. */

const scratch = scratchFolder();
const FIRST = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcH first";
const SECOND = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgI second";
const ADMINISTRATOR: Administrator = { username: "azureuser", sshPublicKeys: [FIRST], password: undefined };
const PASSWORD = "Correct+Horse1";

let disk: Disk;

beforeEach(async () => {
    disk = await provisioned({});
});

async function provisioned(administrator: Partial<Administrator>): Promise<Disk> {
    const made = new Disk(mkdtempSync(join(scratch, "vm-")));
    const spec = { hostName: "build", adminUsername: "azureuser", init: "systemd", kind: "standIn" } as const;
    made.format({ ...spec, tools: undefined });
    await provisionAdministrator(made, { ...ADMINISTRATOR, ...administrator });
    return made;
}

const read = (file: string): string => readFileSync(disk.path(file), "utf8");
const modeOf = (file: string): string => (statSync(disk.path(file)).mode & 0o777).toString(8);
const keys = (): string => read("/home/azureuser/.ssh/authorized_keys");
const sudoers = (): string => read("/etc/sudoers.d/waagent");

const run = async (protectedSettings: object, forceUpdateTag?: string) =>
    await runVmAccess(disk.folder, {
        settings: {},
        protectedSettings: { username: "azureuser", remove_prior_keys: true, ...protectedSettings },
        forceUpdateTag,
    });

/** Whether a password matches the hash in the shadow file, by the real `crypt` of OpenSSL. */
async function accepts(password: string): Promise<boolean> {
    const [, hash = ""] = /^azureuser:([^:]*):/m.exec(read("/etc/shadow")) ?? [];
    const [, , salt = ""] = hash.split("$");
    const input = { input: `${password}\n` };
    return hash === (await requiredOutput("openssl", ["passwd", "-6", "-salt", salt, "-stdin"], input)).trim();
}

describe("a new VM", () => {
    it("has the administrator's keys, and no password", () => {
        expect(keys()).toBe(`${FIRST}\n`);
        expect([modeOf("/home/azureuser/.ssh"), modeOf("/home/azureuser/.ssh/authorized_keys")]).toEqual([
            "700",
            "600",
        ]);
        expect(statSync(disk.path("/home/azureuser/.ssh/authorized_keys")).uid).toBe(
            isRootless() ? process.getuid?.() : 1000,
        );
        expect(read("/etc/shadow")).toMatch(/^azureuser:!:/m);
        expect(modeOf("/etc/shadow")).toBe("640");
        expect(read("/etc/ssh/sshd_config.d/50-cloud-init.conf")).toBe("PasswordAuthentication no\n");
    });

    it("has the administrator's password, if there is one, and sshd accepts it", async () => {
        disk = await provisioned({ password: PASSWORD });
        expect([await accepts(PASSWORD), await accepts("another")]).toEqual([true, false]);
        expect(read("/etc/ssh/sshd_config.d/50-cloud-init.conf")).toBe("PasswordAuthentication yes\n");
    });

    it("is provisioned once", async () => {
        await provisionAdministrator(disk, { ...ADMINISTRATOR, sshPublicKeys: [SECOND] });
        expect(keys()).toBe(`${FIRST}\n`);
    });
});

describe("VMAccess", () => {
    it("changes nothing of a new VM with its own credentials but what it changes in each run", async () => {
        const shadow = read("/etc/shadow");
        expect(await run({ ssh_key: FIRST })).toBeUndefined();
        expect([keys(), read("/etc/shadow")]).toEqual([`${FIRST}\n`, shadow]);
        expect(sudoers()).toBe("azureuser ALL = (ALL) NOPASSWD: ALL\n");
        expect(modeOf("/etc/sudoers.d/waagent")).toBe("440");
        expect(read("/etc/ssh/sshd_config")).toContain("\nChallengeResponseAuthentication no\n");
        expect(read("/etc/ssh/sshd_config.d/50-cloud-init.conf")).toBe("PasswordAuthentication no\n");
    });

    it("replaces the keys by those that it is given, one on each line", async () => {
        expect(await run({ ssh_key: `${FIRST}\n${SECOND}` })).toBeUndefined();
        expect(keys()).toBe(`${FIRST}\n${SECOND}\n`);
        expect(await run({ ssh_key: SECOND })).toBeUndefined();
        expect(keys()).toBe(`${SECOND}\n`);
        expect(modeOf("/home/azureuser/.ssh/authorized_keys")).toBe("600");
    });

    it.each([[undefined], [false], ["true"]])("adds keys when remove_prior_keys is %j", async (removal) => {
        expect(await run({ ssh_key: SECOND, remove_prior_keys: removal })).toBeUndefined();
        expect(keys()).toBe(`${FIRST}\n${SECOND}\n`);
    });

    it("sets a password, lets sshd accept it and sudo ask for it, and cannot take that back", async () => {
        expect(await run({ ssh_key: FIRST, password: PASSWORD })).toBeUndefined();
        expect(await accepts(PASSWORD)).toBe(true);
        expect(sudoers()).toBe("azureuser ALL = (ALL) ALL\n");
        expect(await run({ ssh_key: FIRST })).toBeUndefined();
        expect(await accepts(PASSWORD)).toBe(true);
        expect(read("/etc/ssh/sshd_config")).toContain("\nPasswordAuthentication yes\n");
        expect(read("/etc/ssh/sshd_config.d/50-cloud-init.conf")).toBe("PasswordAuthentication yes\n");
    });

    it("does not run again with the same settings, unless the tag or the extension is another", async () => {
        const tamper = (): void => {
            rmSync(disk.path("/home/azureuser/.ssh/authorized_keys"));
        };
        await run({ ssh_key: SECOND });
        tamper();
        await run({ ssh_key: SECOND });
        expect(() => keys()).toThrow("ENOENT");
        await run({ ssh_key: SECOND }, "again");
        expect(keys()).toBe(`${SECOND}\n`);
        tamper();
        await removeVmAccess(disk.folder);
        await run({ ssh_key: SECOND }, "again");
        expect(keys()).toBe(`${SECOND}\n`);
    });

    it("fails without any credentials, and for users that the VM does not have or has for itself", async () => {
        expect(await run({})).toBe("Enable failed: No password or ssh_key is specified.");
        for (const username of ["nobody-else", "root"]) {
            expect(await run({ ssh_key: SECOND, username })).toContain("other than the administrator");
        }
        expect(keys()).toBe(`${FIRST}\n`);
    });

    it("does not follow a link that a user has made", async () => {
        const ssh = disk.path("/home/azureuser/.ssh");
        rmSync(ssh, { recursive: true });
        mkdirSync(disk.path("/root/.ssh"), { recursive: true });
        chmodSync(disk.path("/root/.ssh"), 0o700);
        symlinkSync("/root/.ssh", ssh);
        expect(await run({ ssh_key: SECOND })).toBe(
            "Enable failed: Refusing to write: /home/azureuser/.ssh is a symlink",
        );
    });
});

describe("VMAccess's settings", () => {
    it.each([
        ["check_disk", { check_disk: "true" }, {}, 'setting "check_disk"'],
        ["reset_ssh", {}, { reset_ssh: true }, 'setting "reset_ssh"'],
        ["remove_user", {}, { remove_user: "azureuser" }, 'setting "remove_user"'],
        ["a key that is not text", {}, { ssh_key: [FIRST] }, "a string"],
        ["a password that is not text", {}, { password: 12_345_678 }, "a string"],
        ["a key of another type", {}, { ssh_key: "ecdsa-sha2-nistp256 AAAA" }, "neither ssh-rsa nor ssh-ed25519"],
        ["a certificate", {}, { ssh_key: "-----BEGIN CERTIFICATE-----" }, "neither ssh-rsa nor ssh-ed25519"],
        ["another second line", {}, { ssh_key: `${FIRST}\nlaptop` }, "neither ssh-rsa nor ssh-ed25519"],
    ])("are refused with %s", (_, settings, protectedSettings, message) => {
        expect(() => readVmAccessSettings(settings, protectedSettings)).toThrow(message);
    });

    it("can have public ones that it ignores, and an empty password, which is none", () => {
        expect(readVmAccessSettings({ hasPassword: true }, { username: "a", password: "" })).toEqual({
            username: "a",
            password: undefined,
            sshKey: undefined,
            removePriorKeys: false,
        });
    });
});
