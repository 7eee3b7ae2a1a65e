import { kindOf } from "../../shared/azure/resourceKind";
import { caution, danger, type Finding } from "./finding";
import { listed, Markdown, prose } from "../markdown/markdown";
import type { Plan, PlannedResource } from "../plan/plan";
import { inWords, readable, valueAt } from "../plan/properties";

/** Resources that Pulumi may delete from now on, and changes of disks that Azure makes only under a condition, or never. */
export function diskFindings({ resources }: Plan): Finding[] {
    const unprotected = resources.filter(
        ({ isProtected, operation }) => isProtected.before && !isProtected.after && operation !== "delete",
    );
    const text = prose`from now on, Pulumi may delete or replace it.`;
    return [
        ...(unprotected.length === 0 ? [] : [caution("hardening", "protection lifted", unprotected, text)]),
        ...resources.filter(({ operation }) => operation === "update").flatMap(changeFindings),
    ];
}

function changeFindings(resource: PlannedResource): Finding[] {
    const kind = kindOf(resource.type);
    if (kind === "compute:Disk") {
        const condition = "Azure does that only while the VM is deallocated.";
        return [
            ...shrinkFinding(resource, "diskSizeGB"),
            ...changeFinding(resource, "sku.name", "disk converted", condition),
            ...exportFindings(resource),
        ];
    }
    if (kind === "compute:VirtualMachine") {
        const path = "storageProfile.osDisk.diskSizeGB";
        const shrinks = shrinkFinding(resource, path);
        const condition = "Azure accepts that only if the disk itself has that size already.";
        return shrinks.length > 0 ? shrinks : changeFinding(resource, path, "OS disk resized", condition);
    }
    return [];
}

/** What keeps the contents of a disk from being exported by a link: https://learn.microsoft.com/azure/virtual-machines/disks-restrict-import-export-overview */
const CLOSED = { networkAccessPolicy: "DenyAll", publicNetworkAccess: "Disabled" };

function exportFindings(resource: PlannedResource): Finding[] {
    const { before, after } = resource;
    const opened = Object.entries(CLOSED).filter(
        ([path, closed]) => valueAt(before, path) === closed && valueAt(after, path) !== closed,
    );
    const text = prose`${listed(opened.map(([path]) => path))} no longer keeps its contents from being exported.`;
    return opened.length === 0 ? [] : [danger("hardening", "disk can be exported", [resource], text)];
}

function shrinkFinding(resource: PlannedResource, path: string): Finding[] {
    const shrinks = Number(valueAt(resource.before, path)) > Number(valueAt(resource.after, path));
    return shrinks ? changeFinding(resource, path, "disk made smaller", "Azure refuses that, and the `up` fails.") : [];
}

function changeFinding(resource: PlannedResource, path: string, title: string, condition: string): Finding[] {
    const [was, is] = [resource.before, resource.after].map((inputs) => inWords(readable(valueAt(inputs, path))));
    const text = prose`${was ?? ""} → ${is ?? ""}. ${new Markdown(condition)}`;
    return was === is ? [] : [caution("restart", title, [resource], text)];
}
