import { describe, expect, it, jest } from "@jest/globals";
import { extensionSettings } from "../../../../components/engine/dockerExtension";
import { imageReference } from "../../../../components/machine/image";
import { inboundRules } from "../../../../components/network/securityRules";
import { InitializationError } from "../../../../sandbox/providers/handler";
import { AzureDriver, changed, GROUP, IDS, INPUTS, SECRETS, type TypeName } from "./support";

const OPEN = { publicAddress: "127.40.0.1", ports: [4243], allowed: [4243], isOnline: true };

const allowing = (...sources: string[]) =>
    changed("NetworkSecurityGroup", "securityRules", inboundRules(4243, sources));

/** The error that tells Pulumi of a resource that exists but is not as it should be. */
async function initializationError(operation: Promise<unknown>): Promise<InitializationError> {
    const error: unknown = await operation.catch((thrown: unknown) => thrown);
    if (!(error instanceof InitializationError)) {
        throw new Error(`no InitializationError: ${String(error)}`);
    }
    return error;
}

describe("a VM", () => {
    it("is booted once, with its own name", async () => {
        const azure = await new AzureDriver().up("VirtualMachineExtension");
        await azure.update("VirtualMachine", changed("VirtualMachine", "hardwareProfile.vmSize", "Standard_B4ms"));
        expect(azure.machines.calls).toEqual(["boot build for azureuser by upstart"]);
    });

    it("gets the administrator's credentials, of which Azure keeps no password", async () => {
        const azure = await new AzureDriver().up("VirtualMachine");
        const adminPassword = "Correct+Horse1";
        const key = "ssh-ed25519 AAAA";
        const linuxConfiguration = { ssh: { publicKeys: [{ keyData: key }] } };
        const osProfile = { computerName: "build", adminUsername: "builder", adminPassword, linuxConfiguration };
        const boot = jest.spyOn(azure.machines, "boot");
        await azure.create("VirtualMachine", changed("VirtualMachine", "osProfile", osProfile));
        const administrator = { username: "builder", sshPublicKeys: [key], password: adminPassword };
        expect(boot.mock.calls).toEqual([[expect.anything(), administrator]]);
        expect(azure.recorded).not.toContain(adminPassword);
    });

    it.each([
        ["upstart", "ubuntu-14.04"],
        ["systemd", "ubuntu-16.04"],
        ["systemd", "ubuntu-24.04"],
        ["systemd", `${GROUP}/providers/Microsoft.Compute/images/own`],
    ])("starts its services with %s if its image is %s", async (init, image) => {
        const azure = await new AzureDriver().up("VirtualMachine");
        const reference = imageReference(image);
        await azure.create("VirtualMachine", changed("VirtualMachine", "storageProfile.imageReference", reference));
        expect(azure.machines.calls).toEqual([`boot build for azureuser by ${init}`]);
    });

    it("that does not boot stays on record as failed, and the next update boots it", async () => {
        const azure = await new AzureDriver().up("VirtualMachine");
        azure.machines.bootFailure = "disk full";
        const { resource, reasons } = await initializationError(azure.create("VirtualMachine"));
        expect(resource).toMatchObject({ id: IDS.VirtualMachine, outputs: { provisioningState: "Failed" } });
        expect(reasons).toEqual(["disk full"]);

        azure.machines.bootFailure = undefined;
        expect(await azure.update("VirtualMachine", INPUTS.VirtualMachine)).toMatchObject({
            provisioningState: "Succeeded",
            vmId: resource.outputs["vmId"],
        });
        expect(azure.machines.calls).toEqual([
            "boot build for azureuser by upstart",
            "boot build for azureuser by upstart",
        ]);
    });
});

