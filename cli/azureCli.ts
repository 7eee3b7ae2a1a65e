import { CliError } from "../shared/errors";
import { type ProcessResult, runProgram } from "../shared/processes";
import type { SandboxHome } from "../shared/sandboxHome";

/** How to run the Azure CLI. */
export interface AzureCliOptions {
    /** What it is needed for, after "to", for messages. */
    readonly purpose: string;
    /** The sandbox whose stand-in for it to run. @defaultValue - none: the user's own Azure CLI, as its signed-in user */
    readonly sandbox?: SandboxHome | undefined;
    /** The time after which it is stopped. @defaultValue - unlimited */
    readonly timeoutSeconds?: number;
}

/**
 * Runs the Azure CLI. No argument may contain characters that cmd interprets.
 *
 * @throws CliError if it is not installed, or nobody is signed in.
 */
export async function runAzureCli(
    args: readonly string[],
    { purpose, sandbox, timeoutSeconds }: AzureCliOptions,
): Promise<ProcessResult> {
    const [program = "az", ...first] = sandbox?.azureCli ?? ["az"];
    const limit = timeoutSeconds === undefined ? {} : { timeoutSeconds };
    const result = await runProgram(program, [...first, ...args], { shellOnWindows: true, ...limit });
    if (result.missing) {
        throw new CliError(
            `az was not found on PATH. The Azure CLI is needed to ${purpose}. Install it (https://learn.microsoft.com/cli/azure/install-azure-cli) and sign in: az login. For a sandbox, specify its folder with --home`,
        );
    }
    if (result.code !== 0 && result.stderr.includes("az login")) {
        throw new CliError("The Azure CLI is not signed in. Sign in: az login");
    }
    return result;
}
