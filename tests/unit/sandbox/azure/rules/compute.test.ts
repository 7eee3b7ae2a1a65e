import { describe, expect, it } from "@jest/globals";
import { imageReference } from "../../../../../components/machine/image";
import type { Values } from "../../../../../sandbox/providers/values";
import { AzureDriver, changed, IDS, INPUTS } from "../support";

const PASSWORD = "osProfile.adminPassword";
const IMAGE = "storageProfile.imageReference";
const vmWith = (path: string, value: unknown): Values => changed("VirtualMachine", path, value);

describe("the image of a VM", () => {
    it.each([
        "ubuntu-14.04",
        "ubuntu-24.04",
        "ubuntu-26.04",
        "/communityGalleries/team/images/own",
        `${IDS.ResourceGroup}/providers/Microsoft.Compute/images/own`,
    ])("can be %s", async (image) => {
        const azure = await new AzureDriver().up("VirtualMachine");
        expect(await azure.accepts("VirtualMachine", vmWith(IMAGE, imageReference(image)))).toBe(true);
    });

    it("must be in the catalogue", async () => {
        const azure = await new AzureDriver().up("VirtualMachine");
        const image = imageReference("Canonical:UbuntuServer:12.04-LTS:latest");
        await expect(azure.create("VirtualMachine", vmWith(IMAGE, image))).rejects.toMatchObject({
            status: 404,
            code: "PlatformImageNotFound",
            message: expect.stringContaining(
                "The platform image 'Canonical:UbuntuServer:12.04-LTS:latest' is not available.",
            ),
        });
        expect(azure.machines.calls).toEqual([]);
    });
});

describe("the password of a VM", () => {
    it.each(["Abcde1", "abc-123", `Aa1${"x".repeat(69)}`])("may be %s", async (password) => {
        const azure = await new AzureDriver().up("VirtualMachine");
        expect(await azure.accepts("VirtualMachine", vmWith(PASSWORD, password))).toBe(true);
    });

    it.each([
        ["too short", "Ab1!x"],
        ["too long", `Aa1${"x".repeat(70)}`],
        ["of two classes", "abcdefg12345"],
        ["of two classes and an underscore", "abcdefg_12345"],
        ["with a control character", "Abc123\tdef"],
    ])("is rejected if it is %s, and not shown", async (_what, password) => {
        const azure = await new AzureDriver().up("VirtualMachine");
        const message = expect.stringContaining("The supplied password must be between 6-72 characters long");
        const refused = azure.create("VirtualMachine", vmWith(PASSWORD, password));
        await expect(refused).rejects.toMatchObject({ status: 400, code: "InvalidParameter", message });
        await expect(refused).rejects.not.toThrow(password);
    });
});

describe("the administrator of a VM", () => {
    it.each(["root", "Admin", "user3", "support_388945a0"])("is not %s", async (name) => {
        const azure = await new AzureDriver().up("VirtualMachine");
        await expect(azure.create("VirtualMachine", vmWith("osProfile.adminUsername", name))).rejects.toMatchObject({
            status: 400,
            code: "InvalidParameter",
            message: expect.stringContaining("The Admin Username specified is not allowed."),
        });
    });

    it.each(["azureuser", "ubuntu", "roots"])("may be %s", async (name) => {
        const azure = await new AzureDriver().up("VirtualMachine");
        expect(await azure.accepts("VirtualMachine", vmWith("osProfile.adminUsername", name))).toBe(true);
    });
});

describe("the way to log in to a VM", () => {
    const withLogin = (adminPassword: string | undefined, linuxConfiguration: Values): Values =>
        vmWith("osProfile", { computerName: "build", adminUsername: "azureuser", adminPassword, linuxConfiguration });
    const ssh = { publicKeys: [{ path: "/home/azureuser/.ssh/authorized_keys", keyData: "ssh-ed25519 AAAA" }] };

    it.each<[string, Values]>([
        ["a key", withLogin(undefined, { disablePasswordAuthentication: true, ssh })],
        ["a password", withLogin("Abcde1", { disablePasswordAuthentication: false })],
    ])("may be %s", async (_what, inputs) => {
        const azure = await new AzureDriver().up("VirtualMachine");
        expect(await azure.accepts("VirtualMachine", inputs)).toBe(true);
    });

    it.each<[string, Values]>([
        ["neither is given", withLogin(undefined, {})],
        ["passwords are off and there is no key", withLogin("Abcde1", { disablePasswordAuthentication: true })],
        ["passwords are on and there is none", withLogin(undefined, { disablePasswordAuthentication: false, ssh })],
    ])("is missing if %s", async (_what, inputs) => {
        const azure = await new AzureDriver().up("VirtualMachine");
        await expect(azure.create("VirtualMachine", inputs)).rejects.toMatchObject({
            status: 400,
            code: "InvalidParameter",
            message: expect.stringContaining("Authentication using either SSH or by user name and password"),
        });
    });
});

