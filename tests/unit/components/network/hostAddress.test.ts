import { beforeEach, describe, expect, test } from "@jest/globals";
import { type AddressSpec, createHostAddress, type HostAddress } from "../../../../components/network/hostAddress";
import { type Recorder, startRecorder, valueOf } from "../../../support/recorder";
import { addressOf } from "../../../support/standIns";

const ORDER: AddressSpec = {
    hostName: "build",
    dnsLabel: "team",
    resourceGroupName: "group",
    location: "northeurope",
    subnetId: "/subnet",
    securityGroupId: "/nsg",
};

let recorder: Recorder;

beforeEach(async () => {
    recorder = await startRecorder();
});

async function made(spec: Partial<AddressSpec> = {}): Promise<HostAddress> {
    const address = createHostAddress("first", { ...ORDER, ...spec }, {});
    await recorder.settled();
    return address;
}

describe("The address of a host", () => {
    test.each([true, false])("has an interface with accelerated networking: %s", async (acceleratedNetworking) => {
        await made({ acceleratedNetworking });
        const { inputs, replaceOnChanges } = recorder.byName("first-nic");
        expect(inputs["enableAcceleratedNetworking"]).toBe(acceleratedNetworking);
        expect(replaceOnChanges).not.toContain("enableAcceleratedNetworking");
    });

    test("is static, of the Standard kind, under the label", async () => {
        await made();
        const { inputs, replaceOnChanges, deleteBeforeReplace } = recorder.byName("first-ip");
        expect(inputs).toEqual({
            resourceGroupName: "group",
            location: "northeurope",
            publicIpAddressName: "build-ip",
            sku: { name: "Standard", tier: "Regional" },
            publicIPAllocationMethod: "Static",
            publicIPAddressVersion: "IPv4",
            dnsSettings: { domainNameLabel: "team" },
        });
        expect(replaceOnChanges).toEqual(["publicIPAllocationMethod", "zones", "ipTags"]);
        expect(deleteBeforeReplace).toBe(true);
    });

    test("belongs to the one configuration of the host's network interface, which the security group guards", async () => {
        await made();
        const { inputs, deleteBeforeReplace, replaceOnChanges } = recorder.byName("first-nic");
        expect(inputs).toEqual({
            resourceGroupName: "group",
            location: "northeurope",
            networkInterfaceName: "build-nic",
            networkSecurityGroup: { id: "/nsg" },
            ipConfigurations: [
                {
                    name: "primary",
                    primary: true,
                    privateIPAllocationMethod: "Dynamic",
                    subnet: { id: "/subnet" },
                    publicIPAddress: { id: "azure-native:network:PublicIPAddress/first-ip" },
                },
            ],
        });
        expect([deleteBeforeReplace, replaceOnChanges]).toEqual([true, ["ipConfigurations", "networkSecurityGroup"]]);
    });

    test("is given by interface, address and name", async () => {
        const { networkInterfaceId, publicIpAddress, fqdn } = await made();
        expect(await Promise.all([networkInterfaceId, publicIpAddress, fqdn].map((one) => valueOf(one)))).toEqual([
            "azure-native:network:NetworkInterface/first-nic",
            addressOf("first-ip"),
            "team.northeurope.cloudapp.azure.com",
        ]);
    });
});
