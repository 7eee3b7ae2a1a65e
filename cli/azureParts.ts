import { EngineInstall } from "../components/options";
import { listAt, textAt } from "../shared/json";
import type { Resource } from "./resources";

/** The type of a VM. */
export const VM = "azure-native:compute:VirtualMachine";
const EXTENSION = "azure-native:compute:VirtualMachineExtension";
const NETWORK = "docker-host-vm:index:HostNetwork";

/** The public address of a host, as far as the state contains it. */
export interface PublicAddress {
    readonly fqdn: string | undefined;
    readonly publicIpAddress: string | undefined;
    readonly dockerPort: number | undefined;
}

/** A VM extension after the last operation. */
export interface Extension {
    /** Its type, which tells how the engine is installed. */
    readonly type: string | undefined;
    /** The reason why it failed; undefined if it succeeded. */
    readonly failure: string | undefined;
}

/** Follows the IDs from a host's VM to its interface, and from there to the address and the security group. */
export function publicAddressOf(host: Resource, resources: readonly Resource[]): PublicAddress {
    const byId = (id: string | undefined): Resource | undefined =>
        resources.find((resource) => id !== undefined && resource.id?.toLowerCase() === id.toLowerCase());
    const vm = resources.find(({ type, parent }) => type === VM && parent === host.urn);
    const nic = byId(textAt(vm?.inputs, "networkProfile", "networkInterfaces", "0", "id"));
    const address = byId(textAt(nic?.inputs, "ipConfigurations", "0", "publicIPAddress", "id"));
    const group = byId(textAt(nic?.inputs, "networkSecurityGroup", "id"));
    const network = resources.find(({ urn, type }) => type === NETWORK && urn === group?.parent);
    const port = network?.outputs["dockerPort"];
    return {
        fqdn: textAt(address?.outputs, "dnsSettings", "fqdn"),
        publicIpAddress: textAt(address?.outputs, "ipAddress"),
        dockerPort: typeof port === "number" ? port : undefined,
    };
}

/** The public SSH keys that a host's VM accepts: those that VMAccess gave it last, or those of its first boot. */
export function publicKeysOf(host: Resource, resources: readonly Resource[]): string[] {
    const own = resources.filter(({ parent }) => parent === host.urn);
    const access = own.find(({ type, inputs }) => type === EXTENSION && inputs["type"] === "VMAccessForLinux");
    const given = textAt(access?.inputs, "protectedSettings", "ssh_key");
    if (given !== undefined) {
        return given.split("\n").map((line) => line.trim());
    }
    const vm = own.find(({ type }) => type === VM);
    const first = listAt(vm?.inputs, "osProfile", "linuxConfiguration", "ssh", "publicKeys");
    return first.flatMap((key) => textAt(key, "keyData")?.trim() ?? []);
}

/** The extension that installs the engine on a host. */
export function extensionOf(host: Resource, resources: readonly Resource[]): Extension | undefined {
    const types: readonly unknown[] = Object.values(EngineInstall);
    const extension = resources.find(
        ({ type, parent, inputs }) => type === EXTENSION && parent === host.urn && types.includes(inputs["type"]),
    );
    if (extension === undefined) {
        return undefined;
    }
    const status = textAt(extension.outputs, "provisioningState");
    const errors = extension.initErrors.join("; ");
    const failure = errors !== "" ? errors : status === "Failed" ? "its provisioning state is Failed" : undefined;
    return { type: textAt(extension.inputs, "type"), failure };
}
