import { EngineInstall } from "../components/options";
import { bareRecord, listOf, type Resource, text } from "./resources";

/** The type of a VM. */
export const VM = "azure-native:compute:VirtualMachine";
const EXTENSION = "azure-native:compute:VirtualMachineExtension";
const NETWORK = "docker-host-vm:index:HostNetwork";

/** Where a host can be reached, as far as the state has its parts. */
export interface PublicAddress {
    readonly fqdn: string | undefined;
    readonly publicIpAddress: string | undefined;
    readonly dockerPort: number | undefined;
}

/** A VM extension as the last operation left it. */
export interface Extension {
    /** Its type, which is the way in which the engine is installed. */
    readonly type: string | undefined;
    /** What it failed with; nothing when it did not. */
    readonly failure: string | undefined;
}

/** Follows the ids from a host's VM to its interface, and from there to the address and the security group. */
export function publicAddressOf(host: Resource, resources: readonly Resource[]): PublicAddress {
    const byId = (id: unknown): Resource | undefined =>
        resources.find(
            (resource) => resource.id !== undefined && resource.id.toLowerCase() === text(id)?.toLowerCase(),
        );
    const vm = resources.find(({ type, parent }) => type === VM && parent === host.urn);
    const [first] = listOf(bareRecord(vm?.inputs["networkProfile"])["networkInterfaces"]);
    const nic = byId(first?.["id"]);
    const [configuration] = listOf(nic?.inputs["ipConfigurations"]);
    const address = byId(bareRecord(configuration?.["publicIPAddress"])["id"]);
    const group = byId(bareRecord(nic?.inputs["networkSecurityGroup"])["id"]);
    const network = resources.find(({ urn, type }) => type === NETWORK && urn === group?.parent);
    const port = network?.outputs["dockerPort"];
    return {
        fqdn: text(bareRecord(address?.outputs["dnsSettings"])["fqdn"]),
        publicIpAddress: text(address?.outputs["ipAddress"]),
        dockerPort: typeof port === "number" ? port : undefined,
    };
}

/** The public SSH keys that a VM takes. */
export function publicKeysOf(vm: Resource | undefined): string[] {
    const linux = bareRecord(bareRecord(vm?.inputs["osProfile"])["linuxConfiguration"]);
    return listOf(bareRecord(linux["ssh"])["publicKeys"]).flatMap(({ keyData }) => text(keyData)?.trim() ?? []);
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
    const status = text(extension.outputs["provisioningState"]);
    const errors = extension.initErrors.join("; ");
    const failure = errors !== "" ? errors : status === "Failed" ? "its provisioning state is Failed" : undefined;
    return { type: text(extension.inputs["type"]), failure };
}
