import type { Provider } from "../providers/handler";
import { armHandler, type Azure } from "./armHandler";
import { cloudOf } from "./clouds";
import { textAt } from "../../shared/json";
import { DEPLOYER } from "./deployer";
import { Effects } from "./effects";
import type { Machines } from "./machines";
import { Store } from "./store";
import { AzureError } from "./azureError";
import type { ArmType } from "./armType";
import { nameOf } from "./resourceIds";
import { ARM_TYPES, READABLE } from "./types";
import type { Values } from "../providers/values";
import { VaultSecretValues } from "./vaultSecretValues";

/** The files of an emulated Azure. */
export interface AzureFiles {
    /** The resources. */
    readonly azureState: string;
    /** The values of vaults' secrets. */
    readonly vaultSecrets: string;
}

/** The azure-native provider for an emulated Azure whose state is in two files. */
export function azureNativeProvider(version: string, files: AzureFiles, machines: Machines): Provider {
    const store = new Store(files.azureState);
    const effects = new Effects(store, machines, new VaultSecretValues(files.vaultSecrets));
    let location: string | undefined;
    let cloud = cloudOf();
    const azure: Azure = { store, effects, defaultLocation: () => location, cloud: () => cloud };
    return {
        name: "azure-native",
        version,
        handlers: Object.fromEntries(ARM_TYPES.map((type) => [type.token, armHandler(type, azure)])),
        functions: {
            "azure-native:authorization:getClientConfig": () => ({ ...DEPLOYER }),
            ...Object.fromEntries(READABLE.map((type) => [getterOf(type), (args) => existing(type, store, args)])),
        },
        configure: (settings) => {
            location = textAt(settings, "location");
            cloud = cloudOf(textAt(settings, "environment"));
        },
    };
}

/** The function that reads a resource of a type: `azure-native:network:getVirtualNetwork`. */
function getterOf({ token }: ArmType): string {
    return token.replace(/[^:]+$/, "get$&");
}

/** @throws AzureError if there is no such resource. */
function existing(type: ArmType, store: Store, args: Values): Values {
    const id = type.id(args);
    const found = store.get(id);
    if (found === undefined) {
        const [, group = ""] = /\/resourceGroups\/([^/]+)/i.exec(id) ?? [];
        throw new AzureError(
            404,
            "ResourceNotFound",
            `The Resource '${type.armType}/${nameOf(id)}' under resource group '${group}' was not found. For more details please go to https://aka.ms/ARMResourceNotFoundFix`,
        );
    }
    return { ...found.properties, ...type.related?.(id, store) };
}
