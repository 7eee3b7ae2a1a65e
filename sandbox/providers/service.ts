import type { IResourceProviderServer } from "@pulumi/pulumi/proto/provider_grpc_pb";
import { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import * as messages from "@pulumi/pulumi/proto/provider_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { diffByInputs, topLevel } from "./diff";
import type { DiffRequest, Handler, OperationRequest, PropertyChange, Provider, ResourceRequest } from "./handler";
import type { StatusLines } from "./statusLines";
import { unary } from "./unary";
import { fromStruct, toStruct } from "./values";

/** The parts of its process that the service uses. */
export interface ServiceContext {
    /** Aborted by the service when the user cancels. */
    operations: AbortController;
    /** Shows the status lines of an operation on a resource. */
    statusLines: (urn: string) => StatusLines;
}

/** The methods of the service; to Pulumi, a missing method is a capability that the provider lacks. */
type Service = Pick<
    IResourceProviderServer,
    | "getPluginInfo"
    | "getSchema"
    | "checkConfig"
    | "diffConfig"
    | "configure"
    | "invoke"
    | "cancel"
    | "check"
    | "diff"
    | "create"
    | "read"
    | "update"
    | "delete"
>;

/** Translates between Pulumi's protocol and a provider's handlers. */
export function providerService(provider: Provider, context: ServiceContext): Service {
    const handlerOf = (request: Identified): Handler => {
        const { type } = resourceOf(request);
        const handler = provider.handlers[type];
        if (handler === undefined) {
            throw new Error(`the sandbox does not emulate ${type}`);
        }
        return handler;
    };
    /** Answers only after the operation's status lines have arrived, so that none comes after its end. */
    const operate = async <R>(request: Timed, run: (operation: OperationRequest) => Promise<R>): Promise<R> => {
        const { show, sent } = context.statusLines(request.getUrn());
        const { signal } = context.operations;
        const operation = { ...resourceOf(request), timeoutSeconds: request.getTimeout(), signal, showStatus: show };
        return await run(operation).finally(sent);
    };
    return {
        ...pluginMethods(provider, context.operations),
        check: unary((request) => check(handlerOf(request), request)),
        diff: unary((request) => diff(handlerOf(request), request, provider.namesChangedPaths ?? true)),
        read: unary((request) => read(handlerOf(request), request)),
        create: unary((request) => operate(request, (operation) => create(handlerOf(request), request, operation))),
        update: unary((request) => operate(request, (operation) => update(handlerOf(request), request, operation))),
        delete: unary((request) => operate(request, (operation) => remove(handlerOf(request), request, operation))),
    };
}

/** The methods about the provider itself. */
function pluginMethods(provider: Provider, operations: AbortController) {
    return {
        getPluginInfo: unary((_request: Empty) => new PluginInfo().setVersion(provider.version)),
        getSchema: unary((_request: messages.GetSchemaRequest) => new messages.GetSchemaResponse().setSchema("{}")),
        checkConfig: unary((request: messages.CheckRequest) =>
            new messages.CheckResponse().setInputs(request.getNews()),
        ),
        diffConfig: unary((_request: messages.DiffRequest) => new messages.DiffResponse()),
        configure: unary((request: messages.ConfigureRequest) => {
            provider.configure?.(fromStruct(request.getArgs()));
            // Secrets, resources and outputs are not accepted: Pulumi sends plain values and marks secrets again itself.
            return new messages.ConfigureResponse().setSupportspreview(true);
        }),
        invoke: unary((request: messages.InvokeRequest): messages.InvokeResponse => {
            const invoked = provider.functions?.[request.getTok()];
            if (invoked === undefined) {
                throw new Error(`the sandbox does not emulate ${request.getTok()}`);
            }
            return new messages.InvokeResponse().setReturn(toStruct(invoked(fromStruct(request.getArgs()))));
        }),
        cancel: unary((_request: Empty) => {
            operations.abort();
            return new Empty();
        }),
    };
}

interface Identified {
    getUrn(): string;
}

interface Timed extends Identified {
    getTimeout(): number;
}

/** Parses a URN: `urn:pulumi:<stack>::<project>::<parents' types>$<type>::<name>`. The name can contain anything. */
function resourceOf(request: Identified): ResourceRequest {
    const urn = request.getUrn();
    const [, , types = "", ...name] = urn.split("::");
    return { urn, type: types.slice(types.lastIndexOf("$") + 1), name: name.join("::") };
}

async function check(handler: Handler, request: messages.CheckRequest): Promise<messages.CheckResponse> {
    const inputs = fromStruct(request.getNews());
    const result = (await handler.check?.({
        ...resourceOf(request),
        oldInputs: fromStruct(request.getOlds()),
        inputs,
        seed: request.getRandomseed_asU8(),
    })) ?? { inputs };
    const failures = result.failures?.map(({ property, reason }) =>
        new messages.CheckFailure().setProperty(property).setReason(reason),
    );
    return new messages.CheckResponse().setInputs(toStruct(result.inputs)).setFailuresList(failures ?? []);
}

function changeOf(handler: Handler, request: messages.DiffRequest | messages.UpdateRequest): DiffRequest {
    return {
        ...resourceOf(request),
        id: request.getId(),
        oldInputs: { ...handler.defaults, ...fromStruct(request.getOldInputs()) },
        oldOutputs: fromStruct(request.getOlds()),
        inputs: { ...handler.defaults, ...fromStruct(request.getNews()) },
    };
}

function diff(handler: Handler, request: messages.DiffRequest, namesChangedPaths: boolean): messages.DiffResponse {
    const change = changeOf(handler, request);
    const changes = handler.diff?.(change) ?? diffByInputs(handler, change);
    const keys = (list: PropertyChange[]) => [...new Set(list.map(({ path }) => topLevel(path)))];
    const { DIFF_NONE, DIFF_SOME } = messages.DiffResponse.DiffChanges;
    const response = new messages.DiffResponse()
        .setChanges(changes.length === 0 ? DIFF_NONE : DIFF_SOME)
        .setDiffsList(keys(changes))
        .setReplacesList(keys(changes.filter(({ replace }) => replace)))
        .setHasdetaileddiff(namesChangedPaths);
    for (const change of namesChangedPaths ? changes : []) {
        response.getDetaileddiffMap().set(change.path, propertyDiff(change));
    }
    return response;
}

function propertyDiff({ kind, replace, output }: PropertyChange): messages.PropertyDiff {
    const { Kind } = messages.PropertyDiff;
    const kinds = {
        add: replace ? Kind.ADD_REPLACE : Kind.ADD,
        delete: replace ? Kind.DELETE_REPLACE : Kind.DELETE,
        update: replace ? Kind.UPDATE_REPLACE : Kind.UPDATE,
    };
    return new messages.PropertyDiff().setKind(kinds[kind]).setInputdiff(output !== true);
}

async function create(handler: Handler, request: messages.CreateRequest, operation: OperationRequest) {
    const preview = request.getPreview();
    const inputs = { ...handler.defaults, ...fromStruct(request.getProperties()) };
    const { id, outputs } = await handler.create({ ...operation, inputs, preview });
    return new messages.CreateResponse().setId(preview ? "" : id).setProperties(toStruct(outputs));
}

async function update(handler: Handler, request: messages.UpdateRequest, operation: OperationRequest) {
    if (handler.update === undefined) {
        throw new Error(`${operation.type} cannot be changed in place`);
    }
    const outputs = await handler.update({
        ...operation,
        ...changeOf(handler, request),
        preview: request.getPreview(),
    });
    return new messages.UpdateResponse().setProperties(toStruct(outputs));
}

async function read(handler: Handler, request: messages.ReadRequest): Promise<messages.ReadResponse> {
    const found = {
        id: request.getId(),
        inputs: fromStruct(request.getInputs()),
        outputs: fromStruct(request.getProperties()),
    };
    const result = handler.read === undefined ? found : await handler.read({ ...resourceOf(request), ...found });
    // A response without an id means that the resource is gone.
    return result === undefined
        ? new messages.ReadResponse()
        : new messages.ReadResponse()
              .setId(found.id)
              .setInputs(toStruct(result.inputs))
              .setProperties(toStruct(result.outputs));
}

async function remove(handler: Handler, request: messages.DeleteRequest, operation: OperationRequest) {
    const inputs = fromStruct(request.getOldInputs());
    const outputs = fromStruct(request.getProperties());
    await handler.delete?.({ ...operation, id: request.getId(), inputs, outputs });
    return new Empty();
}
