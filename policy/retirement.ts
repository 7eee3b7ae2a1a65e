import { retirement } from "../components/internal/image";
import { same } from "../components/internal/sameName";
import { installRetirement } from "../components/internal/warnings";
import { EngineInstall } from "../components/options";
import { isDockerExtension } from "./dockerDaemon";
import { at, strings, unknowns } from "./properties";
import { type Check, resourcePolicy, type Settings } from "./resourcePolicy";

/** The version of Ubuntu in a SKU: `14.04.5-LTS`, `20_04-lts-gen2`. From 24.04 on the offer has it: `ubuntu-24_04-lts`. */
const VERSION = /(?<!\d)(\d\d)[._](04|10)(?!\d)/;

const imageCheck: Check<Settings> = (machine) => {
    const reference = at(machine, "storageProfile", "imageReference");
    const [publisher, offer, sku] = ["publisher", "offer", "sku"].map((part) => at(reference, part));
    const late = unknowns([publisher, offer, sku]);
    if (late.length > 0) {
        return late;
    }
    const [, year = "", month = ""] = VERSION.exec(strings([sku, offer]).join(" ")) ?? [];
    const why = same(publisher, "Canonical") ? retirement(`ubuntu-${year}.${month}`) : undefined;
    const property = "storageProfile.imageReference";
    return why === undefined
        ? []
        : [{ property, problem: why, mend: "Take Ubuntu 24.04: Canonical:ubuntu-24_04-lts:server" }];
};

const extensionCheck: Check<Settings> = (extension) => {
    const why = isDockerExtension(extension) ? installRetirement(EngineInstall.DockerExtension) : undefined;
    const mend = "Install the engine by the CustomScript extension";
    return why === undefined ? [] : [{ property: "type", problem: why, mend }];
};

/** What Azure or Ubuntu no longer serves. */
export const retired = resourcePolicy<Settings>({
    name: "retired",
    description: "Images and extensions are in support.",
    enforcementLevel: "advisory",
    severity: "medium",
    checks: { "compute:VirtualMachine": imageCheck, "compute:VirtualMachineExtension": extensionCheck },
});
