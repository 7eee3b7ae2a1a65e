import { existsSync, readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join, resolve, sep } from "node:path";
import { status } from "@grpc/grpc-js";
import type * as pulumi from "@pulumi/pulumi";
import type * as automation from "@pulumi/pulumi/automation";
import { parse } from "yaml";
import { CliError, USAGE } from "../../shared/errors";
import type { Home } from "./home";

/** The part of a Pulumi.yaml that the sandbox reads; Pulumi reads the rest. */
interface ProjectFile {
    readonly name: string;
    readonly runtime: string | { readonly name: string; readonly options?: { readonly virtualenv?: string } };
    readonly main?: string;
}

/** A stack of a project in a home. */
export interface StackInHome {
    readonly home: Home;
    readonly project: Project;
    readonly stack: string;
}

/** The program of a stack, as the Automation API takes it. */
type Program = () => Promise<Record<string, unknown>>;

/** The stores of Pulumi's SDK: the one of the running program, and the one outside of any. */
type Stores = Record<"getStore" | "getGlobalStore", () => object>;

/** A Pulumi project: this checkout's own, or a user's that imports the components. */
export class Project {
    readonly directory: string;
    /** Pulumi.yaml as written. */
    readonly file: ProjectFile;

    /**
     * @throws Error if the folder holds no project, or one in a language that the sandbox does not run.
     */
    constructor(directory: string) {
        this.directory = resolve(directory);
        const path = join(this.directory, "Pulumi.yaml");
        if (!existsSync(path)) {
            throw new CliError(
                `--cwd: expected a folder with a Pulumi.yaml, got ${this.directory}. Name the folder of a Pulumi project.`,
                USAGE,
            );
        }
        this.file = parse(readFileSync(path, "utf8")) as ProjectFile;
        if (!["nodejs", "yaml", "python"].includes(this.runtime)) {
            throw new CliError(
                `--cwd: expected a project with runtime nodejs, yaml or python, got ${this.runtime}. The sandbox runs no other languages; use Pulumi itself.`,
                USAGE,
            );
        }
    }

    get name(): string {
        return this.file.name;
    }

    /** The stacks that have a file. */
    get stacks(): readonly string[] {
        return readdirSync(this.directory)
            .map((file) => /^Pulumi\.(.+)\.yaml$/.exec(file)?.[1])
            .filter((name) => name !== undefined);
    }

    /** The file of a stack. */
    stackFile(stack: string): string {
        return join(this.directory, `Pulumi.${stack}.yaml`);
    }

    /** A configuration key with the project's name in front unless it has a namespace, as `pulumi config set` does. */
    qualified(key: string): string {
        return key.includes(":") ? key : `${this.name}:${key}`;
    }

    /** The unmodified program; undefined if Pulumi runs it itself. */
    get program(): Program | undefined {
        return this.runtime === "nodejs" ? async () => await this.run() : undefined;
    }

    /** The Python interpreter of the project's virtual environment, absolute; undefined for other languages. */
    get python(): string | undefined {
        return this.runtime === "python" ? join(this.virtualenv, "bin", "python") : undefined;
    }

    /** Pulumi.yaml for another folder, from which Pulumi starts a program in Python. */
    get fileElsewhere(): object {
        const { file } = this;
        const main = resolve(this.directory, file.main ?? ".");
        return this.runtime === "python"
            ? { ...file, main, runtime: { name: "python", options: { ...this.options, virtualenv: this.virtualenv } } }
            : { ...file, main: undefined };
    }

    /** The Automation API of the program's own SDK: another copy could not run the program. */
    get automation(): typeof automation {
        return this.load("@pulumi/pulumi/automation") as typeof automation;
    }

    private load(module: string): unknown {
        // Only a project for Node.js has an SDK for it.
        const from = this.runtime === "nodejs" ? join(this.directory, "Pulumi.yaml") : __filename;
        return createRequire(from)(module);
    }

    private get runtime(): string {
        const { runtime } = this.file;
        return typeof runtime === "string" ? runtime : runtime.name;
    }

    private get options(): { readonly virtualenv?: string } {
        const { runtime } = this.file;
        return typeof runtime === "string" ? {} : (runtime.options ?? {});
    }

    /** As `pulumi new` names it, unless the project does. */
    private get virtualenv(): string {
        return resolve(this.directory, this.options.virtualenv ?? "venv");
    }

    /**
     * The SDK calls transforms outside of the program's asynchronous context, with the features of its global store: without
     * this they would return secrets in clear, and the state would have them so. `pulumi up` has only the global store.
     */
    private tellTransforms(): void {
        const { getStore, getGlobalStore } = this.load("@pulumi/pulumi/runtime/state") as Stores;
        const features = Object.entries(getStore()).filter(([name]) => name.startsWith("supports"));
        Object.assign(getGlobalStore(), Object.fromEntries(features));
    }

    private async run(): Promise<Record<string, unknown>> {
        const before = new Set(Object.keys(require.cache));
        this.tellTransforms();
        try {
            // Loaded only when Pulumi asks for it, because loading it registers resources.
            return this.load(resolve(this.directory, this.file.main ?? ".")) as Record<string, unknown>;
        } catch (error) {
            const { RunError, log } = this.load("@pulumi/pulumi") as typeof pulumi;
            if (!RunError.isInstance(error)) {
                throw error;
            }
            await log.error(error.message);
            // Rethrowing the error would print it twice: in the Automation API's handler of unhandled rejections, and as
            // the program's result. That handler ignores a cancelled call. Something must be thrown: a program that ends
            // normally without resources would make Pulumi delete them all.
            throw Object.assign(new Error("the program failed with the error above"), { code: status.CANCELLED });
        } finally {
            forgetModules(Object.keys(require.cache).filter((module) => !before.has(module)));
        }
    }
}

/** Unloads the program's own modules, so that they run again when next loaded. Packages register nothing and stay loaded. */
function forgetModules(modules: readonly string[]): void {
    for (const module of modules.filter((file) => !file.includes(`${sep}node_modules${sep}`))) {
        Reflect.deleteProperty(require.cache, module);
    }
}