describe("a VM that exists", () => {
    it.each<[string, string, unknown]>([
        ["computerName", "osProfile.computerName", "other"],
        ["adminUsername", "osProfile.adminUsername", "other"],
        ["linuxConfiguration.ssh.publicKeys", "osProfile.linuxConfiguration.ssh.publicKeys.0.keyData", "ssh-rsa AAAA"],
        [
            "linuxConfiguration.disablePasswordAuthentication",
            "osProfile.linuxConfiguration.disablePasswordAuthentication",
            true,
        ],
        ["osDisk.name", "storageProfile.osDisk.name", "other"],
        ["imageReference", IMAGE, imageReference("ubuntu-24.04")],
        ["zones", "zones", ["1"]],
        ["securityProfile.securityType", "securityProfile", { securityType: "ConfidentialVM" }],
        ["imageReference", `${IMAGE}.version`, "14.04.201911070"],
        ["imageReference", IMAGE, { id: `${IDS.ResourceGroup}/providers/Microsoft.Compute/images/own` }],
    ])("keeps its %s: a change of %s is rejected", async (property, path, value) => {
        const azure = await new AzureDriver().up();
        const before = azure.recorded;
        await expect(azure.update("VirtualMachine", vmWith(path, value))).rejects.toMatchObject({
            status: 409,
            code: "PropertyChangeNotAllowed",
            message: `Code="PropertyChangeNotAllowed" Message="Changing property '${property}' is not allowed."`,
        });
        expect(azure.recorded).toBe(before);
    });

    it("may change its size", async () => {
        const azure = await new AzureDriver().up();
        const resized = vmWith("hardwareProfile.vmSize", "Standard_B4ls_v2");
        await expect(azure.update("VirtualMachine", resized)).resolves.toMatchObject({
            hardwareProfile: { vmSize: "Standard_B4ls_v2" },
        });
    });
});

describe("the interface of a VM", () => {
    it("is rejected if another VM has it", async () => {
        const azure = await new AzureDriver().up();
        await expect(
            azure.create("VirtualMachine", { ...INPUTS.VirtualMachine, vmName: "build-2" }),
        ).rejects.toMatchObject({
            status: 400,
            code: "NicInUse",
            message: expect.stringContaining(
                `Network Interface ${IDS.NetworkInterface} is used by existing resource ${IDS.VirtualMachine}.`,
            ),
        });
    });

    it("is free again when that VM is gone", async () => {
        const azure = await new AzureDriver().up();
        await azure.delete("VirtualMachine");
        const second = { ...INPUTS.VirtualMachine, vmName: "build-2" };
        expect(await azure.accepts("VirtualMachine", second)).toBe(true);
    });
});

describe("the generation of a VM's image", () => {
    const vm = (image: string, vmSize: string): Values => {
        const inputs = vmWith(IMAGE, imageReference(image));
        return { ...inputs, hardwareProfile: { vmSize } };
    };

    it.each([
        ["ubuntu-24.04", "Standard_B2s"],
        ["ubuntu-14.04", "Standard_B2ls_v2"],
        ["Canonical:ubuntu-24_04-lts:server-arm64:latest", "Standard_D2ps_v5"],
        ["ubuntu-14.04", "Standard_D2_v2"],
        ["ubuntu-24.04", "Standard_D2s_v6"],
        ["ubuntu-24.04", "Standard_D2s_v3"],
        [`${IDS.ResourceGroup}/providers/Microsoft.Compute/images/own`, "Standard_A2_v2"],
    ])("may be that of %s on %s", async (image, size) => {
        const azure = await new AzureDriver().up("VirtualMachine");
        expect(await azure.accepts("VirtualMachine", vm(image, size))).toBe(true);
    });

    it.each([
        ["ubuntu-24.04", "Standard_A2_v2", 2],
        ["ubuntu-24.04", "Standard_D2_v2", 2],
        ["ubuntu-24.04", "Standard_F2", 2],
        ["CANONICAL:ubuntu-24_04-lts:Server:latest", "standard_d2_v3", 2],
        ["ubuntu-24.04", "Standard_E2_v3", 2],
        ["ubuntu-14.04", "Standard_D2s_v6", 1],
        ["Canonical:ubuntu-24_04-lts:server-gen1:latest", "Standard_D2s_v7", 1],
    ])("of %s is rejected on %s, which does not boot generation %d", async (image, size, generation) => {
        const azure = await new AzureDriver().up("VirtualMachine");
        await expect(azure.create("VirtualMachine", vm(image, size))).rejects.toMatchObject({
            status: 400,
            code: "BadRequest",
            message: expect.stringContaining(
                `The selected VM size '${size}' cannot boot Hypervisor Generation '${generation}'.`,
            ),
        });
        expect(azure.machines.calls).toEqual([]);
    });

    it("is also checked when the size changes", async () => {
        const azure = await new AzureDriver().up();
        const resized = vmWith("hardwareProfile.vmSize", "Standard_D2s_v6");
        await expect(azure.update("VirtualMachine", resized)).rejects.toMatchObject({ code: "BadRequest" });
    });
});

