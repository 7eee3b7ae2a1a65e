import { describe, expect, it } from "@jest/globals";
import { inboundRules } from "../../../../../components/network/securityRules";
import { UNKNOWN } from "../../../../../shared/pulumiValues";
import type { Values } from "../../../../../sandbox/providers/values";
import { AzureDriver, changed, IDS, INPUTS } from "../support";

const withRules = (...rules: Values[]): Values =>
    changed(
        "NetworkSecurityGroup",
        "securityRules",
        rules.map((rule, index) => ({ name: `rule-${index}`, direction: "Inbound", priority: 100, ...rule })),
    );

describe("security rules", () => {
    it.each<[string, Values]>([
        [
            "the components' own",
            changed("NetworkSecurityGroup", "securityRules", inboundRules(4243, ["*", "Internet"])),
        ],
        ["none", withRules()],
        ["the lowest and the highest priority", withRules({ priority: 100 }, { priority: 4096 })],
        ["adjacent ranges", withRules({ sourceAddressPrefixes: ["10.0.0.0/9", "10.128.0.0/9", "AzureCloud"] })],
        ["the same priority in two directions", withRules({}, { direction: "Outbound" })],
    ])("are accepted: %s", async (_what, inputs) => {
        const azure = await new AzureDriver().up("NetworkSecurityGroup");
        expect(await azure.accepts("NetworkSecurityGroup", inputs)).toBe(true);
    });

    it("are rejected with the same priority and direction", async () => {
        const azure = await new AzureDriver().up("NetworkSecurityGroup");
        const inputs = withRules({ direction: "Outbound" }, {}, { priority: 200 }, {});
        await expect(azure.create("NetworkSecurityGroup", inputs)).rejects.toMatchObject({
            status: 400,
            code: "SecurityRuleConflict",
            message: expect.stringContaining(
                "Security rule rule-3 conflicts with rule rule-1. Rules cannot have the same Priority and Direction.",
            ),
        });
    });

    it.each<[string, string, string[], string]>([
        [
            "sourceAddressPrefixes",
            "SourceAddressPrefix",
            ["203.0.113.0/24", "198.51.100.1/32", "203.0.113.7/32"],
            "203.0.113.0/24, 203.0.113.7/32",
        ],
        ["destinationAddressPrefixes", "DestinationAddressPrefix", ["10.0.0.4", "10.0.0.0/8"], "10.0.0.4, 10.0.0.0/8"],
    ])("are rejected with overlapping %s", async (property, parameter, prefixes, overlapping) => {
        const azure = await new AzureDriver().up("NetworkSecurityGroup");
        const refused = azure.create("NetworkSecurityGroup", withRules({ [property]: prefixes }));
        await expect(refused).rejects.toMatchObject({
            status: 400,
            code: "OverlappingSubnetsNotPermittedInSecurityRule",
            message: expect.stringContaining(
                `Security rule parameter ${parameter} for rule with Id ${IDS.NetworkSecurityGroup}/securityRules/rule-0 contains overlapping subnets [${overlapping}], which is not permitted.`,
            ),
        });
    });

    it.each([99, 4097, 0])("are rejected with priority %d, in an update as well", async (priority) => {
        const azure = await new AzureDriver().up("VirtualNetwork");
        const before = azure.recorded;
        await expect(azure.update("NetworkSecurityGroup", withRules({ priority }))).rejects.toMatchObject({
            status: 400,
            code: "SecurityRuleInvalidPriority",
            message: expect.stringContaining(
                `Security rule has invalid Priority. Value provided: ${priority} Allowed range 100-4096.`,
            ),
        });
        expect(azure.recorded).toBe(before);
    });
});

