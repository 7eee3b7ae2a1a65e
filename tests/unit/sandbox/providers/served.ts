import { credentials, Server, ServerCredentials, type ServiceError } from "@grpc/grpc-js";
import { EngineService } from "@pulumi/pulumi/proto/engine_grpc_pb";
import type { LogRequest } from "@pulumi/pulumi/proto/engine_pb";
import { ResourceProviderClient, ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { afterEach } from "@jest/globals";
import { connectToPulumi } from "../../../../sandbox/providers/statusLines";
import type { Handler } from "../../../../sandbox/providers/handler";
import type { Provider } from "../../../../sandbox/providers/handler";
import { providerService } from "../../../../sandbox/providers/service";

/** The one type that {@link serve} serves. */
export const TYPE = "test:index:Thing";
/** A resource of that type, with everything that a URN can contain. */
export const URN = `urn:pulumi:dev::project::my:own:Parent$${TYPE}::a name::with colons`;

const closers: (() => void)[] = [];
afterEach(() => {
    closers.splice(0).forEach((close) => {
        close();
    });
});

async function listen(server: Server): Promise<string> {
    closers.push(() => {
        server.forceShutdown();
    });
    return new Promise((resolve, reject) => {
        server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, port) => {
            if (error === null) {
                resolve(`127.0.0.1:${String(port)}`);
            } else {
                reject(error);
            }
        });
    });
}

/** Serves one resource type to a client over gRPC, with a small Pulumi engine that accepts log lines. */
export async function serve(handler: Partial<Handler> = {}, settings: Partial<Provider> = {}) {
    const logged: string[] = [];
    const pulumi = new Server();
    pulumi.addService(EngineService, {
        log: ({ request }: { request: LogRequest }, answer: (error: null, response: Empty) => void) => {
            logged.push(`${request.getUrn()} ${request.getMessage()}`);
            answer(null, new Empty());
        },
    });
    const { statusLines } = connectToPulumi(await listen(pulumi));
    const create = () => ({ id: "id", outputs: {} });
    const provider = { name: "test", version: "1.2.3", handlers: { [TYPE]: { create, ...handler } }, ...settings };
    const server = new Server();
    const operations = new AbortController();
    server.addService(ResourceProviderService, providerService(provider, { operations, statusLines }));
    const client = new ResourceProviderClient(await listen(server), credentials.createInsecure());
    closers.push(() => {
        client.close();
    });
    return { client, logged };
}

type Callback<R> = (error: ServiceError | null, response: R) => void;

/** The response to one call; rejects with the gRPC error. */
export async function answer<R>(call: (callback: Callback<R>) => unknown): Promise<R> {
    return new Promise((resolve, reject) => {
        call((error, response) => {
            if (error === null) {
                resolve(response);
            } else {
                reject(error);
            }
        });
    });
}