describe("the processors of a VM", () => {
    it.each([
        ["ubuntu-24.04", "Standard_D2ps_v5", "Arm64", "x64"],
        ["ubuntu-24.04", "standard_b2PLS_v2", "Arm64", "x64"],
        ["Canonical:ubuntu-24_04-lts:server-arm64:latest", "Standard_B2ls_v2", "x64", "Arm64"],
    ])("are rejected if %s runs on %s", async (image, vmSize, processor, architecture) => {
        const azure = await new AzureDriver().up("VirtualMachine");
        const inputs = { ...vmWith(IMAGE, imageReference(image)), hardwareProfile: { vmSize } };
        await expect(azure.create("VirtualMachine", inputs)).rejects.toMatchObject({
            status: 400,
            code: "BadRequest",
            message: expect.stringContaining(
                `Cannot create a VM of size '${vmSize}' because this VM size only supports a CPU Architecture of '${processor}', but an image or disk with CPU Architecture '${architecture}' was given.`,
            ),
        });
    });
});

describe("patches by the platform", () => {
    const patched = (image: string, patchMode: string): Values => ({
        ...changed("VirtualMachine", "osProfile.linuxConfiguration.patchSettings", { patchMode }),
        storageProfile: { ...(vmWith(IMAGE, imageReference(image))["storageProfile"] as object) },
    });

    it.each(["ubuntu-14.04", `${IDS.ResourceGroup}/providers/Microsoft.Compute/images/own`])(
        "are rejected for %s, but the default mode of the image is not",
        async (image) => {
            const azure = await new AzureDriver().up("VirtualMachine");
            await expect(azure.create("VirtualMachine", patched(image, "AutomaticByPlatform"))).rejects.toMatchObject({
                status: 400,
                code: "InvalidParameter",
                message: expect.stringContaining(
                    "The selected VM image is not supported for VM Guest patch operations.",
                ),
            });
            expect(await azure.accepts("VirtualMachine", patched(image, "ImageDefault"))).toBe(true);
        },
    );

    it("are available for an image in Azure's list", async () => {
        const azure = await new AzureDriver().up("VirtualMachine");
        const inputs = patched("ubuntu-24.04", "AutomaticByPlatform");
        expect(await azure.accepts("VirtualMachine", inputs)).toBe(true);
    });
});

describe("trusted launch", () => {
    const uefiSettings = { secureBootEnabled: true, vTpmEnabled: true };
    const trusted = (image: string): Values => ({
        ...vmWith(IMAGE, imageReference(image)),
        securityProfile: { securityType: "TrustedLaunch", uefiSettings },
    });

    it.each(["ubuntu-24.04", `${IDS.ResourceGroup}/providers/Microsoft.Compute/galleries/g/images/own`])(
        "is available for %s, and is on record",
        async (image) => {
            const azure = await new AzureDriver().up("VirtualMachine");
            const { outputs } = await azure.create("VirtualMachine", trusted(image));
            expect(outputs["securityProfile"]).toEqual({ securityType: "TrustedLaunch", uefiSettings });
        },
    );

    it.each([
        "ubuntu-14.04",
        "Canonical:ubuntu-24_04-lts:server-gen1:latest",
        `${IDS.ResourceGroup}/providers/Microsoft.Compute/images/own`,
    ])("is rejected for %s", async (image) => {
        const azure = await new AzureDriver().up("VirtualMachine");
        await expect(azure.create("VirtualMachine", trusted(image))).rejects.toMatchObject({
            status: 400,
            code: "BadRequest",
            message: expect.stringContaining("Use of TrustedLaunch setting is not supported for the provided image."),
        });
        expect(azure.machines.calls).toEqual([]);
    });

    it("cannot be turned off on a VM that has it, while encryption at host can be turned on", async () => {
        const azure = await new AzureDriver().up("VirtualMachine");
        const inputs = trusted("ubuntu-24.04");
        await azure.create("VirtualMachine", inputs);
        const off = { ...inputs, securityProfile: { securityType: "Standard" } };
        await expect(azure.update("VirtualMachine", off)).rejects.toMatchObject({ code: "PropertyChangeNotAllowed" });
        const profile = { securityType: "TrustedLaunch", uefiSettings, encryptionAtHost: true };
        const updated = await azure.update("VirtualMachine", { ...inputs, securityProfile: profile });
        expect(updated["securityProfile"]).toEqual(profile);
    });
});
