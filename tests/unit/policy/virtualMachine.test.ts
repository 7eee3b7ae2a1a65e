import { describe, expect, test } from "@jest/globals";
import { LOWEST_SAFE_ENGINE } from "../../../components/engine/engineVulnerabilities";
import { imageReference } from "../../../components/machine/image";
import { renderInstallScript } from "../../../components/engine/installScript";
import { retired } from "../../../policy/retirement";
import { osDiskLeftBehind, passwordLogin } from "../../../policy/virtualMachine";
import { judge, LATE, paths } from "./support";

const MACHINE = "azure-native:compute:VirtualMachine";
const EXTENSION = "azure-native:compute:VirtualMachineExtension";
const PEM = "-----BEGIN CERTIFICATE-----\nc2VjcmV0\n-----END CERTIFICATE-----\n";
const machine = (props: object): { type: string; props: object } => ({ type: MACHINE, props });
const FLAG = "osProfile.linuxConfiguration.disablePasswordAuthentication";
const PASSWORD = "osProfile.adminPassword";
const linux = (disablePasswordAuthentication: unknown): object => ({
    linuxConfiguration: { disablePasswordAuthentication },
});

describe("password-login", () => {
    test.each([
        [{ osProfile: linux(true) }],
        [{ osProfile: linux("true") }],
        [{}],
        [{ osProfile: { adminPassword: "secret", windowsConfiguration: {} } }],
        [{ osProfile: { adminPassword: "secret" }, storageProfile: { osDisk: { osType: "windows" } } }],
        [{ osProfile: {}, storageProfile: { imageReference: { publisher: "MicrosoftWindowsServer" } } }],
    ])("%j is fine", async (props) => {
        expect(await judge(passwordLogin, machine(props))).toEqual({ violations: [], applicable: true });
    });

    test.each([
        [{ osProfile: linux(false) }, [FLAG]],
        [{ osProfile: {} }, [FLAG]],
        [{ osProfile: { windowsConfiguration: null } }, [FLAG]],
        [
            {
                osProfile: { windowsConfiguration: {} },
                storageProfile: { imageReference: { publisher: "Canonical" }, osDisk: { osType: "Windows" } },
            },
            [FLAG],
        ],
        [{ osProfile: { ...linux(false), adminPassword: "Hunter2-Hunter2" } }, [FLAG, PASSWORD]],
        [{ osProfile: { ...linux(true), adminPassword: "Hunter2-Hunter2" } }, [PASSWORD]],
        [{ osProfile: { ...linux(true), adminPassword: LATE } }, [PASSWORD]],
        [{ osProfile: linux(false), storageProfile: { imageReference: { publisher: LATE } } }, [FLAG]],
    ])("%j takes passwords", async (props, expected) => {
        const verdict = await judge(passwordLogin, machine(props));
        expect(paths(verdict)).toEqual(expected);
        expect(verdict.violations.join()).not.toMatch(/Hunter2/);
    });

    test.each([
        [{ password: "Hunter2-Hunter2" }, ["protectedSettings.password"]],
        [{ password: LATE }, ["protectedSettings.password"]],
        [{ ssh_key: "ssh-ed25519 AAAA" }, []],
    ])("VMAccess with %j, expecting %j", async (protectedSettings, expected) => {
        const props = { type: "VMAccessForLinux", protectedSettings };
        const verdict = await judge(passwordLogin, { type: EXTENSION, props });
        expect(paths(verdict)).toEqual(expected);
        expect(verdict.violations.join()).not.toMatch(/Hunter2/);
        const other = { ...props, type: "CustomScript" };
        expect(await judge(passwordLogin, { type: EXTENSION, props: other })).toMatchObject({ violations: [] });
    });

    test("settings of VMAccess that are not known yet are waited for", async () => {
        const props = { type: "VMAccessForLinux", protectedSettings: LATE };
        expect(await judge(passwordLogin, { type: EXTENSION, props })).toMatchObject({
            late: "protectedSettings",
            violations: [],
        });
    });

    test("what is not known yet is waited for", async () => {
        expect(await judge(passwordLogin, machine({ osProfile: linux(LATE) }))).toMatchObject({
            late: FLAG,
            violations: [],
        });
    });
});

describe("os-disk-left-behind", () => {
    test.each([
        [{ deleteOption: "Delete" }],
        [{ deleteOption: "delete" }],
        [{ createOption: "Attach" }],
        [{ createOption: "FromImage", diffDiskSettings: { option: "Local" } }],
        [undefined],
    ])("%j is fine", async (osDisk) => {
        expect(await judge(osDiskLeftBehind, machine({ storageProfile: { osDisk } }))).toEqual({
            violations: [],
            applicable: true,
        });
    });

    test.each([[{}], [{ deleteOption: "Detach" }], [{ createOption: "FromImage", deleteOption: "" }]])(
        "%j stays behind",
        async (osDisk) => {
            const verdict = await judge(osDiskLeftBehind, machine({ storageProfile: { osDisk } }));
            expect(paths(verdict)).toEqual(["storageProfile.osDisk.deleteOption"]);
        },
    );

    test("what is not known yet is waited for", async () => {
        const props = { storageProfile: { osDisk: { deleteOption: LATE } } };
        expect(await judge(osDiskLeftBehind, machine(props))).toMatchObject({
            late: "storageProfile.osDisk.deleteOption",
        });
    });
});

