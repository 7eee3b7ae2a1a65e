import { beforeEach, describe, expect, test } from "@jest/globals";
import * as pulumi from "@pulumi/pulumi";
import { HostNetwork, type HostNetworkArgs } from "../../components";
import { UNKNOWN } from "../../sandbox/providers/values";
import { type Recorder, startRecorder, valueOf } from "../support/recorder";
import { addressOf } from "../support/standIns";

const SOURCES = ["203.0.113.7/32"];

let recorder: Recorder;

beforeEach(async () => {
    recorder = await startRecorder();
});

async function made(args: Partial<HostNetworkArgs> = {}): Promise<HostNetwork> {
    const network = new HostNetwork("net", { hostNames: ["build"], allowedSources: SOURCES, ...args });
    await recorder.settled();
    return network;
}

describe("HostNetwork with wrong arguments", () => {
    test.each([
        ["hostNames", { hostNames: [], allowedSources: SOURCES }],
        ["hostNames", { hostNames: ["build", "build"], allowedSources: SOURCES }],
        ["hostNames", { allowedSources: SOURCES } as unknown as HostNetworkArgs],
        ["hostNames[1]", { hostNames: ["build", "Build"], allowedSources: SOURCES }],
        ["allowedSources", { hostNames: ["build"] } as unknown as HostNetworkArgs],
        ["allowedSources", { hostNames: ["build"], allowedSources: [] }],
        ["allowedSources[0]", { hostNames: ["build"], allowedSources: ["203.0.113.7/24"] }],
        ["dockerPort", { hostNames: ["build"], allowedSources: SOURCES, dockerPort: 22 }],
        ["location", { hostNames: ["build"], allowedSources: SOURCES, location: "" }],
        ["dnsLabel", { hostNames: ["build"], allowedSources: SOURCES, dnsLabel: "9lives" }],
    ])("names %s (%j)", (argument, args) => {
        expect(() => new HostNetwork("net", args)).toThrow(`- ${argument}: expected`);
    });

    test("refuses a label that becomes too long with the second host's name behind it", () => {
        const args = { hostNames: ["one", "two"], allowedSources: SOURCES, dnsLabel: "d".repeat(60) };
        expect(() => new HostNetwork("net", args)).toThrow(`got "${"d".repeat(60)}-two"`);
    });

    test("takes a label as long as that for one host", async () => {
        await made({ dnsLabel: "d".repeat(63) });
        expect(recorder.byName("net-build-ip").inputs["dnsSettings"]).toEqual({ domainNameLabel: "d".repeat(63) });
    });

    test("reports all faults in one error and registers nothing", async () => {
        const args = { hostNames: [], allowedSources: [], dockerPort: 0 };
        expect(() => new HostNetwork("net", args)).toThrow(
            /^HostNetwork "net": 3 values need to be changed\n {2}- hostNames: .*\n {2}- allowedSources: .*\n {2}- dockerPort: .*$/,
        );
        await recorder.settled();
        expect(recorder.registrations).toEqual([]);
    });
});

describe("The children of a HostNetwork", () => {
    test("have these types, names and parents and no others", async () => {
        await made();
        expect(recorder.tree()).toEqual([
            " > net: docker-host-vm:index:HostNetwork",
            "net > net-build-ip: azure-native:network:PublicIPAddress",
            "net > net-build-label: random:index/randomString:RandomString",
            "net > net-build-nic: azure-native:network:NetworkInterface",
            "net > net-nsg: azure-native:network:NetworkSecurityGroup",
            "net > net-rg: azure-native:resources:ResourceGroup",
            "net > net-subnet: azure-native:network:Subnet",
            "net > net-vnet: azure-native:network:VirtualNetwork",
        ]);
    });

    test("stay as they are when a second host comes", async () => {
        await made();
        const before = recorder.registrations;
        recorder = await startRecorder();
        await made({ hostNames: ["build", "test"] });
        expect(recorder.registrations).toEqual(expect.arrayContaining([...before]));
        expect(recorder.registrations).toHaveLength(before.length + 3);
    });

    test("stay as they are when the first of two hosts goes", async () => {
        await made({ hostNames: ["build", "test"] });
        const before = recorder.registrations.filter(({ name }) => !name.startsWith("net-build-"));
        recorder = await startRecorder();
        await made({ hostNames: ["test"] });
        expect(recorder.registrations).toHaveLength(before.length);
        expect(recorder.registrations).toEqual(expect.arrayContaining(before));
    });

    test("carry explicit names in an auto-named group, so that the old ones must go first", async () => {
        await made();
        const named = recorder.registrations.filter(({ type }) => type.startsWith("azure-native:network:"));
        expect(named.map(({ name, deleteBeforeReplace }) => [name, deleteBeforeReplace]).sort()).toEqual([
            ["net-build-ip", true],
            ["net-build-nic", true],
            ["net-nsg", true],
            ["net-subnet", true],
            ["net-vnet", true],
        ]);
        expect(recorder.byName("net-rg").inputs).toEqual({});
    });

    test("are registered in a preview too, with the address still unknown", async () => {
        recorder = await startRecorder({ preview: true });
        await made();
        expect(recorder.registrations).toHaveLength(8);
        expect(recorder.byName("net-build-ip").inputs["dnsSettings"]).toEqual({ domainNameLabel: UNKNOWN });
    });
});

