import type {
    CreateRequest,
    DeleteRequest,
    DiffRequest,
    OperationRequest,
} from "../../../../sandbox/providers/handler";
import type { Provider } from "../../../../sandbox/providers/handler";
import { fromStruct, toStruct, type Values } from "../../../../sandbox/providers/values";

/** Values as a handler receives them from Pulumi: without secret marks. */
export function bare(values: Values): Values {
    return fromStruct(toStruct(values));
}

/** A handler's requests, with the parts filled in that tests do not care about. */
export function driver(provider: Provider, type: string) {
    const handler = provider.handlers[type];
    if (handler === undefined) {
        throw new Error(`no handler of ${type}`);
    }
    const lines: string[] = [];
    const operation: OperationRequest = {
        urn: `urn:pulumi:dev::project::${type}::name`,
        name: "name",
        type,
        timeoutSeconds: 0,
        signal: new AbortController().signal,
        showStatus: (line) => lines.push(line),
    };
    const complete = (inputs: Values) => ({ ...handler.defaults, ...inputs });
    return {
        lines,
        check: async (inputs: Values) =>
            (await handler.check?.({ ...operation, inputs, oldInputs: {}, seed: new Uint8Array() })) ?? { inputs },
        create: async (inputs: Values, options: Partial<CreateRequest> = {}) =>
            handler.create({ ...operation, preview: false, ...options, inputs: complete(inputs) }),
        diff: async (request: Pick<DiffRequest, "oldInputs" | "inputs"> & Partial<DiffRequest>) => {
            const oldInputs = complete(request.oldInputs);
            const inputs = complete(request.inputs);
            const change = { ...operation, id: "id", oldOutputs: {}, ...request, oldInputs, inputs };
            return await Promise.resolve(handler.diff?.(change));
        },
        update: async (inputs: Values, oldOutputs: Values, options: Partial<OperationRequest> = {}) =>
            handler.update?.({
                ...operation,
                ...options,
                id: "id",
                preview: false,
                oldInputs: {},
                oldOutputs,
                inputs: complete(inputs),
            }),
        delete: async (outputs: Values) =>
            handler.delete?.({ ...operation, id: "id", inputs: {}, outputs } satisfies DeleteRequest),
        read: async (outputs: Values) => handler.read?.({ ...operation, id: "id", inputs: {}, outputs }),
    };
}
