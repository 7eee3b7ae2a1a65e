import { beforeEach, describe, expect, test } from "@jest/globals";
import { HostNetwork, type HostNetworkArgs } from "../../../../components";
import { type Recorder, startRecorder, valueOf } from "../../../support/recorder";

const SOURCES = ["203.0.113.7/32"];

let recorder: Recorder;

beforeEach(async () => {
    recorder = await startRecorder();
});

async function made(args: Partial<HostNetworkArgs> = {}): Promise<HostNetwork> {
    const network = new HostNetwork("net", { allowedSources: SOURCES, ...args });
    await recorder.settled();
    return network;
}

describe("HostNetwork with wrong arguments", () => {
    test.each([
        ["allowedSources", {}],
        ["allowedSources", { allowedSources: [] }],
        ["allowedSources[0]", { allowedSources: ["203.0.113.7/24"] }],
        ["dockerPort", { allowedSources: SOURCES, dockerPort: 22 }],
        ["location", { allowedSources: SOURCES, location: "" }],
        ["tags.a/b", { allowedSources: SOURCES, tags: { "a/b": "x" } }],
    ])("names %s (%j)", (argument, args) => {
        expect(() => new HostNetwork("net", args)).toThrow(`- ${argument}: expected`);
    });

    test("reports all problems in one error and registers nothing", async () => {
        const args = { allowedSources: [], dockerPort: 0 };
        expect(() => new HostNetwork("net", args)).toThrow(
            /^HostNetwork "net": 2 invalid values\n {2}- allowedSources: .*\n {2}- dockerPort: .*$/,
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
            "net > net-nsg: azure-native:network:NetworkSecurityGroup",
            "net > net-rg: azure-native:resources:ResourceGroup",
            "net > net-subnet: azure-native:network:Subnet",
            "net > net-vnet: azure-native:network:VirtualNetwork",
        ]);
    });

    test("carry the same names under whatever name, in an auto-named group that is replaced before they are", async () => {
        const named = async (name: string) => {
            recorder = await startRecorder();
            new HostNetwork(name, { allowedSources: SOURCES });
            await recorder.settled();
            return recorder.registrations
                .filter(({ type }) => type.startsWith("azure-native:"))
                .map(({ type, inputs, deleteBeforeReplace }) => ({ type, inputs, deleteBeforeReplace }));
        };
        const children = await named("net");
        expect(children.map(({ type, deleteBeforeReplace }) => [type, deleteBeforeReplace]).sort()).toEqual([
            ["azure-native:network:NetworkSecurityGroup", false],
            ["azure-native:network:Subnet", false],
            ["azure-native:network:VirtualNetwork", false],
            ["azure-native:resources:ResourceGroup", false],
        ]);
        expect(recorder.byName("net-rg").inputs).toEqual({});
        const renamed = JSON.stringify(await named("other")).replaceAll("other-rg", "net-rg");
        expect(JSON.parse(renamed)).toEqual(children);
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
        expect(await valueOf(network.dockerPort)).toBe(2376);
        expect(recorder.byName("net-nsg").inputs["securityRules"]).toEqual([
            rule("ssh", "22", 1000),
            rule("docker", "2376", 2000),
        ]);
    });

    test.each(["Internet", "*", "0.0.0.0/0"])("warns of %s by name", async (source) => {
        await made({ allowedSources: [source] });
        expect(recorder.messages).toEqual([
            { severity: "warning", text: expect.stringContaining(`allowedSources contains "${source}"`) },
        ]);
    });

    test("gives no warning of named sources", async () => {
        await made({ allowedSources: [...SOURCES, "AzureCloud"] });
        expect(recorder.messages).toEqual([]);
    });
});

describe("The outputs of a HostNetwork", () => {
    test("say where a host finds its place", async () => {
        const { subnetId, securityGroupId } = await made();
        expect([await valueOf(subnetId), await valueOf(securityGroupId)]).toEqual([
            "azure-native:network:Subnet/net-subnet",
            "azure-native:network:NetworkSecurityGroup/net-nsg",
        ]);
    });

    test("name the group and its region, the provider's when none was given", async () => {
        const { resourceGroupName, location } = await made();
        expect([await valueOf(resourceGroupName), await valueOf(location)]).toEqual(["net-rg", "westus"]);
        expect(recorder.byName("net-rg").inputs).not.toHaveProperty("location");
    });
});

