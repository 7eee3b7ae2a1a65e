import { caution, danger, type Finding } from "./finding";
import { type Markdown, prose } from "../markdown/markdown";
import { nameOf, type Plan, type PlannedResource, typeOf } from "../plan/plan";
import { readable } from "../plan/properties";

const ROLE_ASSIGNMENT = "azure-native:authorization:RoleAssignment";
const CLIENT_VAULTS = "docker-host-vm:index:ClientVaults";

/** Who can read the files of a client, and no longer can. The files are as good as root on the hosts of the client. */
export function vaultFindings({ resources, isNew }: Plan): Finding[] {
    const readers = resources.filter(
        ({ type, parent }) => type === ROLE_ASSIGNMENT && typeOf(parent) === CLIENT_VAULTS,
    );
    const come = readers.filter(({ operation }) => operation === "create" || operation === "replace");
    const gone = readers.filter(({ operation }) => operation === "delete");
    const found = [
        ...(isNew ? [] : come.map((one) => caution("client", "reader of client files added", [one], gets(one)))),
        ...gone.map((one) => danger("client", "reader of client files removed", [one], loses(one))),
    ];
    // The sentence names them.
    return found.map((finding) => ({ ...finding, subjects: [] }));
}

function gets(assignment: PlannedResource): Markdown {
    const principal = readable(assignment.after?.["principalId"]);
    return prose`${reader(assignment)}, the principal ${String(principal)}, can read the files of client ${client(assignment)}, and so gets root on its hosts.`;
}

function loses(assignment: PlannedResource): Markdown {
    return prose`${reader(assignment)} can no longer fetch the files of client ${client(assignment)}. Files from before stay valid unless the client is shut out or gets a new key.`;
}

/** The parts of a role assignment's name: that of its component, the client, and the reader. */
function parts({ name, parent }: PlannedResource): readonly string[] {
    return name.slice(nameOf(parent).length + 1).split("-reader-");
}

const client = (assignment: PlannedResource): string => parts(assignment)[0] ?? assignment.name;
const reader = (assignment: PlannedResource): string => parts(assignment)[1] ?? assignment.name;
