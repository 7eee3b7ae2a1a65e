import { retirementOfReference } from "../../components/machine/image";
import { isRecord } from "../../shared/json";
import { kindOf } from "../../shared/azure/resourceKind";
import { same } from "../../shared/azure/sameName";
import { retirementOfSize } from "../../components/machine/vmSize";
import { caution, danger, type Finding } from "./finding";
import { Markdown, prose } from "../markdown/markdown";
import type { Inputs, Plan, PlannedResource } from "../plan/plan";
import { inWords, readable, UNKNOWN, valueAt } from "../plan/properties";

/** A property of a VM that protects, and what it means when it no longer does. */
interface Protection {
    readonly path: string;
    /** The values with which it protects, as texts in any case. */
    readonly safe: readonly string[];
    readonly loss: string;
    /** Whether every VM should have it, also a new one. */
    readonly always?: true;
}

const PROTECTIONS: readonly Protection[] = [
    {
        path: "osProfile.linuxConfiguration.disablePasswordAuthentication",
        safe: ["true"],
        loss: "login by password is possible",
        always: true,
    },
    { path: "securityProfile.securityType", safe: ["TrustedLaunch", "ConfidentialVM"], loss: "no trusted launch" },
    { path: "securityProfile.uefiSettings.secureBootEnabled", safe: ["true"], loss: "no secure boot" },
    { path: "securityProfile.uefiSettings.vTpmEnabled", safe: ["true"], loss: "no virtual TPM" },
    {
        path: "securityProfile.encryptionAtHost",
        safe: ["true"],
        loss: "temporary disks and caches are no longer encrypted on Azure's host",
    },
    {
        path: "osProfile.linuxConfiguration.patchSettings.patchMode",
        safe: ["AutomaticByPlatform"],
        loss: "Azure no longer installs security updates by itself",
    },
    {
        path: "storageProfile.osDisk.deleteOption",
        safe: ["Delete"],
        loss: "the OS disk with its data is left behind when the VM goes",
        always: true,
    },
    {
        path: "evictionPolicy",
        safe: ["Deallocate", "undefined"],
        loss: "Azure deletes the VM and its OS disk when it evicts it",
        always: true,
    },
];

/** Protections of VMs that are taken away, and VMs that restart. */
export function machineFindings({ resources, isNew }: Plan): Finding[] {
    return resources
        .filter(({ type }) => kindOf(type) === "compute:VirtualMachine")
        .flatMap((machine) => [...findingsOf(machine), ...(isNew ? [] : retirementFindings(machine))]);
}

/** An image or a size that Azure or Ubuntu no longer serves, on a VM that had another one before. */
function retirementFindings(machine: PlannedResource): Finding[] {
    const { before, after } = machine;
    const ofImage = (inputs: unknown): string | undefined => {
        const reference = valueAt(inputs, "storageProfile.imageReference");
        return isRecord(reference) ? retirementOfReference(reference) : undefined;
    };
    const ofSize = (inputs: unknown): string | undefined => {
        const size = valueAt(inputs, "hardwareProfile.vmSize");
        return typeof size === "string" ? retirementOfSize(size) : undefined;
    };
    const [image, day] = [ofImage(after), ofSize(after)];
    return [
        ...(image !== undefined && ofImage(before) === undefined
            ? [caution("hardening", "retired image", [machine], new Markdown(`${image}.`))]
            : []),
        ...(day !== undefined && ofSize(before) === undefined
            ? [caution("hardening", "retiring size", [machine], prose`Azure retires its series on ${day}.`)]
            : []),
    ];
}

function findingsOf(machine: PlannedResource): Finding[] {
    const { before, after, operation } = machine;
    if (after === undefined) {
        return [];
    }
    const lost = PROTECTIONS.filter(({ path, safe, always }) => {
        const protects = (inputs: Inputs): boolean => safe.some((word) => same(String(valueAt(inputs, path)), word));
        return (before === undefined ? always === true : protects(before)) && !protects(after);
    });
    const weaker = lost.map(({ path, loss }) =>
        readable(valueAt(after, path)) === UNKNOWN
            ? danger("hardening", "hardening unknown", [machine], prose`${path} is known only after \`up\`.`)
            : danger("hardening", "hardening weakened", [machine], prose`${path}; ${new Markdown(loss)}.`),
    );
    return operation === "update" && before !== undefined
        ? [...weaker, ...resizeFinding(machine, before, after)]
        : weaker;
}

function resizeFinding(machine: PlannedResource, before: Inputs, after: Inputs): Finding[] {
    const sizeOf = (inputs: Inputs): string => inWords(readable(valueAt(inputs, "hardwareProfile.vmSize")));
    const [was, is] = [sizeOf(before), sizeOf(after)] as const;
    const text = prose`the size changes in place, ${was} → ${is}. The disks stay; containers stop for the restart.`;
    return was === is ? [] : [caution("restart", "VM restarts", [machine], text)];
}
