import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { createInterface } from "node:readline";
import { resultOf } from "../../shared/processes";
import { diffValues } from "./diff";
import type { OperationRequest, Provider } from "./handler";
import { inputFailures } from "./inputTypes";
import { serveProvider } from "./server";
import { UNKNOWN } from "../../shared/pulumiValues";
import type { Values } from "./values";

/** Stands in for the command provider: runs commands on this machine, in the directory of the program. */
export const provider: Provider = {
    name: "command",
    version: "1.2.1",
    handlers: {
        "command:local:Command": {
            check: ({ inputs }) => ({ inputs, failures: inputFailures(inputs, TYPES, []) }),
            diff: (request) => {
                // The SDK's replaceOnChanges covers single triggers; the provider adds the list as a whole.
                const changes = diffValues(request.oldInputs, request.inputs, (path) => path === "triggers");
                // The provider compares with the outputs, which contain every input.
                return changes.map((change) => ({ ...change, output: true }));
            },
            async create({ inputs, preview, ...operation }) {
                const id = operation.name + randomBytes(4).toString("hex");
                const ran = preview
                    ? { stdout: UNKNOWN, stderr: UNKNOWN }
                    : await run(inputs["create"], inputs, operation);
                return { id, outputs: { ...inputs, ...ran } };
            },
            async update({ inputs, preview, oldOutputs, ...operation }) {
                const { stdout, stderr } = oldOutputs;
                const previous = { ...inputs, stdout, stderr };
                const command = inputs["update"] ?? inputs["create"];
                const ran = preview ? { stdout: UNKNOWN, stderr: UNKNOWN } : await run(command, previous, operation);
                return { ...previous, ...ran };
            },
            async delete({ outputs, ...operation }) {
                await run(outputs["delete"], outputs, operation);
            },
        },
    },
};

const TYPES = {
    create: "text",
    update: "text",
    delete: "text",
    interpreter: "texts",
    environment: "textMap",
    stdin: "text",
    logging: "text",
    addPreviousOutputInEnv: "boolean",
    triggers: "list",
} as const;

/** The settings of a command, and the output of the previous run. */
interface Settings {
    interpreter?: string[];
    environment?: Record<string, string>;
    stdin?: string;
    /** @default stdoutAndStderr */
    logging?: "stdout" | "stderr" | "stdoutAndStderr" | "none";
    /** @default true */
    addPreviousOutputInEnv?: boolean;
    stdout?: string;
    stderr?: string;
}

/** The output of a command, without the last line break. */
interface Printed {
    stdout: string;
    stderr: string;
}

/** Runs a command and waits for its end. Without a command, the outputs are those of the previous run. */
async function run(command: unknown, values: Values, operation: OperationRequest): Promise<Printed> {
    const settings = values as Settings;
    if (typeof command !== "string") {
        return { stdout: settings.stdout ?? "", stderr: settings.stderr ?? "" };
    }
    const [program = "/bin/sh", ...options] = settings.interpreter?.length ? settings.interpreter : ["/bin/sh", "-c"];
    const child = spawn(program, [...options, command], {
        env: { ...process.env, ...settings.environment, ...previousOutput(settings) },
        signal: operation.signal,
        timeout: operation.timeoutSeconds * 1000,
        killSignal: "SIGKILL",
    });
    for (const stream of ["stdout", "stderr"] as const) {
        if ([stream, "stdoutAndStderr"].includes(settings.logging ?? "stdoutAndStderr")) {
            createInterface({ input: child[stream] }).on("line", operation.showStatus);
        }
    }
    const { stdout, stderr, output, failure } = await resultOf(child, settings.stdin);
    if (failure !== undefined) {
        throw new Error(`${failure}: running ${JSON.stringify(command)}:\n${output}`);
    }
    return { stdout: stdout.replace(/\n$/, ""), stderr: stderr.replace(/\n$/, "") };
}

function previousOutput({ addPreviousOutputInEnv = true, stdout, stderr }: Settings): Record<string, string> {
    return {
        ...(addPreviousOutputInEnv && stdout ? { PULUMI_COMMAND_STDOUT: stdout } : {}),
        ...(addPreviousOutputInEnv && stderr ? { PULUMI_COMMAND_STDERR: stderr } : {}),
    };
}

if (require.main === module) {
    serveProvider(provider);
}
