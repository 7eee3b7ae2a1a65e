import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { isRecord } from "../../shared/json";
import { readJsonFile } from "../../shared/jsonFile";
import type { Capability } from "../machine/capability";
import { replaceFile } from "../../shared/atomicFile";

/** The folders of one sandbox. Nothing lasting is kept elsewhere but in the user's {@link toolCache}. */
export class Home {
    readonly directory: string;

    constructor(directory: string) {
        this.directory = resolve(directory);
    }

    /** State of the emulated Azure. */
    get azureState(): string {
        return join(this.directory, "azure.json");
    }

    /** The emulated VMs, a folder each. */
    get machines(): string {
        return join(this.directory, "machines");
    }

    /** Pulumi's own home, with the provider plugins. */
    get pulumiHome(): string {
        return join(this.directory, "pulumi");
    }

    /** Where Pulumi keeps the stacks' state. */
    get backend(): string {
        return join(this.directory, "state");
    }

    /** Temporary files of Pulumi and of the providers. */
    get temporary(): string {
        return join(this.directory, "tmp");
    }

    /** The file with the passphrase that encrypts the secrets in the state. */
    get passphraseFile(): string {
        return join(this.directory, "passphrase");
    }

    /** The kind of VM in this home and its tools, as the last run found them. */
    get capability(): Capability {
        const fix = "Run npx docker-host-vm-sandbox up";
        const content = readJsonFile(this.capabilityFile, { isRight: isCapability, name: "what VMs are made of", fix });
        if (content === undefined) {
            throw new Error(`${this.directory}: expected a sandbox that was brought up. ${fix}`);
        }
        return content;
    }

    /** Keeps it for the provider that makes VMs. */
    set capability(capability: Capability) {
        replaceFile(this.capabilityFile, JSON.stringify(capability));
    }

    private get capabilityFile(): string {
        return join(this.directory, "capability.json");
    }

    /** Project and stack file as Pulumi reads them. */
    workspace(project: string, stack: string): string {
        return join(this.directory, "stacks", project, stack);
    }

    /** The home of the user as the stack's commands see it: nothing is written to the real one, least of all to `~/.docker`. */
    get userHome(): string {
        return join(this.directory, "user");
    }

    /** The client's files of a stack. */
    clientFiles(stack: string): string {
        return join(this.directory, "client", stack);
    }

    /** Makes what every run needs. The passphrase is this home's own and random. */
    prepare(): void {
        const { directory: home, machines, pulumiHome, backend, temporary, userHome } = this;
        for (const directory of [home, machines, pulumiHome, backend, temporary, userHome]) {
            mkdirSync(directory, { recursive: true, mode: 0o700 });
        }
        // It may lie in somebody's repository, and holds keys.
        replaceFile(join(home, ".gitignore"), "*\n");
        if (!existsSync(this.passphraseFile)) {
            replaceFile(this.passphraseFile, randomBytes(32).toString("base64url"), 0o600);
        }
    }

    /** Has every Pulumi process that is started from now on keep to this home, whatever the user's Pulumi is set to. */
    isolateEnvironment(): void {
        for (const name of Object.keys(process.env).filter((variable) => variable.startsWith("PULUMI_"))) {
            Reflect.deleteProperty(process.env, name);
        }
        Object.assign(process.env, { PULUMI_HOME: this.pulumiHome, PULUMI_SKIP_UPDATE_CHECK: "true" });
    }

    /** The environment of Pulumi. */
    environment(): Record<string, string> {
        return {
            PULUMI_HOME: this.pulumiHome,
            // Otherwise Pulumi writes a second file for each, not as a whole: a kill leaves it empty, and the stack unreadable.
            PULUMI_BACKEND_URL: `${pathToFileURL(this.backend).href}?metadata=skip`,
            PULUMI_CONFIG_PASSPHRASE_FILE: this.passphraseFile,
            PULUMI_SKIP_UPDATE_CHECK: "true",
            PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
            // Commands among the outputs are there to be copied whole.
            PULUMI_OPTION_SHOW_FULL_OUTPUT: "true",
            TMPDIR: this.temporary,
        };
    }
}

function isCapability(document: unknown): document is Capability {
    return isRecord(document) && typeof document["kind"] === "string" && typeof document["explanation"] === "string";
}
