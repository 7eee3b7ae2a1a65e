import type { Provider } from "../providers/handler";
import { armHandler, type Azure } from "./armHandler";
import { textAt } from "../../shared/json";
import { DEPLOYER } from "./deployer";
import { Effects } from "./effects";
import type { Machines } from "./machines";
import { Store } from "./store";
import { ARM_TYPES } from "./types";
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
    const azure: Azure = { store, effects, defaultLocation: () => location };
    return {
        name: "azure-native",
        version,
        handlers: Object.fromEntries(ARM_TYPES.map((type) => [type.token, armHandler(type, azure)])),
        functions: { "azure-native:authorization:getClientConfig": () => ({ ...DEPLOYER }) },
        configure: (settings) => {
            location = textAt(settings, "location");
        },
    };
}
