import { existsSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findPulumi } from "../../sandbox/pulumi/pulumi";
import { PROJECT } from "../../configKeys";
import { shutdownMachine } from "../../sandbox/machine/machine";
import { Home } from "../../sandbox/stack/home";
import { CHECKOUT } from "../support/checkout";
import { isRecord } from "../../shared/json";
import { type ProcessResult, requiredOutput } from "../../shared/processes";
import type { KeyAndCertificate } from "../support/certificates";
import { run } from "../support/run";
import type { Files } from "./daemon";

/** A step in the JSON that the sandbox prints. */
interface Step {
    readonly op: string;
    readonly urn: string;
    readonly replaceReasons?: readonly string[];
    readonly detailedDiff?: Readonly<Record<string, unknown>> | null;
}

/** The output of an operation with `--json`. */
export interface Changes {
    readonly changeSummary: Readonly<Record<string, number>>;
    readonly steps: readonly Step[];
}

/** What a test reads of an exported stack. */
interface Export {
    readonly deployment: {
        readonly resources: readonly { readonly urn: string; readonly outputs?: Readonly<Record<string, unknown>> }[];
    };
}

/** A sandbox in its own home, which a test must dispose of. */
export class Sandbox {
    constructor(
        readonly stack: "dev" | "modern" = "dev",
        readonly home = mkdtempSync(join(tmpdir(), "sandbox-test-")),
        private readonly program = join(CHECKOUT, "sandbox/bin.js"),
    ) {}

    /** The command line of a verb, as run by `npx docker-host-vm-sandbox ...`. */
    commandLine(args: readonly string[]): [program: string, ...args: string[]] {
        return [process.execPath, this.program, ...this.options, ...args];
    }

    private get options(): string[] {
        return ["--home", this.home, "--stack", this.stack];
    }

