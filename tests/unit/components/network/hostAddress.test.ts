import { beforeEach, describe, expect, test } from "@jest/globals";
import {
    chosenEndpoint,
    createInterface,
    endpointOf,
    type HostAddress,
} from "../../../../components/network/hostAddress";
import { createPublicAddress, present, publicAddressProblems } from "../../../../components/network/publicAddress";
import { type Recorder, startRecorder, valueOf } from "../../../support/recorder";
import { addressOf } from "../../../support/standIns";

const ORDER = {
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

async function made(
    spec: { isPrivate?: boolean; privateIpAddress?: string; acceleratedNetworking?: boolean } = {},
): Promise<HostAddress> {
    const { isPrivate, ...others } = { privateIpAddress: undefined, ...spec };
    const publicAddress = isPrivate === true ? undefined : createPublicAddress("first", ORDER, {});
    const address = createInterface("first", { ...ORDER, publicAddress, ...others }, {});
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

    test("is private, static by choice, and read from Azure with its name in the virtual network", async () => {
        const { publicIpAddress, privateIpAddress, fqdn } = await made({
            isPrivate: true,
            privateIpAddress: "10.0.0.9",
        });
        expect(recorder.byName("first-nic").inputs["ipConfigurations"]).toEqual([
            {
                name: "primary",
                primary: true,
                privateIPAllocationMethod: "Static",
                privateIPAddress: "10.0.0.9",
                subnet: { id: "/subnet" },
            },
        ]);
        expect(recorder.tree().filter((line) => line.includes("PublicIPAddress"))).toEqual([]);
        expect(publicIpAddress).toBeUndefined();
        expect(await valueOf(privateIpAddress)).toBe("10.0.0.4");
        expect(await valueOf(fqdn)).toBe("build.abc.dx.internal.cloudapp.net");
    });
});

describe("The endpoint", () => {
    const BOTH = {
        networkInterfaceId: "/nic",
        fqdn: "a.example",
        publicIpAddress: "203.0.113.9",
        privateIpAddress: "10.0.0.9",
    };

    test.each([
        ["the domain name", BOTH, undefined, "a.example"],
        ["the public address by choice", BOTH, "address", "203.0.113.9"],
        ["the private address without a public one", { ...BOTH, publicIpAddress: undefined }, undefined, "10.0.0.9"],
        ["the private name by choice", { ...BOTH, publicIpAddress: undefined }, "fqdn", "a.example"],
    ] as const)("is %s", async (_what, address, endpointHost, endpoint) => {
        expect(await valueOf(endpointOf("host", address as HostAddress, endpointHost))).toBe(endpoint);
    });

    test.each([
        [{ publicIpAddress: "203.0.113.9" }, undefined, "address, because the address has no domain name"],
        [{ privateIpAddress: "10.0.0.9" }, "fqdn", "address, because the address has no domain name"],
        [{ fqdn: "a.example" }, "address", "fqdn, because there is no address"],
    ] as const)("cannot be chosen where there is none: %j by %s", (address, endpointHost, expected) => {
        expect(chosenEndpoint(address, endpointHost)).toEqual({
            argument: "endpointHost",
            expected,
            got: endpointHost,
            fix: "Set it to that",
        });
    });
});

describe("An existing public address", () => {
    const GOOD = { sku: { name: "standard" }, publicIPAllocationMethod: "Static", publicIPAddressVersion: "IPv4" };

    test.each([
        ["in no zone", GOOD, "1"],
        ["in all zones", { ...GOOD, zones: ["1", "2", "3"] }, "1"],
        ["in the VM's zone", { ...GOOD, zones: ["1"] }, "1"],
        ["in a zone, of a VM without one", { ...GOOD, zones: ["1"] }, undefined],
    ] as const)("works %s", (_what, address, zone) => {
        expect(
            publicAddressProblems({ ...address, zones: [...("zones" in address ? address.zones : [])] }, zone),
        ).toEqual([]);
    });

    test.each([
        [{ sku: { name: "Basic" } }, "Basic, Static, IPv4"],
        [{ publicIPAllocationMethod: "Dynamic" }, "Standard, Dynamic, IPv4"],
        [{ publicIPAddressVersion: "IPv6" }, "Standard, Static, IPv6"],
    ])("is refused with %j", (properties, got) => {
        const [problem] = publicAddressProblems({ ...GOOD, sku: { name: "Standard" }, ...properties }, undefined);
        expect(problem).toEqual({
            argument: "publicIpAddressId",
            expected: "a Standard, static IPv4 address, because the host's certificate names it",
            got,
            fix: "Use another address, or omit it",
        });
    });

    test("is refused for a VM in another zone", () => {
        expect(publicAddressProblems({ ...GOOD, zones: ["2"] }, "1")).toEqual([
            {
                argument: "machine.zone",
                expected: "2, the zone of the existing public address",
                got: "1",
                fix: "Use that zone, or an address without a zone",
            },
        ]);
    });
});

test.each(["address", "domain name"])("A public address without its %s is an error", (what) => {
    expect(present("given", what)).toBe("given");
    expect(() => present(undefined, what)).toThrow(
        `Azure returned no ${what} for a static public address with a DNS label.`,
    );
});