describe("an extension", () => {
    it("reaches the agent complete, including its protected settings", async () => {
        const { machines } = await new AzureDriver().up();
        const { publisher, type, settings, protectedSettings } = INPUTS.VirtualMachineExtension;
        expect(machines.orders).toEqual([{ publisher, type, settings, protectedSettings }]);
    });

    it("can be a CustomScript, which has only protected settings", async () => {
        const azure = await new AzureDriver().up("VirtualMachineExtension");
        const protectedSettings = { script: SECRETS.serverKey };
        const { settings: _none, ...inputs } = INPUTS.VirtualMachineExtension;
        const script = { type: "CustomScript", typeHandlerVersion: "2.1", protectedSettings };
        await azure.create("VirtualMachineExtension", { ...inputs, ...script });
        const publisher = "Microsoft.Azure.Extensions";
        expect(azure.machines.orders).toEqual([{ publisher, type: "CustomScript", settings: {}, protectedSettings }]);
        expect(azure.recorded).not.toContain(SECRETS.serverKey);
        await azure.delete("VirtualMachineExtension");
        expect(azure.machines.calls.at(-1)).toBe("remove Microsoft.Azure.Extensions/CustomScript");
    });

    it("runs again in every update", async () => {
        const azure = await new AzureDriver().up();
        const settings = extensionSettings(4243, ["--label=certs=fedcba9876543210"]);
        await azure.update("VirtualMachineExtension", { ...INPUTS.VirtualMachineExtension, settings });
        expect(azure.machines.orders.map((order) => order.settings)).toEqual([
            INPUTS.VirtualMachineExtension["settings"],
            settings,
        ]);
    });

    it("is disabled by the agent before it is deleted", async () => {
        const azure = await new AzureDriver().up();
        await azure.delete("VirtualMachineExtension");
        expect(azure.machines.calls.at(-1)).toBe("remove Microsoft.Azure.Extensions/DockerExtension");
    });

    it("that fails stays on record as failed, can be deleted, and is repaired by the next update", async () => {
        const azure = await new AzureDriver().up("VirtualMachineExtension");
        azure.machines.extensionFailure = "docker did not start";
        const { resource, reasons } = await initializationError(azure.create("VirtualMachineExtension"));
        expect(resource).toMatchObject({ id: IDS.VirtualMachineExtension, outputs: { provisioningState: "Failed" } });
        expect(reasons).toEqual([
            `Code="VMExtensionProvisioningError" Message="VM has reported a failure when processing extension 'docker'. Error message: "docker did not start"."`,
        ]);
        expect((await azure.read("VirtualMachineExtension", resource.outputs))?.outputs).toEqual(resource.outputs);

        azure.machines.extensionFailure = undefined;
        const repaired = await azure.update("VirtualMachineExtension", INPUTS.VirtualMachineExtension);
        expect(repaired).toEqual({ ...resource.outputs, provisioningState: "Succeeded" });
        expect(azure.machines.endpoint).toEqual(OPEN);

        azure.machines.extensionFailure = "docker did not start again";
        await initializationError(azure.update("VirtualMachineExtension", INPUTS.VirtualMachineExtension));
        await azure.delete("VirtualMachineExtension");
        expect(await azure.read("VirtualMachineExtension", {})).toBeUndefined();
    });
});

describe("the public endpoint", () => {
    it("opens according to the rules, even if nothing is installed that would listen", async () => {
        const azure = await new AzureDriver().up("VirtualMachineExtension");
        expect(azure.machines.endpoint).toEqual(OPEN);
        await azure.create("VirtualMachineExtension");
        expect(azure.machines.endpoint).toEqual(OPEN);
    });

    it("stays unchanged when the extension is deleted", async () => {
        const azure = await new AzureDriver().up();
        await azure.delete("VirtualMachineExtension");
        expect(azure.machines.endpoint).toEqual(OPEN);
    });

    it("closes and opens with the rules", async () => {
        const azure = await new AzureDriver().up();
        await azure.update("NetworkSecurityGroup", allowing("198.51.100.0/24"));
        expect(azure.machines.endpoint).toEqual({ ...OPEN, allowed: [] });
        await azure.update("NetworkSecurityGroup", allowing("198.51.100.0/24", "Internet"));
        expect(azure.machines.endpoint).toEqual(OPEN);
    });

    it("follows the rules' port, not the extension's", async () => {
        const azure = await new AzureDriver().up();
        const settings = extensionSettings(2376, []);
        await azure.update("VirtualMachineExtension", { ...INPUTS.VirtualMachineExtension, settings });
        expect(azure.machines.endpoint).toEqual(OPEN);
        const rules = inboundRules(2376, ["203.0.113.7/32"]);
        await azure.update("NetworkSecurityGroup", changed("NetworkSecurityGroup", "securityRules", rules));
        expect(azure.machines.endpoint).toEqual({ ...OPEN, ports: [2376], allowed: [2376] });
    });

    it.each<[string, string, unknown, object]>([
        [
            "is that of the virtual network, without outbound access, without a public address",
            "ipConfigurations.0.publicIPAddress",
            undefined,
            { ...OPEN, publicAddress: "127.40.0.2", isOnline: false },
        ],
        ["is closed without a security group", "networkSecurityGroup", undefined, { ...OPEN, ports: [], allowed: [] }],
    ])("%s", async (_what, path, value, endpoint) => {
        const azure = await new AzureDriver().up();
        await azure.update("NetworkInterface", changed("NetworkInterface", path, value));
        expect(azure.machines.endpoint).toEqual(endpoint);
    });

    it("of a VM that is being deleted is not touched", async () => {
        const azure = await new AzureDriver().up();
        const deletion = azure.delete("VirtualMachine");
        azure.machines.endpoints.clear();
        await azure.update("NetworkSecurityGroup", allowing("Internet"));
        await deletion;
        expect(azure.machines.endpoint).toBeUndefined();
    });
});

describe("a public address", () => {
    it("is not one that is taken", async () => {
        const azure = await new AzureDriver().up("NetworkInterface");
        const second = { ...INPUTS.PublicIPAddress, publicIpAddressName: "ip-2", dnsSettings: {} };
        expect((await azure.create("PublicIPAddress", second)).outputs["ipAddress"]).toBe("127.40.0.2");
    });
});

it.each<TypeName>(["ResourceGroup", "VirtualNetwork", "NetworkInterface"])(
    "does not touch a machine when a %s is created",
    async (type) => {
        const azure = await new AzureDriver().up(type);
        await azure.create(type);
        expect(azure.machines.calls).toEqual([]);
    },
);