    /** Runs a verb. */
    async call(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<ProcessResult> {
        const [program, ...rest] = this.commandLine(args);
        return await run(program, rest, env);
    }

    /** Runs the real Pulumi engine on the home's state, for example `stack export`. */
    async pulumi(args: readonly string[], project = PROJECT): Promise<string> {
        const { command } = await findPulumi(() => undefined);
        const home = new Home(this.home);
        const { code, stdout, stderr } = await run(
            command.command,
            ["-C", home.workspace(project, this.stack), "-s", this.stack, ...args],
            home.environment(),
        );
        if (code !== 0) {
            throw new Error(`pulumi ${args.join(" ")} ended with ${code}: ${stderr}`);
        }
        return stdout;
    }

    /** Runs a verb that must succeed and returns its JSON output. */
    async json<T = Changes>(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<T> {
        const result = await this.call([...args, "--json"], env);
        if (result.code !== 0) {
            throw new Error(`sandbox ${args.join(" ")} ended with ${result.code}:\n${result.stderr.slice(-4000)}`);
        }
        return JSON.parse(result.stdout) as T;
    }

    /** Brings the stack up, without a preview unless a test is about that. */
    async up(args: readonly string[] = [], env: NodeJS.ProcessEnv = {}): Promise<Changes> {
        return await this.json(["up", "--skip-preview", ...args], env);
    }

    /**
     * Previews a change and brings it up.
     *
     * @throws Error if preview and up differ.
     * @returns the creations, updates, replacements and deletions as `operation name`, in alphabetical order
     */
    async changed(args: readonly string[]): Promise<string[]> {
        const preview = changesOf(await this.json(["preview", ...args])).sort();
        const up = changesOf(await this.up(args)).sort();
        if (up.join() !== preview.join()) {
            throw new Error(`The preview said ${preview.join()}, and the up did ${up.join()}`);
        }
        return up
            .filter((change) => !/^(create-replacement|delete-replaced) /.test(change))
            .map((change) => change.replace(/ .*::/, " "))
            .sort();
    }

    /** The keys and the certificates of the resources `${name}-key` and `${name}-cert`, from a project's state. */
    async keysAndCertificates<Names extends string[]>(
        names: readonly [...Names],
        project = PROJECT,
    ): Promise<{ [Name in keyof Names]: KeyAndCertificate }> {
        const exported = await this.pulumi(["stack", "export", "--show-secrets"], project);
        const { resources } = (JSON.parse(exported) as Export).deployment;
        const pem = (resource: string, property: string): string => {
            const value = resources.find(({ urn }) => urn.endsWith(`::${resource}`))?.outputs?.[property];
            return isRecord(value) ? (JSON.parse(value["plaintext"] as string) as string) : String(value);
        };
        return names.map((name) => ({
            certPem: pem(`${name}-cert`, "certPem"),
            keyPem: pem(`${name}-key`, "privateKeyPem"),
        })) as { [Name in keyof Names]: KeyAndCertificate };
    }

    /** The files of each of these clients of an authority, by name. */
    async clientFiles(
        clients: readonly string[],
        authority = "docker-host-vm",
        project = PROJECT,
    ): Promise<Record<string, Files>> {
        const [{ certPem: caPem }, ...own] = await this.keysAndCertificates(
            [`${authority}-g1`, ...clients.map((name) => `${authority}-client-${name}`)],
            project,
        );
        return Object.fromEntries(clients.map((name, index) => [name, { caPem, ...own[index] }]));
    }

    /** The stack's outputs. */
    async outputs(): Promise<Record<string, string>> {
        return await this.json<Record<string, string>>(["outputs"]);
    }

    /** A file on the disk of the only VM. */
    vmFile(path: string): string {
        const { machines } = new Home(this.home);
        const [vm = ""] = readdirSync(machines);
        return readFileSync(join(machines, vm, "root", path), "utf8");
    }

    /** Whether a user's entry in the VM's shadow file matches a password, by the real crypt of OpenSSL. */
    async hasPassword(user: string, password: string): Promise<boolean> {
        const entry = this.vmFile("etc/shadow")
            .split("\n")
            .find((line) => line.startsWith(`${user}:`));
        const hash = entry?.split(":")[1] ?? "";
        const args = ["passwd", "-6", "-salt", hash.split("$")[2] ?? "", "-stdin"];
        return hash === (await requiredOutput("openssl", args, { input: `${password}\n` })).trim();
    }

    /** Removes everything, including anything left by a failed test. */
    async dispose(): Promise<void> {
        await removeHome(this.home);
    }
}

/**
 * Packs the built packages of this checkout.
 *
 * @returns the three archives
 */
export async function packPackages(folder: string): Promise<string[]> {
    const pack = ["pack", "--ignore-scripts", "--workspaces", "--include-workspace-root", "--pack-destination", folder];
    const { code, stderr } = await run("npm", pack, {}, CHECKOUT);
    if (code !== 0) {
        throw new Error(`npm pack ended with ${code}: ${stderr}`);
    }
    return filesBelow(folder).filter((file) => file.endsWith(".tgz"));
}

/** Ends the VMs of a sandbox's home and removes it. */
export async function removeHome(directory: string): Promise<void> {
    const { machines } = new Home(directory);
    const folders = existsSync(machines) ? readdirSync(machines).map((vm) => join(machines, vm)) : [];
    await Promise.all(folders.map(shutdownMachine));
    rmSync(directory, { recursive: true, force: true });
}

/** The steps other than "same", as `operation type::name`. */
export function changesOf({ steps }: Changes): string[] {
    return steps.filter(({ op }) => op !== "same" && op !== "refresh").map(({ op, urn }) => `${op} ${shortUrn(urn)}`);
}

/** Type and name at the end of a URN. */
function shortUrn(urn: string): string {
    const [name = "", types = ""] = urn.split("::").reverse();
    return `${types.split("$").at(-1) ?? ""}::${name}`;
}

/** All files below a folder. */
export function filesBelow(directory: string): string[] {
    return existsSync(directory)
        ? readdirSync(directory, { recursive: true, encoding: "utf8" })
              .map((file) => join(directory, file))
              .filter((file) => statSync(file, { throwIfNoEntry: false })?.isFile() === true)
        : [];
}

/** The processes whose command line, working directory or root mentions a folder. */
export function processesUsing(directory: string): string[] {
    return readdirSync("/proc")
        .filter((entry) => /^\d+$/.test(entry))
        .flatMap((pid) => {
            try {
                const commandLine = readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ");
                const places = [commandLine, readlinkSync(`/proc/${pid}/cwd`), readlinkSync(`/proc/${pid}/root`)];
                return places.some((place) => place.includes(directory)) ? [`${pid} ${commandLine}`] : [];
            } catch {
                // It has ended meanwhile, or belongs to another user.
                return [];
            }
        });
}
