import { caution, danger, type Finding } from "./finding";
import { type Markdown, prose } from "../markdown/markdown";
import { nameOf, type Plan, type PlannedResource, typeOf } from "../plan/plan";
import { readable, UNKNOWN } from "../plan/properties";
import { kindOf } from "../../shared/azure/resourceKind";

const CLIENT_VAULTS = "docker-host-vm:index:ClientVaults";
/** The role Key Vault Secrets User, the only one that the component gives. */
const SECRETS_USER = "4633458b-17de-408a-b874-0445c86b69e6";

/** Whether a resource lets somebody read a client's vault, and nothing else. */
export function isVaultReader({ type, parent, before, after }: PlannedResource): boolean {
    const inputs = after ?? before;
    const scope = readable(inputs?.["scope"]);
    const isVault = scope === UNKNOWN || /\/providers\/Microsoft\.KeyVault\/vaults\/[^/]+$/i.test(String(scope));
    return (
        kindOf(type) === "authorization:RoleAssignment" &&
        typeOf(parent) === CLIENT_VAULTS &&
        isVault &&
        String(readable(inputs?.["roleDefinitionId"])).endsWith(`/${SECRETS_USER}`)
    );
}

/** Who can read the files of a client, and no longer can. The files are as good as root on the hosts of the client. */
export function vaultFindings({ resources, isNew }: Plan): Finding[] {
    const readers = resources.filter(isVaultReader);
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