describe("retired", () => {
    const judgeImage = async (reference: object): Promise<string[]> =>
        paths(await judge(retired, machine({ storageProfile: { imageReference: reference } })));

    test.each(["ubuntu-14.04", "ubuntu-16.04", "ubuntu-18.04", "ubuntu-20.04"])("%s is", async (name) => {
        expect(await judgeImage(imageReference(name))).toEqual(["storageProfile.imageReference"]);
    });

    test.each([
        { publisher: "canonical", offer: "UbuntuServer", sku: "18_04-lts-gen2", version: "18.04.202401010" },
        { publisher: "Canonical", offer: "0001-com-ubuntu-server-focal", sku: "20_04-lts", version: "latest" },
        { publisher: "Canonical", offer: "UbuntuServer", sku: "14.04.2-LTS", version: "14.04.201503090" },
    ])("other spellings are: $sku", async (reference) => {
        expect(await judgeImage(reference)).toEqual(["storageProfile.imageReference"]);
    });

    test.each([
        imageReference("ubuntu-22.04"),
        imageReference("ubuntu-24.04"),
        { publisher: "Debian", offer: "debian-12", sku: "12", version: "0.14.04" },
        { publisher: "Other", offer: "UbuntuServer", sku: "14.04.5-LTS" },
        { id: "/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/images/ubuntu-14.04" },
        {},
    ])("in support, or none of Ubuntu's: case %#", async (reference) => {
        expect(await judgeImage(reference)).toEqual([]);
    });

    test("the DockerExtension is judged before its flags are known", async () => {
        const props = { type: "DockerExtension", settings: { docker: { options: LATE } } };
        expect(await judge(retired, { type: EXTENSION, props })).not.toHaveProperty("late");
    });

    test("the DockerExtension is, CustomScript is not", async () => {
        const verdict = await judge(retired, { type: EXTENSION, props: { type: "DockerExtension" } });
        expect(paths(verdict)).toEqual(["type"]);
        expect(await judge(retired, { type: EXTENSION, props: { type: "CustomScript" } })).toEqual({
            violations: [],
            applicable: true,
        });
    });

    test.each([
        ["Standard_B2s", ["hardwareProfile.vmSize"]],
        ["standard_f4", ["hardwareProfile.vmSize"]],
        ["Standard_D2s_v5", []],
        ["Standard_DS2_v2", ["hardwareProfile.vmSize"]],
        ["Standard_B2ls_v2", []],
    ])("the size %s: %j", async (vmSize, expected) => {
        const verdict = await judge(retired, machine({ hardwareProfile: { vmSize } }));
        expect(paths(verdict)).toEqual(expected);
        expect(verdict.violations.join()).not.toContain(vmSize);
    });

    const certificates = { ca: PEM, cert: PEM, key: PEM };
    const order = {
        engineSource: "docker",
        engineVersion: "29.5.0",
        keepNewer: false,
        dockerPort: 1,
        daemonOptions: [],
        daemon: {},
    } as const;

    test.each([
        ["by the component's script", renderInstallScript({ ...order, certificates }), 1],
        ["as a package", "apt-get install -y docker-ce=5:29.5.0-1~ubuntu.24.04~noble containerd.io", 1],
        ["at another place", 'apt-get install "docker-ce-cli=5:29.8.1-1~ubuntu.24.04~noble"', 1],
        ["that is new", renderInstallScript({ ...order, engineVersion: LOWEST_SAFE_ENGINE, certificates }), 0],
        ["that is the newest", renderInstallScript({ ...order, engineVersion: "", certificates }), 0],
        [
            "of Ubuntu, which fixes it without another version",
            renderInstallScript({ ...order, engineSource: "ubuntu", engineVersion: "29.1.3-0ubuntu1", certificates }),
            0,
        ],
    ])("a Docker Engine %s", async (_what, text, count) => {
        const protectedSettings = { script: Buffer.from(text).toString("base64") };
        const { violations } = await judge(retired, {
            type: EXTENSION,
            props: { type: "CustomScript", protectedSettings },
        });
        expect(violations).toHaveLength(count);
        expect(violations.join()).not.toMatch(/29\.5\.0|29\.8\.1|BEGIN/);
        expect(violations.every((text) => text.includes("CVE-2026-97032"))).toBe(true);
    });

    test("is only an advice, all else must be mended", () => {
        expect([retired, passwordLogin, osDiskLeftBehind].map(({ enforcementLevel }) => enforcementLevel)).toEqual([
            "advisory",
            "mandatory",
            "mandatory",
        ]);
    });

    test("what is not known yet is waited for", async () => {
        const props = { storageProfile: { imageReference: { publisher: "Canonical", sku: LATE } } };
        expect(await judge(retired, machine(props))).toMatchObject({ late: "storageProfile.imageReference.sku" });
    });
});
