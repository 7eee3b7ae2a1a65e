import { join } from "node:path";
import { type Result, run } from "../../support/run";
import { CHECKOUT, TYPESCRIPT } from "../../support/checkout";

/** The command line from its source, as `npx docker-host-vm` has it from the compiled files. */
export const CLI: readonly [string, ...string[]] = [process.execPath, ...TYPESCRIPT, join(CHECKOUT, "cli/main.ts")];

/** Where to run the command line. */
interface Place {
    readonly cwd?: string;
    readonly env?: NodeJS.ProcessEnv;
}

/** Runs it to its end. */
export async function callCli(args: readonly string[], { cwd, env }: Place = {}): Promise<Result> {
    const [program, ...rest] = CLI;
    return await run(program, [...rest, ...args], env, cwd);
}
