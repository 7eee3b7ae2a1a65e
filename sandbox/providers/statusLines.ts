import { credentials } from "@grpc/grpc-js";
import { EngineClient } from "@pulumi/pulumi/proto/engine_grpc_pb";
import { LogRequest, LogSeverity } from "@pulumi/pulumi/proto/engine_pb";

/** The lines that one operation shows in Pulumi's progress display. */
export interface StatusLines {
    /** Sends one line. */
    show: (line: string) => void;
    /** Resolves when all lines sent so far have arrived, or could not. */
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
            // One after the other, since gRPC does not keep the order of calls.
            let sending: Promise<unknown> = Promise.resolve();
            return {
                show(line) {
                    const request = new LogRequest()
                        .setSeverity(LogSeverity.INFO)
                        .setMessage(line)
                        .setUrn(urn)
                        .setEphemeral(true);
                    // A line that cannot be shown is no reason to fail the operation it tells of.
                    sending = sending.then(() => new Promise((resolve) => client.log(request, resolve)));
                },
                sent: () => sending,
            };
        },
    };
}
