import { runAz } from "../azure/azureCli";
import { Power } from "../azure/power";
import { Store } from "../azure/store";
import { Home } from "./home";
import { localMachines } from "./localMachines";
import { explained } from "../../shared/errors";

/** Stands in for the Azure CLI in a sandbox. Arguments: the home, and those of `az`. */
async function main([directory = "", ...args]: readonly string[]): Promise<void> {
    const home = new Home(directory);
    const store = new Store(home.azureState);
    const { stdout, stderr, code } = await runAz(args, store, new Power(store, localMachines(home, home.capability)));
    process.stdout.write(stdout);
    process.stderr.write(stderr);
    process.exitCode = code;
}

main(process.argv.slice(2)).catch((error: unknown) => {
    process.stderr.write(`ERROR: ${explained(error)}\n`);
    process.exitCode = 1;
});
