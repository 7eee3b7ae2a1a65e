import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import type { Command } from "commander";
import { CliError, USAGE } from "../../shared/errors";
import type { PolicyPacks } from "../stack/sandboxStack";

/** The options of the command line. */
interface Options {
    policyPack?: string[];
    policyPackConfig?: string[];
}

/** Adds the options for policy packs. */
export function withPolicyPacks(command: Command): Command {
    const collect = (text: string, before: string[] = []): string[] => [...before, text];
    return command
        .option(
            "--policy-pack <pack>",
            "check the resources with a policy pack, a folder or an installed package; can be repeated",
            collect,
        )
        .option(
            "--policy-pack-config <file>",
            "JSON configuration of the policy pack in the same position; can be repeated",
            collect,
        );
}

/**
 * Reads the options for policy packs. Each names a folder, or a package that the project has installed.
 *
 * @param project the project's folder
 * @throws Error that names the option if there is no such pack or file.
 */
export function readPolicyPacks(verb: Command, project: string): PolicyPacks {
    const { policyPack = [], policyPackConfig = [] } = verb.opts<Options>();
    const policyPacks = policyPack.map((pack) => packFolder(pack, project));
    const config = policyPackConfig.find((file) => !existsSync(file));
    if (config !== undefined) {
        throw new CliError(
            `--policy-pack-config: expected a JSON file, got "${config}", which does not exist. See https://docker-host-vm.github.io/docker-host-vm/policy.html for its format.`,
            USAGE,
        );
    }
    if (policyPackConfig.length > 0 && policyPackConfig.length !== policyPack.length) {
        throw new CliError(
            `--policy-pack-config: expected one for each --policy-pack, got ${policyPackConfig.length} for ${policyPack.length}. For a pack without settings, name a file with {}.`,
            USAGE,
        );
    }
    // Absolute paths, because Pulumi runs in the stack's folder.
    return {
        policyPacks,
        policyPackConfigs: policyPackConfig.map((file) => resolve(file)),
    };
}

function packFolder(pack: string, project: string): string {
    // The package first: a change could add a folder of its name with policies that allow everything.
    const folder = [packageFolder(pack, project), resolve(pack)].find(
        (each) => each !== undefined && existsSync(join(each, "PulumiPolicy.yaml")),
    );
    if (folder === undefined) {
        throw new CliError(
            `--policy-pack: expected a folder or an installed package with a PulumiPolicy.yaml, got "${pack}". For example, run npm install --save-dev docker-host-vm-policy and write --policy-pack docker-host-vm-policy.`,
            USAGE,
        );
    }
    return folder;
}

function packageFolder(name: string, project: string): string | undefined {
    try {
        return dirname(createRequire(join(project, "package.json")).resolve(`${name}/package.json`));
    } catch {
        return undefined;
    }
}
