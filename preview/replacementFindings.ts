import { kindOf } from "../components/internal/resourceKind";
import type { Finding } from "./findings";
import { listed, prose, type Markdown } from "./markdown";
import type { Plan, PlannedResource } from "./plan";

/** What is lost with a resource of a kind, beside the resource. */
const LOSSES: Readonly<Record<string, Markdown>> = {
    "network:PublicIPAddress": prose`the host gets another address`,
    "random:RandomString": prose`the host gets another DNS name`,
    "resources:ResourceGroup": prose`all that is in it goes too`,
};

/** What is replaced, and VMs and disks that are deleted. */
export function replacementFindings({ resources }: Plan): Finding[] {
    const replaced = resources.filter(({ operation }) => operation === "replace");
    const others = replaced.filter(({ type }) => !holdsData(type));
    return [
        ...resources.filter(({ type }) => holdsData(type)).flatMap(dataFindings),
        ...others.flatMap(lossFindings),
        ...(others.length === 0
            ? []
            : [
                  caution(
                      "resources replaced",
                      prose`**Replaced**, without data of their own: ${listed(others.map(({ name }) => name))}.`,
                  ),
              ]),
    ];
}

function holdsData(type: string): boolean {
    return ["compute:VirtualMachine", "compute:Disk"].includes(kindOf(type) ?? "");
}

function dataFindings({ type, name, operation, changes }: PlannedResource): Finding[] {
    const [what, lost] =
        kindOf(type) === "compute:Disk"
            ? ["disk", prose`its data is lost`]
            : ["VM", prose`**the data on its disks is lost**`];
    const noun = prose`${what === "disk" ? prose`Disk` : prose`VM`}`;
    const because = changes.filter(({ replaces }) => replaces).map(({ path }) => path);
    if (operation === "replace") {
        const reason =
            because.length === 0
                ? prose`for a reason that the engine does not name`
                : prose`because of ${listed(because)}`;
        return [
            {
                kind: "replace",
                level: "danger",
                title: `${what} replaced`,
                text: prose`**${noun} replaced**: ${name}, ${reason}; ${lost}.`,
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
              },
          ]
        : [];
}

function lossFindings({ type, name }: PlannedResource): Finding[] {
    const loss = LOSSES[kindOf(type) ?? ""];
    return loss === undefined
        ? []
        : [caution("address, name or group replaced", prose`**Replaced**: ${name}; ${loss}.`)];
}

function caution(title: string, text: Markdown): Finding {
    return { kind: "replace", level: "caution", title, text };
}
