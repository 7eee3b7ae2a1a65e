import { kindOf } from "../../shared/azure/resourceKind";
import { listAt } from "../../shared/json";
import { isReadinessFingerprint } from "./certificates";
import { caution, danger, type Finding } from "./finding";
import { Markdown, prose } from "../markdown/markdown";
import type { Plan, PlannedResource } from "../plan/plan";
import { listedChanges } from "../markdown/values";

/** What is lost with a resource of a kind that is replaced, and of one that is deleted. */
const LOSSES: Readonly<
    Record<string, { readonly noun: string; readonly replaced: string; readonly deleted?: string }>
> = {
    "network:PublicIPAddress": {
        noun: "public address",
        replaced: "the host gets another address.",
        deleted: "nobody reaches the host by it any more.",
    },
    "random:RandomString": { noun: "DNS name", replaced: "the host gets another DNS name." },
    "resources:ResourceGroup": {
        noun: "resource group",
        replaced: "everything in it goes too.",
        deleted: "everything in it goes too.",
    },
};

/** What holds data, and how its loss is told. */
const DATA: Readonly<Record<string, { readonly noun: string; readonly loss: Markdown }>> = {
    "compute:VirtualMachine": { noun: "VM", loss: prose`**the data on its disks is lost**` },
    "compute:Disk": { noun: "disk", loss: prose`**its data is lost**` },
};

/** Resources that are replaced or get another name, and deleted ones that held something of worth. */
export function replacementFindings({ resources }: Plan): Finding[] {
    const others = resources.filter(
        (one) =>
            one.operation === "replace" && DATA[kindOf(one.type) ?? ""] === undefined && !isReadinessFingerprint(one),
    );
    return [
        ...resources.flatMap(dataFindings),
        ...resources.flatMap(lossFindings),
        ...resources.flatMap(nameFindings),
        ...(others.length === 0
            ? []
            : [caution("replace", "resources replaced", others, prose`they hold no data of their own.`)]),
    ];
}

function dataFindings(resource: PlannedResource): Finding[] {
    const { type, operation, changes } = resource;
    const { noun, loss: usual } = DATA[kindOf(type) ?? ""] ?? {};
    if (noun === undefined || usual === undefined) {
        return [];
    }
    const loss = leavesDataDisks(resource)
        ? prose`**the data on its OS disk is lost**, and its data disks stay`
        : usual;
    if (operation === "delete") {
        return [danger("replace", `${noun} deleted`, [resource], prose`${loss}.`)];
    }
    const because = changes.filter(({ replaces }) => replaces);
    const reason =
        because.length === 0
            ? prose`for a reason that Pulumi does not name`
            : prose`because of ${listedChanges(because)}`;
    return operation === "replace"
        ? [danger("replace", `${noun} replaced`, [resource], prose`${reason}; ${loss}.`)]
        : [];
}

/** Whether a VM has data disks, and all of them outlive it. */
function leavesDataDisks({ before }: PlannedResource): boolean {
    const disks = listAt(before, "storageProfile", "dataDisks");
    return disks.length > 0 && disks.every((disk) => disk["deleteOption"] === "Detach");
}

function lossFindings(resource: PlannedResource): Finding[] {
    const { type, operation } = resource;
    const { noun = "", replaced, deleted } = LOSSES[kindOf(type) ?? ""] ?? {};
    const [word, loss] =
        operation === "replace" ? ["replaced", replaced] : operation === "delete" ? ["deleted", deleted] : [];
    return loss === undefined ? [] : [caution("replace", `${noun} ${word ?? ""}`, [resource], new Markdown(loss))];
}

/** A DNS name that changes in place. */
function nameFindings(resource: PlannedResource): Finding[] {
    const { type, operation, changes } = resource;
    const labels = changes.filter(({ path }) => path.startsWith("dnsSettings"));
    if (kindOf(type) !== "network:PublicIPAddress" || operation !== "update" || labels.length === 0) {
        return [];
    }
    const text = prose`${listedChanges(labels)}; clients that use the old name no longer reach the host.`;
    return [caution("replace", "DNS name changed", [resource], text)];
}
