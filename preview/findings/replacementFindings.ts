import { kindOf } from "../../shared/azure/resourceKind";
import type { Finding } from "./finding";
import { listed, prose, type Markdown } from "../markdown/markdown";
import type { Plan, PlannedResource } from "../plan/plan";
import { listedChanges } from "../markdown/values";

/** What is lost with a resource of a kind that is replaced, and of one that is deleted. */
const LOSSES: Readonly<Record<string, { readonly replaced: Markdown; readonly deleted?: Markdown }>> = {
    "network:PublicIPAddress": {
        replaced: prose`the host gets another address`,
        deleted: prose`nobody reaches the host by that address any more`,
    },
    "random:RandomString": { replaced: prose`the host gets another DNS name` },
    "resources:ResourceGroup": {
        replaced: prose`all that is in it goes too`,
        deleted: prose`all that is in it goes too`,
    },
};

/** Resources that are replaced or get another name, and deleted ones that held something of worth. */
export function replacementFindings({ resources }: Plan): Finding[] {
    const replaced = resources.filter(({ operation }) => operation === "replace");
    const others = replaced.filter(({ type }) => !holdsData(type));
    return [
        ...resources.filter(({ type }) => holdsData(type)).flatMap(dataFindings),
        ...resources.flatMap(lossFindings),
        ...resources.flatMap(nameFindings),
        ...(others.length === 0
            ? []
            : [
                  caution(
                      "resources replaced",
                      prose`**Replaced**, without data of their own: ${listed(others.map(({ name }) => name))}.`,
                      others,
                  ),
              ]),
    ];
}

function holdsData(type: string): boolean {
    return ["compute:VirtualMachine", "compute:Disk"].includes(kindOf(type) ?? "");
}

function dataFindings({ type, name, operation, changes, urn }: PlannedResource): Finding[] {
    const [what, lost] =
        kindOf(type) === "compute:Disk"
            ? ["disk", prose`its data is lost`]
            : ["VM", prose`**the data on its disks is lost**`];
    const noun = prose`${what === "disk" ? prose`Disk` : prose`VM`}`;
    const because = changes.filter(({ replaces }) => replaces);
    if (operation === "replace") {
        const reason =
            because.length === 0
                ? prose`for a reason that Pulumi does not name`
                : prose`because of ${listedChanges(because)}`;
        return [
            {
                kind: "replace",
                level: "danger",
                title: `${what} replaced`,
                text: prose`**${noun} replaced**: ${name}, ${reason}; ${lost}.`,
                about: [urn],
            },
        ];
    }
    return operation === "delete"
        ? [
              {
                  kind: "replace",
                  level: "danger",
                  title: `${what} deleted`,
                  text: prose`**${noun} deleted**: ${name}; ${lost}.`,
                  about: [urn],
              },
          ]
        : [];
}

function lossFindings(resource: PlannedResource): Finding[] {
    const { type, name, operation } = resource;
    const { replaced, deleted } = LOSSES[kindOf(type) ?? ""] ?? {};
    const title = "address, name or group lost";
    if (operation === "replace" && replaced !== undefined) {
        return [caution(title, prose`**Replaced**: ${name}; ${replaced}.`, [resource])];
    }
    return operation === "delete" && deleted !== undefined
        ? [caution(title, prose`**Deleted**: ${name}; ${deleted}.`, [resource])]
        : [];
}

/** A DNS name that changes in place. */
function nameFindings(resource: PlannedResource): Finding[] {
    const { type, name, operation, changes } = resource;
    const labels = changes.filter(({ path }) => path.startsWith("dnsSettings"));
    if (kindOf(type) !== "network:PublicIPAddress" || operation !== "update" || labels.length === 0) {
        return [];
    }
    const text = prose`**DNS name changed**: ${name} gets another one, ${listedChanges(labels)}; clients that use the old one no longer reach the host.`;
    return [caution("DNS name changed", text, [resource])];
}

function caution(title: string, text: Markdown, resources: readonly PlannedResource[]): Finding {
    return { kind: "replace", level: "caution", title, text, about: resources.map(({ urn }) => urn) };
}
