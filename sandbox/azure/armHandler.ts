import { randomUUID } from "node:crypto";
import { diffByInputs, topLevel } from "../providers/diff";
import { type CheckRequest, type CheckResult, type Handler, InitializationError } from "../providers/handler";
import { UNKNOWN } from "../../shared/pulumiValues";
import { containsUnknown, type Values } from "../providers/values";
import { textAt } from "../../shared/json";
import type { ArmType, Write } from "./armType";
import type { Cloud } from "./clouds";
import type { Effects } from "./effects";
import { predict } from "./predict";
import { nameOf, resourceGroupId } from "./resourceIds";
import { enforceDelete, enforceWrite } from "./rules";
import { softDelete } from "./softDeleted";
import type { Store } from "./store";
import { answer } from "./types";
import { regionOf } from "./types/common";
import { explained } from "../../shared/errors";

/** The emulated Azure, shared by the handlers of all types. */
export interface Azure {
    readonly store: Store;
    readonly effects: Effects;
    /** The provider's own `azure-native:location`. */
    readonly defaultLocation: () => string | undefined;
    /** The cloud of the provider's own `azure-native:environment`. */
    readonly cloud: () => Cloud;
}

/** Emulates azure-native, and Azure Resource Manager behind it, for one type of resource. */
export function armHandler(type: ArmType, azure: Azure): Handler {
    const { store, effects } = azure;
    const writeOf = (id: string, inputs: Values): Write => ({
        id,
        name: nameOf(id),
        inputs,
        before: store.get(id),
        store,
        cloud: azure.cloud(),
    });
    const predicted = (write: Write): Values => predict(answer(type, write), { ...write.inputs, name: write.name });
    return {
        check: (request) => check(type, azure, request),
        diff: ({ oldInputs, inputs, ...request }) => {
            const replaces = (path: string): boolean =>
                [...type.pathInputs, ...type.replacingInputs].includes(topLevel(path));
            const change = { ...request, oldInputs: withRegion(oldInputs), inputs: withRegion(inputs) };
            return diffByInputs({ replaces }, change);
        },
        create: async ({ inputs, preview }) => {
            const id = type.id(inputs);
            const write = writeOf(id, inputs);
            if (preview) {
                return { id, outputs: predicted(write) };
            }
            if (write.before !== undefined) {
                throw new Error(`cannot create already existing resource '${id}'`);
            }
            return { id, outputs: await record(type, azure, write) };
        },
        update: async ({ id, inputs, preview }) => {
            const write = writeOf(id, inputs);
            return preview ? predicted(write) : await record(type, azure, write);
        },
        read: ({ id, inputs }) => {
            const found = store.get(id)?.properties;
            return found && { inputs, outputs: found };
        },
        delete: async ({ id }) => {
            const resource = store.get(id);
            if (resource !== undefined) {
                enforceDelete(resource, store);
                await effects.beforeDelete(resource);
                softDelete(resource, store);
                store.remove(id);
                await effects.updatePublicEndpoints();
            }
        },
    };
}

/**
 * Creates or updates a resource.
 *
 * @throws AzureError if Azure rejects the write; nothing has changed then.
 * @throws InitializationError if the write's effects fail: the resource exists then, and the next update tries again.
 */
async function record(type: ArmType, { store, effects }: Azure, write: Write): Promise<Values> {
    const { loopback, ...added } = await effects.beforeWrite(type.token, write);
    // No await from here to the write: the rules' result holds only until something else is written.
    enforceWrite(type.token, write);
    const resource = {
        id: write.id,
        type: type.token,
        properties: { ...answer(type, write), ...added },
        loopback,
        ...(write.before === undefined ? { isUnrecorded: true } : {}),
        // An update does not start a VM.
        ...(write.before?.isDeallocated === true ? { isDeallocated: true } : {}),
    };
    store.put(resource);
    try {
        await effects.afterWrite(resource, write);
        return resource.properties;
    } catch (error) {
        const outputs = { ...resource.properties, provisioningState: "Failed" };
        store.put({ ...resource, properties: outputs });
        throw new InitializationError({ id: write.id, outputs }, [explained(error)]);
    }
}

/** Does what the real provider does before it calls Azure: fills in name and location, and checks required inputs. */
function check(type: ArmType, azure: Azure, request: CheckRequest): CheckResult {
    const named = request.inputs[type.nameInput] ?? request.oldInputs[type.nameInput] ?? autoName(type, request);
    const inputs: Values = { ...request.inputs, [type.nameInput]: named };
    if (type.requiredInputs.includes("location")) {
        inputs["location"] ??= request.oldInputs["location"] ?? inheritedLocation(azure, inputs);
    }
    const failures = type.requiredInputs
        .filter((property) => inputs[property] === undefined)
        .map((property) => ({
            property,
            reason: `missing required property '${property}'${property === "location" ? LOCATION_HINT : ""}`,
        }));
    return { inputs, failures };
}

const LOCATION_HINT =
    ". Either set it explicitly or configure it with 'pulumi config set azure-native:location <value>'.";

/** The logical name with eight hexadecimal digits appended; for nested resources, the logical name alone; or a GUID. */
function autoName(type: ArmType, { name, seed }: CheckRequest): string {
    if (type.isNamedByGuid === true) {
        return randomUUID();
    }
    const nested = type.pathInputs.length > 2;
    return nested ? name : `${name}${Buffer.from(seed).toString("hex").slice(0, 8)}`;
}

/** The provider's location, or that of the resource group, which may not exist yet. */
function inheritedLocation({ defaultLocation, store }: Azure, inputs: Values): unknown {
    const group = inputs["resourceGroupName"];
    const ofGroup = containsUnknown(group)
        ? UNKNOWN
        : textAt(store.get(resourceGroupId(String(group)))?.properties, "location");
    return defaultLocation() ?? ofGroup;
}

/** Normalizes the location: to Azure, `West US` and `westus` are the same. */
function withRegion(inputs: Values): Values {
    const region = regionOf(inputs);
    return region === undefined ? inputs : { ...inputs, location: region };
}
