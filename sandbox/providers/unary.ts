import { Metadata, status, type handleUnaryCall, type ServerErrorResponse } from "@grpc/grpc-js";
import { ErrorResourceInitFailed } from "@pulumi/pulumi/proto/provider_pb";
import { Status } from "@pulumi/pulumi/proto/status_pb";
import { Any } from "google-protobuf/google/protobuf/any_pb";
import { InitializationError } from "./handler";
import { toStruct } from "./values";
import { explained } from "../../shared/errors";

/** Turns a function that returns or throws into a method of a gRPC service. */
export function unary<Request, Response>(
    answer: (request: Request) => Response | Promise<Response>,
): handleUnaryCall<Request, Response> {
    return (call, callback) => {
        // Called inside a promise, so that a synchronous error is handled like an asynchronous one.
        Promise.resolve(call.request)
            .then(answer)
            .then(
                (response) => {
                    callback(null, response);
                },
                (error: unknown) => {
                    callback(toServiceError(error), null);
                },
            );
    };
}

function toServiceError(error: unknown): Partial<ServerErrorResponse> {
    const failure = { code: status.UNKNOWN, details: explained(error) };
    return error instanceof InitializationError ? { ...failure, metadata: initializationDetails(error) } : failure;
}

/** The message, attached to the error, from which Pulumi learns of a resource that exists but failed. */
function initializationDetails({ message, resource, reasons }: InitializationError): Metadata {
    const failed = new ErrorResourceInitFailed()
        .setId(resource.id)
        .setProperties(toStruct(resource.outputs))
        .setReasonsList(reasons);
    const detail = new Any();
    detail.pack(failed.serializeBinary(), "pulumirpc.ErrorResourceInitFailed");
    const details = new Status().setCode(status.UNKNOWN).setMessage(message).setDetailsList([detail]);
    const metadata = new Metadata();
    metadata.set("grpc-status-details-bin", Buffer.from(details.serializeBinary()));
    return metadata;
}
