import { credentials } from "@grpc/grpc-js";
import { EngineClient } from "@pulumi/pulumi/proto/engine_grpc_pb";
import { LogRequest, LogSeverity } from "@pulumi/pulumi/proto/engine_pb";

/** The status lines of one operation in Pulumi's progress display. */
export interface StatusLines {
    /** Sends one line. */
    show: (line: string) => void;
    /** Resolves when all lines so far have arrived or failed. */
    sent: () => Promise<unknown>;
}

/**
 * Connects to the Pulumi engine that started this provider.
 * @param address its gRPC server, `host:port`
 */
export function connectToPulumi(address: string): { statusLines: (urn: string) => StatusLines } {
    const client = new EngineClient(address, credentials.createInsecure());
    return {
        statusLines(urn) {
            // One at a time, because gRPC does not keep the order of calls.
            let sending: Promise<unknown> = Promise.resolve();
            return {
                show(line) {
                    const request = new LogRequest()
                        .setSeverity(LogSeverity.INFO)
                        .setMessage(line)
                        .setUrn(urn)
                        .setEphemeral(true);
                    // An operation must not fail because one of its lines cannot be shown.
                    sending = sending.then(() => new Promise((resolve) => client.log(request, resolve)));
                },
                sent: () => sending,
            };
        },
    };
}
