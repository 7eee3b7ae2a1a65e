import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { isRecord } from "../../shared/json";
import { readJsonFile } from "../../shared/jsonFile";
import type { Capability } from "../machine/capability";
import { replaceFile } from "../../shared/atomicFile";
import { vaultSecretsFile } from "../../shared/vaultSecrets";

/** The folders and files of one sandbox. Apart from the user's {@link toolCache}, nothing is kept elsewhere. */
export class Home {
    readonly directory: string;

    constructor(directory: string) {
        this.directory = resolve(directory);
    }

    /** The state of the emulated Azure. */
    get azureState(): string {
        return join(this.directory, "azure.json");
    }

    /** The values of the secrets in emulated vaults. */
    get vaultSecrets(): string {
        return vaultSecretsFile(this.directory);
    }

    /** The emulated VMs, one folder per VM. */
    get machines(): string {
        return join(this.directory, "machines");
    }

    /** The data disks of VMs, one file per disk. */
    get disks(): string {
        return join(this.directory, "disks");
    }

    /** Pulumi's own home, with the provider plugins. */
    get pulumiHome(): string {
        return join(this.directory, "pulumi");
    }

    /** Pulumi's backend: the state of the stacks. */
    get backend(): string {
        return join(this.directory, "state");
    }

    /** Temporary files of Pulumi and the providers. */
    get temporary(): string {
        return join(this.directory, "tmp");
    }

    /** The file with the passphrase that encrypts secrets in the state. */
    get passphraseFile(): string {
        return join(this.directory, "passphrase");
    }

    /** The kind of VM in this home and the tools for it, as found by the last run. */
    get capability(): Capability {
        const fix = "Run npx docker-host-vm-sandbox up";
        const content = readJsonFile(this.capabilityFile, {
            isRight: isCapability,
            name: "a description of the VMs",
            fix,
        });
        if (content === undefined) {
            throw new Error(`${this.directory}: expected a sandbox that was brought up. ${fix}`);
        }
        return content;
    }

    /** Saves it for the provider that makes VMs. */
    set capability(capability: Capability) {
        replaceFile(this.capabilityFile, JSON.stringify(capability));
    }

    private get capabilityFile(): string {
        return join(this.directory, "capability.json");
    }

    /** The folder with the project file and stack file that Pulumi reads. */
    workspace(project: string, stack: string): string {
        return join(this.directory, "stacks", project, stack);
    }

    /** The user's home directory for the stack's commands: they must not write to the real one, least of all to `~/.docker`. */
    get userHome(): string {
        return join(this.directory, "user");
    }

    /** The client files of a stack. */
    clientFiles(stack: string): string {
        return join(this.directory, "client", stack);
    }

    /** Makes the folders and files that every run needs. The passphrase is random and belongs to this home alone. */
    prepare(): void {
        const { directory: home, machines, disks, pulumiHome, backend, temporary, userHome } = this;
        for (const directory of [home, machines, disks, pulumiHome, backend, temporary, userHome]) {
            mkdirSync(directory, { recursive: true, mode: 0o700 });
        }
        // The home may be inside a repository, and it holds keys.
        replaceFile(join(home, ".gitignore"), "*\n");
        if (!existsSync(this.passphraseFile)) {
            replaceFile(this.passphraseFile, randomBytes(32).toString("base64url"), 0o600);
        }
    }

    /** Makes every Pulumi process started from now on use this home, regardless of the user's own Pulumi settings. */
    isolateEnvironment(): void {
        for (const name of Object.keys(process.env).filter((variable) => variable.startsWith("PULUMI_"))) {
            Reflect.deleteProperty(process.env, name);
        }
        Object.assign(process.env, { PULUMI_HOME: this.pulumiHome, PULUMI_SKIP_UPDATE_CHECK: "true" });
    }

    /** The environment variables for Pulumi. */
    environment(): Record<string, string> {
        return {
            PULUMI_HOME: this.pulumiHome,
            // Otherwise Pulumi writes a second file per stack, and not atomically: a kill leaves it empty and the stack unreadable.
            PULUMI_BACKEND_URL: `${pathToFileURL(this.backend).href}?metadata=skip`,
            PULUMI_CONFIG_PASSPHRASE_FILE: this.passphraseFile,
            PULUMI_SKIP_UPDATE_CHECK: "true",
            PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
            // Users copy commands from the outputs, so these must not be shortened.
            PULUMI_OPTION_SHOW_FULL_OUTPUT: "true",
            TMPDIR: this.temporary,
        };
    }
}

function isCapability(document: unknown): document is Capability {
    return isRecord(document) && typeof document["kind"] === "string" && typeof document["explanation"] === "string";
}