describe("a public address", () => {
    const labelled = (domainNameLabel: string): Values =>
        changed("PublicIPAddress", "dnsSettings", { domainNameLabel });

    it.each(["abc", "a-1", `a${"b".repeat(62)}`])("is accepted with the label %s", async (label) => {
        const azure = await new AzureDriver().up("PublicIPAddress");
        const { outputs } = await azure.create("PublicIPAddress", labelled(label));
        expect(outputs["dnsSettings"]).toEqual({
            domainNameLabel: label,
            fqdn: `${label}.westus.cloudapp.azure.com`,
        });
    });

    it("is accepted without a label, and so is a second one", async () => {
        const azure = await new AzureDriver().up("PublicIPAddress");
        const inputs = changed("PublicIPAddress", "dnsSettings", undefined);
        for (const publicIpAddressName of ["ip", "ip-2"]) {
            const { outputs } = await azure.create("PublicIPAddress", { ...inputs, publicIpAddressName });
            expect(outputs["dnsSettings"]).toBeUndefined();
        }
    });

    it.each(["ab", "Build", "1build", "build-", "a_b", `a${"b".repeat(63)}`])(
        "is rejected with the label %s",
        async (label) => {
            const azure = await new AzureDriver().up("PublicIPAddress");
            await expect(azure.create("PublicIPAddress", labelled(label))).rejects.toMatchObject({
                status: 400,
                code: "InvalidDomainNameLabel",
                message: expect.stringContaining(
                    `The domain name label ${label} is invalid. It must conform to the following regular expression: ^[a-z][a-z0-9-]{1,61}[a-z0-9]$.`,
                ),
            });
        },
    );

    const second = { ...INPUTS.PublicIPAddress, publicIpAddressName: "ip-2" };

    it("is rejected with another's label in the same region, in any spelling of the region", async () => {
        const azure = await new AzureDriver().up("NetworkInterface");
        const refused = azure.create("PublicIPAddress", { ...second, location: "West US" });
        await expect(refused).rejects.toMatchObject({
            status: 400,
            code: "DnsRecordInUse",
            message: expect.stringContaining(
                "DNS record build-1.westus.cloudapp.azure.com is already used by another public IP.",
            ),
        });
    });

    it("is accepted with another's label in another region, and keeps its own in an update", async () => {
        const azure = await new AzureDriver().up("NetworkInterface");
        expect(await azure.accepts("PublicIPAddress", { ...second, location: "eastus" })).toBe(true);
        await expect(azure.update("PublicIPAddress", INPUTS.PublicIPAddress)).resolves.toMatchObject({
            dnsSettings: { fqdn: "build-1.westus.cloudapp.azure.com" },
        });
    });

    it("can have the label of a deleted one", async () => {
        const azure = await new AzureDriver().up("NetworkInterface");
        await azure.delete("PublicIPAddress");
        expect(await azure.accepts("PublicIPAddress", second)).toBe(true);
    });

    it.each([{ name: "Basic" }, undefined])("is rejected with the SKU %j", async (sku) => {
        const azure = await new AzureDriver().up("PublicIPAddress");
        await expect(azure.create("PublicIPAddress", changed("PublicIPAddress", "sku", sku))).rejects.toMatchObject({
            status: 400,
            code: "IPv4BasicSkuPublicIpCountLimitReached",
            message: expect.stringContaining("Cannot create more than 0 IPv4 Basic SKU public IP addresses"),
        });
    });
});

describe("a network interface", () => {
    const second = { ...INPUTS.NetworkInterface, networkInterfaceName: "nic-2" };

    it("is rejected with another interface's public address", async () => {
        const azure = await new AzureDriver().up("VirtualMachine");
        await expect(azure.create("NetworkInterface", second)).rejects.toMatchObject({
            status: 400,
            code: "PublicIPAddressInUse",
            message: expect.stringContaining(
                `Public IP address ${IDS.PublicIPAddress} is already allocated to resource ${IDS.NetworkInterface}.`,
            ),
        });
    });

    it("is accepted with none, and with its own in an update", async () => {
        const azure = await new AzureDriver().up("VirtualMachine");
        const ipConfigurations = [{ name: "primary", subnet: { id: IDS.Subnet } }];
        expect(await azure.accepts("NetworkInterface", { ...second, ipConfigurations })).toBe(true);
        await expect(azure.update("NetworkInterface", INPUTS.NetworkInterface)).resolves.toMatchObject({
            ipConfigurations: [{ publicIPAddress: { id: IDS.PublicIPAddress } }],
        });
    });

    it("is predicted with an unknown public address", async () => {
        const inputs = changed("NetworkInterface", "ipConfigurations.0.publicIPAddress.id", UNKNOWN);
        await expect(new AzureDriver().create("NetworkInterface", inputs, true)).resolves.toMatchObject({
            outputs: { ipConfigurations: [{ publicIPAddress: { id: UNKNOWN } }] },
        });
    });
});
