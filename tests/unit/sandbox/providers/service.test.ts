import { once } from "node:events";
import type { ServiceError } from "@grpc/grpc-js";
import type { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as messages from "@pulumi/pulumi/proto/provider_pb";
import { Status } from "@pulumi/pulumi/proto/status_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { describe, expect, it } from "@jest/globals";
import { InitializationError, type CreateRequest, type Handler } from "../../../../sandbox/providers/handler";
import type { Provider } from "../../../../sandbox/providers/handler";
import { UNKNOWN } from "../../../../shared/pulumiValues";
import { fromStruct, secret, toStruct, type Values } from "../../../../sandbox/providers/values";
import { answer, serve, TYPE, URN } from "./served";

const createRequest = (inputs: Values) => new messages.CreateRequest().setUrn(URN).setProperties(toStruct(inputs));

async function create({ client }: { client: ResourceProviderClient }, request: messages.CreateRequest) {
    return answer<messages.CreateResponse>((callback) => client.create(request, callback));
}

async function diff(
    handler: Partial<Handler>,
    olds: Values,
    news: Values,
    settings: Partial<Provider> = {},
): Promise<messages.DiffResponse.AsObject> {
    const { client } = await serve(handler, settings);
    const request = new messages.DiffRequest()
        .setUrn(URN)
        .setId("id")
        .setOldInputs(toStruct(olds))
        .setNews(toStruct(news));
    return (await answer<messages.DiffResponse>((callback) => client.diff(request, callback))).toObject();
}

describe("the provider itself", () => {
    it("receives its settings, and asks for previews and plain values", async () => {
        let settings: Values | undefined;
        const { client } = await serve({}, { configure: (given) => (settings = given) });
        const request = new messages.ConfigureRequest().setArgs(toStruct({ location: secret("westus") }));
        const response = await answer<messages.ConfigureResponse>((callback) => client.configure(request, callback));
        expect(settings).toEqual({ location: "westus" });
        expect(response.toObject()).toMatchObject({
            supportspreview: true,
            acceptsecrets: false,
            acceptoutputs: false,
        });
    });

    it("has a version and an empty schema, and accepts any settings", async () => {
        const { client } = await serve();
        const info = await answer<{ getVersion(): string }>((callback) => client.getPluginInfo(new Empty(), callback));
        const schema = await answer<messages.GetSchemaResponse>((callback) =>
            client.getSchema(new messages.GetSchemaRequest(), callback),
        );
        const news = toStruct({ a: "b" });
        const checked = await answer<messages.CheckResponse>((callback) =>
            client.checkConfig(new messages.CheckRequest().setNews(news), callback),
        );
        expect([info.getVersion(), schema.getSchema(), fromStruct(checked.getInputs())]).toEqual([
            "1.2.3",
            "{}",
            { a: "b" },
        ]);
    });

    it("calls its functions", async () => {
        const { client } = await serve({}, { functions: { "test:index:getThing": () => ({ a: "b" }) } });
        const invoke = new messages.InvokeRequest().setTok("test:index:getThing");
        const response = await answer<messages.InvokeResponse>((callback) => client.invoke(invoke, callback));
        expect(fromStruct(response.getReturn())).toEqual({ a: "b" });
    });

    it("rejects unknown functions and types by name", async () => {
        const { client } = await serve();
        const invoke = new messages.InvokeRequest().setTok("test:index:getThing");
        await expect(answer<messages.InvokeResponse>((callback) => client.invoke(invoke, callback))).rejects.toThrow(
            "the sandbox does not emulate test:index:getThing",
        );
        const other = new messages.CreateRequest().setUrn("urn:pulumi:dev::project::test:index:Other::name");
        await expect(create({ client }, other)).rejects.toThrow("the sandbox does not emulate test:index:Other");
    });
});

describe("a resource's inputs", () => {
    const check = async (handler: Partial<Handler>, news: Values) => {
        const { client } = await serve(handler);
        const request = new messages.CheckRequest()
            .setUrn(URN)
            .setNews(toStruct(news))
            .setRandomseed(Buffer.from("seed"));
        return answer<messages.CheckResponse>((callback) => client.check(request, callback));
    };

    it("are accepted unchanged without a check", async () => {
        expect(fromStruct((await check({}, { a: UNKNOWN })).getInputs())).toEqual({ a: UNKNOWN });
    });

    it("are completed by the check, which knows name, type and a random seed", async () => {
        const response = await check(
            {
                check: ({ inputs, name, type, seed }) => ({
                    inputs: { ...inputs, name, type, seed: Buffer.from(seed).toString() },
                }),
            },
            { a: 1 },
        );
        const expected = { a: 1, name: "a name::with colons", type: TYPE, seed: "seed" };
        expect(fromStruct(response.getInputs())).toEqual(expected);
    });

    it("are rejected with the property and the reason", async () => {
        const failures = [{ property: "a", reason: "expected a number" }];
        const response = await check({ check: ({ inputs }) => ({ inputs, failures }) }, {});
        expect(response.toObject().failuresList).toEqual(failures);
    });
});

describe("a change of inputs", () => {
    const { Kind } = messages.PropertyDiff;
    const inPlace = { update: () => ({}), replaces: (path: string) => path === "nested.key" };

    it("is none if nothing changed, even if a default is written out", async () => {
        const { changes } = await diff({ ...inPlace, defaults: { b: 2 } }, { a: 1 }, { a: 1, b: 2 });
        expect(changes).toBe(messages.DiffResponse.DiffChanges.DIFF_NONE);
    });

    it("is reported with the path of each property and its effect", async () => {
        const response = await diff(inPlace, { nested: { key: 1, gone: 1 } }, { nested: { key: 2 }, list: [UNKNOWN] });
        expect(response.changes).toBe(messages.DiffResponse.DiffChanges.DIFF_SOME);
        expect(Object.fromEntries(response.detaileddiffMap)).toEqual({
            "nested.key": { kind: Kind.UPDATE_REPLACE, inputdiff: true },
            "nested.gone": { kind: Kind.DELETE, inputdiff: true },
            list: { kind: Kind.ADD, inputdiff: true },
        });
        expect(response).toMatchObject({
            diffsList: ["nested", "list"],
            replacesList: ["nested"],
            deletebeforereplace: false,
        });
    });

    it("is reported with only its property if the provider names no paths", async () => {
        const response = await diff({}, { nested: { key: 1 } }, { nested: { key: 2 } }, { namesChangedPaths: false });
        expect(response).toMatchObject({
            changes: messages.DiffResponse.DiffChanges.DIFF_SOME,
            diffsList: ["nested"],
            replacesList: ["nested"],
            hasdetaileddiff: false,
            detaileddiffMap: [],
        });
    });

    it("replaces a resource that has no update", async () => {
        expect((await diff({}, { a: 1 }, { a: 2 })).replacesList).toEqual(["a"]);
    });

    it("is the result of the handler's own diff", async () => {
        const change = { path: "age", kind: "update", replace: true, output: true } as const;
        const response = await diff({ diff: () => [change] }, {}, {});
        expect(response.detaileddiffMap).toEqual([["age", { kind: Kind.UPDATE_REPLACE, inputdiff: false }]]);
        expect(response).toMatchObject({ replacesList: ["age"] });
    });
});

describe("an operation", () => {
    it("creates from inputs completed by the defaults, and shows lines before it ends", async () => {
        const served = await serve({
            defaults: { b: 2 },
            create: ({ inputs, name, timeoutSeconds, showStatus }) => {
                showStatus("one");
                showStatus("two");
                return { id: "made", outputs: { ...inputs, name, timeoutSeconds, key: secret("k") } };
            },
        });
        const response = await create(served, createRequest({ a: secret("x") }).setTimeout(30));
        expect(response.getId()).toBe("made");
        expect(response.getProperties()?.toJavaScript()).toEqual({
            ...{ a: "x", b: 2, name: "a name::with colons", timeoutSeconds: 30 },
            key: secret("k"),
        });
        expect(served.logged).toEqual([`${URN} one`, `${URN} two`]);
    });

    it("in a preview keeps unknown values and has no id", async () => {
        const predict = ({ inputs, preview }: CreateRequest) => ({ id: "never", outputs: { ...inputs, preview } });
        const response = await create(
            await serve({ create: predict }),
            createRequest({ a: [UNKNOWN] }).setPreview(true),
        );
        expect([response.getId(), fromStruct(response.getProperties())]).toEqual(["", { a: [UNKNOWN], preview: true }]);
    });

    it("fails with the message of a thrown error, synchronous or not", async () => {
        const thrown = () => Promise.reject(new Error("no such subnet"));
        await expect(create(await serve({ create: thrown }), createRequest({}))).rejects.toThrow("no such subnet");
    });

    it("updates with old and new inputs and the old outputs", async () => {
        const { client } = await serve({
            update: ({ id, oldInputs, oldOutputs, inputs, preview }) => ({
                id,
                oldInputs,
                oldOutputs,
                inputs,
                preview,
            }),
        });
        const request = new messages.UpdateRequest().setUrn(URN).setId("id").setPreview(true);
        request
            .setOldInputs(toStruct({ a: 1 }))
            .setOlds(toStruct({ a: 1, b: 1 }))
            .setNews(toStruct({ a: UNKNOWN }));
        const response = await answer<messages.UpdateResponse>((callback) => client.update(request, callback));
        expect(fromStruct(response.getProperties())).toEqual({
            ...{ id: "id", preview: true, oldInputs: { a: 1 } },
            ...{ oldOutputs: { a: 1, b: 1 }, inputs: { a: UNKNOWN } },
        });
    });

    it("cannot update a resource that has no update", async () => {
        const { client } = await serve();
        const request = new messages.UpdateRequest().setUrn(URN);
        await expect(answer<messages.UpdateResponse>((callback) => client.update(request, callback))).rejects.toThrow(
            `${TYPE} cannot be changed in place`,
        );
    });

    it("deletes by id, inputs and outputs, or has nothing to do", async () => {
        const deleted: unknown[] = [];
        const { client } = await serve({
            delete: ({ id, inputs, outputs }) => void deleted.push({ id, inputs, outputs }),
        });
        const request = new messages.DeleteRequest().setUrn(URN).setId("id");
        request.setOldInputs(toStruct({ a: 1 })).setProperties(toStruct({ a: 1, b: 2 }));
        await answer<Empty>((callback) => client.delete(request, callback));
        expect(deleted).toEqual([{ id: "id", inputs: { a: 1 }, outputs: { a: 1, b: 2 } }]);
        const { client: other } = await serve();
        await expect(answer<Empty>((callback) => other.delete(request, callback))).resolves.toBeInstanceOf(Empty);
    });

    it("is aborted when the user cancels", async () => {
        const served = await serve({
            create: async ({ signal, showStatus }) => {
                showStatus("waiting");
                await once(signal, "abort");
                throw new Error("cancelled");
            },
        });
        const created = create(served, createRequest({}));
        await answer<Empty>((callback) => served.client.cancel(new Empty(), callback));
        await expect(created).rejects.toThrow("cancelled");
    });
});

describe("a resource that exists but failed", () => {
    const properties = { certificate: "x".repeat(30_000), key: secret("k") };
    const fail = () => {
        throw new InitializationError({ id: "half", outputs: properties }, ["the extension failed", "see its log"]);
    };

    const detailsOf = (error: unknown) => {
        const [details] = (error as ServiceError).metadata.get("grpc-status-details-bin") as Buffer[];
        const [detail] = Status.deserializeBinary(details ?? Buffer.alloc(0)).getDetailsList();
        expect(detail?.getTypeUrl()).toBe("type.googleapis.com/pulumirpc.ErrorResourceInitFailed");
        return messages.ErrorResourceInitFailed.deserializeBinary(detail?.getValue_asU8() ?? Buffer.alloc(0));
    };

    it.each(["create", "update"] as const)("is reported to Pulumi with its properties by %s", async (operation) => {
        const { client } = await serve({ [operation]: fail });
        const call: Promise<unknown> =
            operation === "create"
                ? create({ client }, createRequest({}))
                : answer((callback) => client.update(new messages.UpdateRequest().setUrn(URN), callback));
        const failed = detailsOf(await call.catch((error: unknown) => error));
        expect([failed.getId(), failed.getReasonsList()]).toEqual(["half", ["the extension failed", "see its log"]]);
        expect(failed.getProperties()?.toJavaScript()).toEqual(properties);
    });
});

describe("a read of the current state", () => {
    const read = async (handler: Partial<Handler>) => {
        const { client } = await serve(handler);
        const request = new messages.ReadRequest().setUrn(URN).setId("id");
        request.setInputs(toStruct({ a: 1 })).setProperties(toStruct({ a: 1, b: 2 }));
        const response = await answer<messages.ReadResponse>((callback) => client.read(request, callback));
        return [response.getId(), fromStruct(response.getInputs()), fromStruct(response.getProperties())];
    };

    it("finds no drift without a read", async () => {
        expect(await read({})).toEqual(["id", { a: 1 }, { a: 1, b: 2 }]);
    });

    it("finds what the read finds", async () => {
        const found = await read({ read: ({ inputs }) => ({ inputs: { ...inputs, a: 2 }, outputs: { a: 2 } }) });
        expect(found).toEqual(["id", { a: 2 }, { a: 2 }]);
    });

    it("finds that the resource is gone", async () => {
        expect(await read({ read: () => undefined })).toEqual(["", {}, {}]);
    });
});
