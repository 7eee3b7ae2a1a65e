import { engineVulnerabilities, LOWEST_SAFE_ENGINE } from "../components/engine/engineVulnerabilities";
import { retirementOfReference } from "../components/machine/image";
import { retirementOfSize } from "../components/machine/vmSize";
import { installRetirement } from "../components/warnings";
import { EngineInstall } from "../components/options";
import { dockerVersionsIn, HOST_KINDS, isDockerExtension, judgeTexts, textsOf } from "./dockerDaemon";
import { at, unknowns } from "./properties";
import { type Check, type Finding, resourcePolicy, type Settings, type Violation } from "./resourcePolicy";

function imageFindings(machine: unknown): Finding[] {
    const reference = at(machine, "storageProfile", "imageReference");
    const parts = { publisher: at(reference, "publisher"), offer: at(reference, "offer"), sku: at(reference, "sku") };
    const unknown = unknowns(Object.values(parts));
    const why = unknown.length > 0 ? undefined : retirementOfReference(parts);
    const property = "storageProfile.imageReference";
    const fix = "Use Ubuntu 24.04: Canonical:ubuntu-24_04-lts:server";
    return why === undefined ? unknown : [{ property, problem: why, fix }];
}

function sizeFindings(machine: unknown): Finding[] {
    const size = at(machine, "hardwareProfile", "vmSize");
    const day = typeof size === "string" ? retirementOfSize(size) : undefined;
    const problem = `Azure retires the VM series of this size on ${day ?? ""}, and new subscriptions might not get it`;
    const fix = "Use a size of a newer series, such as Standard_B2ls_v2";
    return day === undefined ? unknowns([size]) : [{ property: "hardwareProfile.vmSize", problem, fix }];
}

function extensionFindings(extension: unknown): Finding[] {
    const why = isDockerExtension(extension) ? installRetirement(EngineInstall.DockerExtension) : undefined;
    const fix = "Install the engine with the CustomScript extension";
    return why === undefined ? [] : [{ property: "type", problem: why, fix }];
}

/** The known vulnerabilities of the engines that a text installs. */
function vulnerableEngine(text: string): Omit<Violation, "property"> | undefined {
    const cves = new Set(
        dockerVersionsIn(text).flatMap((version) => engineVulnerabilities(version).flatMap((fix) => fix.cves)),
    );
    return cves.size === 0
        ? undefined
        : {
              problem: `it installs a version of Docker Engine with known vulnerabilities: ${[...cves].join(", ")}`,
              fix: `Install ${LOWEST_SAFE_ENGINE} or later`,
          };
}

const OTHERS: Readonly<Record<string, (properties: unknown) => Finding[]>> = {
    "compute:VirtualMachine": (machine) => [...imageFindings(machine), ...sizeFindings(machine)],
    "compute:VirtualMachineExtension": extensionFindings,
};

const checkOf =
    (kind: string): Check<Settings> =>
    (properties) => [
        ...(OTHERS[kind]?.(properties) ?? []),
        // The DockerExtension's flags do not tell which engine it installs.
        ...(isDockerExtension(properties) ? [] : judgeTexts(textsOf(kind, properties), vulnerableEngine)),
    ];

/** Warns about everything that Azure, Ubuntu or Docker no longer supports. */
export const retired = resourcePolicy<Settings>({
    name: "retired",
    description: "Images, sizes, extensions and Docker engines are still supported.",
    enforcementLevel: "advisory",
    severity: "medium",
    checks: Object.fromEntries(HOST_KINDS.map((kind) => [kind, checkOf(kind)])),
});
