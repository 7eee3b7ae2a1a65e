import type { Provider } from "../providers/handler";
import { armHandler, type Azure } from "./armHandler";
import { textAt } from "../../shared/json";
import { Effects } from "./effects";
import type { Machines } from "./machines";
import { Store } from "./store";
import { ARM_TYPES } from "./types";

/** The azure-native provider for an emulated Azure whose state is in one file. */
export function azureNativeProvider(version: string, stateFile: string, machines: Machines): Provider {
    const store = new Store(stateFile);
    let location: string | undefined;
    const azure: Azure = { store, effects: new Effects(store, machines), defaultLocation: () => location };
    return {
        name: "azure-native",
        version,
        handlers: Object.fromEntries(ARM_TYPES.map((type) => [type.token, armHandler(type, azure)])),
        configure: (settings) => {
            location = textAt(settings, "location");
        },
    };
}
