import { isIP } from "node:net";
import type * as pulumi from "@pulumi/pulumi";
import { serverName } from "./certificates/serverNames";
import { type DockerDaemonArgs, dockerDaemonRules } from "./dockerDaemonArgs";
import { daemonProblems } from "./dockerDaemonProblems";
import { dockerPort } from "./network/networkRules";
import type { Problem } from "./validation/problems";
import { resourceId } from "./validation/resourceIds";
import { allOf, rule } from "./validation/rules";
import { anyOf, missing, type Rules, walk } from "./validation/walk";

/** The arguments of a `DockerEngine`. Only `vmId` and `endpointHost` are required. */
export interface DockerEngineArgs extends DockerDaemonArgs {
    /**
     * Azure resource ID of the VM: a running one with Linux and the Azure Linux Agent, in the subscription of the provider. A
     * change installs the engine on the other VM. What `CustomScript` installed stays on the earlier one.
     */
    vmId: pulumi.Input<string>;
    /**
     * Name or IPv4 address by which clients reach the VM. A change reissues the server certificate, which contains it, and
     * restarts the daemon.
     */
    endpointHost: pulumi.Input<string>;
    /**
     * Azure resource ID of the security group that guards the VM. The component never changes it, and warns if its rules open
     * SSH or the Docker port to the Internet, or allow nobody to reach the daemon. A change takes effect in place.
     *
     * @defaultValue - none: no security group is checked
     */
    securityGroupId?: pulumi.Input<string>;
    /**
     * TCP port of the Docker daemon: 1 to 65535, except 22. A change restarts the daemon.
     *
     * @defaultValue 4243
     */
    dockerPort?: number;
}

/** The host in an endpoint: no wildcard, and no IPv6 address. */
const endpointHost = allOf(
    serverName,
    rule(
        (value) => typeof value !== "string" || (!value.startsWith("*") && isIP(value) !== 6),
        "one name or IPv4 address",
        "Write the one that clients connect to, and other names into serverNames",
    ),
);

/** The rules for the arguments. */
export const dockerEngineRules = {
    ...dockerDaemonRules,
    vmId: { input: resourceId("Microsoft.Compute/virtualMachines") },
    endpointHost: { input: endpointHost },
    securityGroupId: { input: resourceId("Microsoft.Network/networkSecurityGroups") },
    dockerPort,
} as const satisfies Rules<DockerEngineArgs>;

/** Checks the arguments. */
export function dockerEngineProblems(args: DockerEngineArgs): readonly Problem[] {
    const own = walk(args, dockerEngineRules);
    return anyOf(own, [])
        ? own
        : [
              ...own,
              ...missing(args, "vmId", "Run `az vm list --query [].id` to list the IDs of VMs"),
              ...missing(args, "endpointHost", "Specify the VM's domain name or IPv4 address"),
              ...daemonProblems(args, own),
          ];
}
