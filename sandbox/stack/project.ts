import { existsSync, readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join, resolve, sep } from "node:path";
import { status } from "@grpc/grpc-js";
import type * as pulumi from "@pulumi/pulumi";
import type * as automation from "@pulumi/pulumi/automation";
import { parse } from "yaml";
import { CliError, USAGE } from "../../shared/errors";
import type { Home } from "./home";

/** The part of a Pulumi.yaml that the sandbox reads; the rest is for Pulumi. */
interface ProjectFile {
    readonly name: string;
    readonly runtime: string | { readonly name: string };
    readonly main?: string;
}

/** A stack of a project, in a home. */
export interface StackInHome {
    readonly home: Home;
    readonly project: Project;
    readonly stack: string;
}

/** The program of a stack, as the Automation API takes it. */
type Program = () => Promise<Record<string, unknown>>;

/** A Pulumi project: this checkout's own, or one of somebody who imports the components. */
export class Project {
    readonly directory: string;
    /** Pulumi.yaml as it was written. */
    readonly file: ProjectFile;

    /**
     * @throws Error when the folder holds no project, or one in a language that the sandbox does not run.
     */
    constructor(directory: string) {
        this.directory = resolve(directory);
        const path = join(this.directory, "Pulumi.yaml");
        if (!existsSync(path)) {
            throw new CliError(
                `--cwd: expected a folder with a Pulumi.yaml, got ${this.directory}. Name a Pulumi project.`,
                USAGE,
            );
        }
        this.file = parse(readFileSync(path, "utf8")) as ProjectFile;
        if (!["nodejs", "yaml"].includes(this.runtime)) {
            throw new CliError(
                `--cwd: expected a project with runtime nodejs or yaml, got ${this.runtime}. The sandbox has no host for other languages; try it with Pulumi itself.`,
                USAGE,
            );
        }
    }

    get name(): string {
        return this.file.name;
    }

    /** The stacks that there is a file for. */
    get stacks(): readonly string[] {
        return readdirSync(this.directory)
            .map((file) => /^Pulumi\.(.+)\.yaml$/.exec(file)?.[1])
            .filter((name) => name !== undefined);
    }

    /** The file of a stack. */
    stackFile(stack: string): string {
        return join(this.directory, `Pulumi.${stack}.yaml`);
    }

    /** A key gets the project's name in front, as `pulumi config set` does. */
    qualified(key: string): string {
        return key.includes(":") ? key : `${this.name}:${key}`;
    }

    /** The program as it is; it does not know where it runs. None when Pulumi reads it itself, from Pulumi.yaml. */
    get program(): Program | undefined {
        return this.runtime === "yaml" ? undefined : async () => await this.run();
    }

    /** The Automation API of the SDK that the program itself uses: another copy could not serve it. */
    get automation(): typeof automation {
        return this.load("@pulumi/pulumi/automation") as typeof automation;
    }

    private load(module: string): unknown {
        // A project without a program has no SDK of its own.
        const from = this.runtime === "yaml" ? __filename : join(this.directory, "Pulumi.yaml");
        return createRequire(from)(module);
    }

    private get runtime(): string {
        const { runtime } = this.file;
        return typeof runtime === "string" ? runtime : runtime.name;
    }

    private async run(): Promise<Record<string, unknown>> {
        const before = new Set(Object.keys(require.cache));
        try {
            // Loaded when Pulumi asks for it: it registers resources as it loads.
            return this.load(resolve(this.directory, this.file.main ?? ".")) as Record<string, unknown>;
        } catch (error) {
            const { RunError, log } = this.load("@pulumi/pulumi") as typeof pulumi;
            if (!RunError.isInstance(error)) {
                throw error;
            }
            await log.error(error.message);
            // Thrown as it is, the message would be printed twice: by the Automation API's handler of unhandled rejections
            // and as the program's result. That handler keeps silent about a cancelled call. Something must be thrown: a
            // program that just ends has no resources any more, and Pulumi would delete them all.
            throw Object.assign(new Error("the program stopped with the message above"), { code: status.CANCELLED });
        } finally {
            forgetModules(Object.keys(require.cache).filter((module) => !before.has(module)));
        }
    }
}

/** Has the program's own modules run again when they are next loaded; packages register nothing and stay. */
function forgetModules(modules: readonly string[]): void {
    for (const module of modules.filter((file) => !file.includes(`${sep}node_modules${sep}`))) {
        Reflect.deleteProperty(require.cache, module);
    }
}
