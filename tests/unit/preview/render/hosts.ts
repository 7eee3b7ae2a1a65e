import { inboundRules } from "../../../../components/network/securityRules";
import { SECRET_MARK, UNKNOWN } from "../../../../shared/pulumiValues";
import { targetsOf } from "../../../../preview/findings/connections";
import { ruleChanges } from "../../../../preview/findings/ruleChanges";
import type { Inputs, Plan, PlannedResource } from "../../../../preview/plan/plan";
import { accessSentences } from "../../../../preview/render/accessSection";
import { diagram } from "../../../../preview/render/diagram";
import { planned, planOf } from "../support";

/** Plans of hosts and security groups as the components make them, and what the report shows of who may connect. */

const PREFIX = "/subscriptions/s/resourceGroups/rg/providers/Microsoft.Network";
export const HIDDEN = { ...SECRET_MARK, ciphertext: "[secret]" };

/** The inputs of a security group that lets in what the components let in: SSH and 4243. */
export const rulesFor = (...sources: readonly string[]): Inputs => ({ securityRules: inboundRules(4243, sources) });

/** A rule of a security group, for SSH from an example address. */
export const rule = (over: object = {}): Inputs => ({
    name: "ssh",
    priority: 1000,
    direction: "Inbound",
    access: "Allow",
    protocol: "Tcp",
    destinationPortRange: "22",
    sourceAddressPrefix: "203.0.113.7/32",
    ...over,
});

/** A security group. */
export function group(name: string, before: Inputs | undefined, after: Inputs | undefined): PlannedResource {
    const operation = before === undefined ? "create" : after === undefined ? "delete" : "update";
    const id = before === undefined ? "" : `${PREFIX}/networkSecurityGroups/${name}`;
    return planned("azure-native:network:NetworkSecurityGroup", name, { operation, before, after, id });
}

/** How a host comes, goes or stays. */
interface Fate {
    /** The names of the security groups that guard it; one that is new has no id yet. */
    readonly before?: string;
    readonly after?: string;
    readonly isAfterNew?: boolean;
    readonly isPublic?: boolean;
    readonly machine?: Partial<PlannedResource>;
}

/** A component with its VM and network interface. */
export function host(name: string, { before, after, isAfterNew, isPublic = true, machine }: Fate): PlannedResource[] {
    const component = planned("docker-host-vm:index:DockerHostVm", name);
    const parent = component.urn;
    const guarded = (guard: string, isNew = false): Inputs => ({
        networkSecurityGroup:
            guard === "" ? undefined : { id: isNew ? UNKNOWN : `${PREFIX}/networkSecurityGroups/${guard}` },
        ipConfigurations: [{ name: "primary", ...(isPublic ? { publicIPAddress: { id: UNKNOWN } } : {}) }],
    });
    const id = before === undefined ? "" : `${PREFIX}/networkInterfaces/${name}`;
    const card = { networkProfile: { networkInterfaces: [{ id: id === "" ? UNKNOWN : id }] } };
    const operation = before === undefined ? "create" : after === undefined ? "delete" : "same";
    const nic = planned("azure-native:network:NetworkInterface", `${name}-nic`, {
        parent,
        id,
        operation: isAfterNew === true && operation === "same" ? "update" : operation,
        before: before === undefined ? undefined : guarded(before),
        after: after === undefined ? undefined : guarded(after, isAfterNew),
    });
    const vm = planned("azure-native:compute:VirtualMachine", `${name}-vm`, {
        parent,
        operation,
        before: before === undefined ? undefined : card,
        after: after === undefined ? undefined : card,
        ...machine,
    });
    return [component, nic, vm];
}

/** What the report says of who may connect, and the lines of its picture without its styles; nothing without a picture. */
export interface Shown {
    readonly sentences: readonly string[];
    readonly picture: readonly string[] | undefined;
}

/** The same of a plan with these resources. */
export function shownOf(...resources: readonly PlannedResource[]): Shown {
    const plan: Plan = planOf(...resources);
    const targets = targetsOf(plan.resources);
    const changes = plan.resources.flatMap((resource) => ruleChanges(resource, targets, plan.hide));
    const lines = diagram(targets, plan.resources, plan.hide)?.source.split("\n").slice(2, -1);
    return {
        sentences: accessSentences(targets, changes, plan.hide).map(({ source }) => source),
        picture: lines?.map((line) => line.trim()).filter((line) => !/^(linkStyle|classDef|style) /.test(line)),
    };
}