describe("The security group", () => {
    const rule = (service: string, port: string, priority: number) => ({
        name: `allow-${service}`,
        description: `${service} from the allowed sources`,
        priority,
        direction: "Inbound",
        access: "Allow",
        protocol: "Tcp",
        sourcePortRange: "*",
        sourceAddressPrefixes: SOURCES,
        destinationAddressPrefix: "*",
        destinationPortRange: port,
    });

    test("lets SSH and the Docker port in from the allowed sources, and nothing else", async () => {
        await made();
        expect(recorder.byName("net-nsg").inputs["securityRules"]).toEqual([
            rule("ssh", "22", 1000),
            rule("docker", "4243", 2000),
        ]);
    });

    test("opens the Docker port that was chosen", async () => {
        const network = await made({ dockerPort: 2376 });
        expect(network.dockerPort).toBe(2376);
        expect(recorder.byName("net-nsg").inputs["securityRules"]).toEqual([
            rule("ssh", "22", 1000),
            rule("docker", "2376", 2000),
        ]);
    });

    test("guards the network interface of each host", async () => {
        await made({ hostNames: ["build", "test"] });
        const guards = recorder
            .byType("azure-native:network:NetworkInterface")
            .map(({ inputs }) => inputs["networkSecurityGroup"]);
        const id = "azure-native:network:NetworkSecurityGroup/net-nsg";
        expect(guards).toEqual([{ id }, { id }]);
    });

    test.each(["Internet", "*", "0.0.0.0/0"])("warns of %s by name", async (source) => {
        await made({ allowedSources: [source] });
        expect(recorder.messages).toEqual([
            { severity: "warning", text: expect.stringContaining(`allowedSources holds "${source}"`) },
        ]);
    });

    test("gives no warning of named sources", async () => {
        await made({ allowedSources: [...SOURCES, "AzureCloud"] });
        expect(recorder.messages).toEqual([]);
    });
});

describe("The address of a host", () => {
    test("is static, of the Standard kind, under a label of name and random characters", async () => {
        await made();
        const { inputs, replaceOnChanges } = recorder.byName("net-build-ip");
        expect(inputs).toMatchObject({
            publicIpAddressName: "build-ip",
            sku: { name: "Standard", tier: "Regional" },
            publicIPAllocationMethod: "Static",
            publicIPAddressVersion: "IPv4",
            dnsSettings: { domainNameLabel: expect.stringMatching(/^build-[a-z0-9]{8}$/) },
        });
        expect(replaceOnChanges).toEqual(["publicIPAllocationMethod", "zones", "ipTags"]);
    });

    test("has the chosen label, the second host its name behind it, and nothing random", async () => {
        await made({ hostNames: ["build", "test"], dnsLabel: "team" });
        const labels = recorder
            .byType("azure-native:network:PublicIPAddress")
            .map(({ inputs }) => inputs["dnsSettings"]);
        expect(labels).toEqual([{ domainNameLabel: "team" }, { domainNameLabel: "team-test" }]);
        expect(recorder.byType("random:index/randomString:RandomString")).toEqual([]);
    });

    test("belongs to the one configuration of the host's network interface", async () => {
        await made();
        expect(recorder.byName("net-build-nic").inputs["ipConfigurations"]).toEqual([
            {
                name: "primary",
                primary: true,
                privateIPAllocationMethod: "Dynamic",
                subnet: { id: "azure-native:network:Subnet/net-subnet" },
                publicIPAddress: { id: "azure-native:network:PublicIPAddress/net-build-ip" },
            },
        ]);
    });
});

describe("The outputs of a HostNetwork", () => {
    test("say where each host is, by name", async () => {
        const { hosts } = await made({ hostNames: ["build", "test"], dnsLabel: "team", location: "northeurope" });
        expect(await valueOf(pulumi.output(hosts))).toEqual({
            build: {
                networkInterfaceId: "azure-native:network:NetworkInterface/net-build-nic",
                publicIpAddress: addressOf("net-build-ip"),
                fqdn: "team.northeurope.cloudapp.azure.com",
            },
            test: {
                networkInterfaceId: "azure-native:network:NetworkInterface/net-test-nic",
                publicIpAddress: addressOf("net-test-ip"),
                fqdn: "team-test.northeurope.cloudapp.azure.com",
            },
        });
    });

    test("name the group and its region, the provider's when none was given", async () => {
        const { resourceGroupName, location } = await made();
        expect([await valueOf(resourceGroupName), await valueOf(location)]).toEqual(["net-rg", "westus"]);
        expect(recorder.byName("net-rg").inputs).not.toHaveProperty("location");
    });
});