describe("A network of existing parts", () => {
    const GROUP = "/subscriptions/0/resourceGroups/hub/providers/Microsoft.Network";
    const VNET = `${GROUP}/virtualNetworks/hub`;
    const SUBNET = `${VNET}/subnets/build`;
    const NSG = `${GROUP}/networkSecurityGroups/hosts`;
    const typesAndNames = () => recorder.tree().slice(1);

    test("needs only a resource group and a security group beside a subnet, in the region of its network", async () => {
        const { subnetId, location, outboundAccess } = await made({ networking: { subnetId: SUBNET } });
        expect(typesAndNames()).toEqual([
            "net > net-nsg: azure-native:network:NetworkSecurityGroup",
            "net > net-rg: azure-native:resources:ResourceGroup",
        ]);
        expect([await valueOf(subnetId), await valueOf(location)]).toEqual([SUBNET, "northeurope"]);
        expect(recorder.byName("net-rg").inputs).toEqual({ location: "northeurope" });
        expect(outboundAccess).toBeUndefined();
        const rules = recorder.byName("net-nsg").inputs["securityRules"] as { name: string }[];
        expect(rules.map(({ name }) => name)).toEqual(["allow-ssh", "allow-docker", "deny-virtual-network"]);
    });

    test("can have nothing of its own", async () => {
        const networking = { resourceGroupName: "hub", subnetId: SUBNET, securityGroupId: NSG };
        const network = new HostNetwork("net", { networking });
        await recorder.settled();
        expect(typesAndNames()).toEqual([]);
        const { resourceGroupName, securityGroupId } = network;
        expect([await valueOf(resourceGroupName), await valueOf(securityGroupId)]).toEqual(["hub", NSG]);
        expect(recorder.messages.map(({ text }) => text)).toEqual([
            expect.stringContaining("The security group hosts has no rule that allows the Docker port 4243"),
        ]);
    });

    test("can have a new subnet with a NAT gateway in an existing network and group", async () => {
        const networking = {
            resourceGroupName: "spoke",
            virtualNetworkId: VNET,
            addressPrefix: "10.20.1.0/26",
            natGateway: true,
            namePrefix: "build",
        };
        const { outboundAccess } = await made({ networking });
        expect(typesAndNames()).toEqual([
            "net > net-nat-ip: azure-native:network:PublicIPAddress",
            "net > net-nat: azure-native:network:NatGateway",
            "net > net-nsg: azure-native:network:NetworkSecurityGroup",
            "net > net-subnet: azure-native:network:Subnet",
        ]);
        expect(recorder.byName("net-subnet").inputs).toMatchObject({
            resourceGroupName: "hub",
            virtualNetworkName: "hub",
            subnetName: "build-10.20.1.0-26",
            addressPrefix: "10.20.1.0/26",
            natGateway: { id: "azure-native:network:NatGateway/net-nat" },
            defaultOutboundAccess: false,
        });
        expect(recorder.byName("net-nat").inputs).toMatchObject({
            resourceGroupName: "spoke",
            natGatewayName: "build-nat",
        });
        expect(await valueOf(outboundAccess)).toBe(true);
    });

    test("have other names with another range, which Azure does not change while hosts use it", async () => {
        await made({ networking: { addressPrefix: "10.20.0.0/16" } });
        const { inputs } = recorder.byName("net-vnet");
        expect(inputs["virtualNetworkName"]).toBe("docker-hosts-vnet-10.20.0.0-16");
        const rules = recorder.byName("net-nsg").inputs["securityRules"] as { name: string }[];
        expect(rules.at(-1)?.name).toBe("deny-virtual-network");
        expect(recorder.byName("net-subnet").inputs).toMatchObject({
            subnetName: "docker-hosts-10.20.0.0-16",
            addressPrefix: "10.20.0.0/24",
        });
    });
});
