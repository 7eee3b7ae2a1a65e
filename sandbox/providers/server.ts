import { fstatSync } from "node:fs";
import * as grpc from "@grpc/grpc-js";
import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb";
import type { Provider } from "./handler";
import { connectToPulumi } from "./statusLines";
import { providerService } from "./service";

/**
 * Serves a provider to the Pulumi engine that started this process: listens on a free port of 127.0.0.1, prints the port to
 * standard output as Pulumi expects, and ends the process on a signal or when Pulumi ends.
 * @param pulumiAddress the address of Pulumi's gRPC server. @default the process's last argument, as passed by Pulumi
 */
export function serveProvider(provider: Provider, pulumiAddress = process.argv.at(-1) ?? ""): void {
    const operations = new AbortController();
    const { statusLines } = connectToPulumi(pulumiAddress);
    const server = new grpc.Server({ "grpc.max_receive_message_length": -1, "grpc.max_send_message_length": -1 });
    server.addService(ResourceProviderService, providerService(provider, { operations, statusLines }));
    server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, port) => {
        if (error !== null) {
            throw error;
        }
        process.stdout.write(`${String(port)}\n`);
    });
    endWithPulumi(() => {
        operations.abort();
        process.exit(0);
    });
}

/** Ends the process with Pulumi. A killed Pulumi sends no signal, but its pipe to this process's standard input closes. */
function endWithPulumi(end: () => void): void {
    process.on("SIGINT", end);
    process.on("SIGTERM", end);
    const input = fstatSync(0);
    if (input.isFIFO() || input.isSocket()) {
        process.stdin.on("close", end).resume();
    }
}
