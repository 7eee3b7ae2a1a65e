import { azureNativeProvider } from "../azure/provider";
import { serveProvider } from "../providers/server";
import { Home } from "./home";
import { localMachines } from "./localMachines";

/** Serves azure-native on the emulated Azure of a home. Pulumi starts it with these arguments: version, home, Pulumi's address. */
const [version = "", directory = "", pulumiAddress = ""] = process.argv.slice(2);
const home = new Home(directory);
serveProvider(azureNativeProvider(version, home, localMachines(home, home.capability)), pulumiAddress);
