import { CliError } from "../shared/errors";
import { type ProcessResult, runProgram } from "../shared/processes";

/**
 * Runs the Azure CLI as its signed-in user. No argument may contain characters that cmd interprets.
 *
 * @param purpose what it is needed for, after "to", for messages
 * @throws CliError if it is not installed, or nobody is signed in.
 */
export async function runAzureCli(args: readonly string[], purpose: string): Promise<ProcessResult> {
    const result = await runProgram("az", args, { shellOnWindows: true });
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
