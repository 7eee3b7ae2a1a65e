import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Command } from "commander";
import { CliError, USAGE } from "../../shared/errors";
import type { PolicyPacks } from "../stack/sandboxStack";

/** The options of the command line. */
interface Options {
    policyPack?: string[];
    policyPackConfig?: string[];
}

/** Adds the options of the operations that policy packs judge. */
export function withPolicyPacks(command: Command): Command {
    const collect = (text: string, before: string[] = []): string[] => [...before, text];
    return command
        .option("--policy-pack <directory>", "judge the resources by a policy pack; may be repeated", collect)
        .option("--policy-pack-config <file>", "JSON file that configures the policy pack of the same place", collect);
}

/**
 * The policy packs that a command line names.
 *
 * @throws Error that names the option when there is no such pack or file.
 */
export function readPolicyPacks(verb: Command): PolicyPacks {
    const { policyPack = [], policyPackConfig = [] } = verb.opts<Options>();
    const pack = policyPack.find((directory) => !existsSync(join(directory, "PulumiPolicy.yaml")));
    if (pack !== undefined) {
        throw new CliError(
            `--policy-pack: expected a folder with a PulumiPolicy.yaml, got "${pack}". Write for example --policy-pack policy.`,
            USAGE,
        );
    }
    const config = policyPackConfig.find((file) => !existsSync(file));
    if (config !== undefined) {
        throw new CliError(
            `--policy-pack-config: expected a JSON file, and there is no ${config}. docs/policy.md says what goes into it.`,
            USAGE,
        );
    }
    if (policyPackConfig.length > 0 && policyPackConfig.length !== policyPack.length) {
        throw new CliError(
            `--policy-pack-config: expected one for each --policy-pack, got ${policyPackConfig.length} for ${policyPack.length}. Write {} into a file for a pack without settings.`,
            USAGE,
        );
    }
    // Pulumi runs in the stack's folder.
    return {
        policyPacks: policyPack.map((directory) => resolve(directory)),
        policyPackConfigs: policyPackConfig.map((file) => resolve(file)),
    };
}
