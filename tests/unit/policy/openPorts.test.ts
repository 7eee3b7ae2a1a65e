import { describe, expect, test } from "@jest/globals";
import { openDockerPort, openSshPort } from "../../../policy/openPorts";
import { judge, judgeStack, LATE, paths, type Resource } from "./support";

const GROUP = "azure-native:network:NetworkSecurityGroup";
const RULE = "azure-native:network:SecurityRule";

/** A rule that is fine: one address may use SSH. */
const rule = {
    name: "r",
    priority: 1000,
    direction: "Inbound",
    access: "Allow",
    protocol: "Tcp",
    sourcePortRange: "*",
    sourceAddressPrefix: "203.0.113.7/32",
    destinationAddressPrefix: "*",
    destinationPortRange: "22",
};
const open = { ...rule, sourceAddressPrefix: "Internet" };
const { sourceAddressPrefix: _source, ...withoutSource } = rule;
const { destinationPortRange: _port, ...withoutPort } = open;

const group = (...securityRules: object[]): { type: string; props: object } => ({
    type: GROUP,
    props: { securityRules },
});

describe("who is the Internet", () => {
    test.each([
        "*",
        "Internet",
        "internet",
        "INTERNET",
        "Any",
        "0.0.0.0/0",
        "0.0.0.0",
        "::/0",
        "::/1",
        "2000::/3",
        "0.0.0.0/1",
        "64.0.0.0/7",
        " * ",
    ])("%s is", async (sourceAddressPrefix) => {
        const verdict = await judge(openSshPort, group({ ...rule, sourceAddressPrefix }));
        expect(paths(verdict)).toEqual(["securityRules[0].sourceAddressPrefix"]);
    });

    test.each([
        "203.0.113.7",
        "203.0.113.7/32",
        "203.0.113.0/24",
        "9.0.0.0/8",
        "10.0.0.0/8",
        "VirtualNetwork",
        "AzureCloud",
        "AzureLoadBalancer",
        "2001:db8::/32",
        "2400::/16",
        "no address",
    ])("%s is not", async (sourceAddressPrefix) => {
        expect(await judge(openSshPort, group({ ...rule, sourceAddressPrefix }))).toEqual({
            violations: [],
            applicable: true,
        });
    });

    test.each([
        [["203.0.113.7/32", "*"]],
        [["203.0.113.7/32", "INTERNET"]],
        [["0.0.0.0/1", "128.0.0.0/1"]],
        [["9.0.0.0/8", "11.0.0.1/32"]],
        [Array.from({ length: 4 }, (_, index) => `${20 + index}.0.0.0/8`)],
    ])("sources in a list count together: %j", async (sourceAddressPrefixes) => {
        const verdict = await judge(openSshPort, group({ ...withoutSource, sourceAddressPrefixes }));
        expect(paths(verdict)).toEqual(["securityRules[0].sourceAddressPrefixes"]);
    });

    test.each([
        [["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10"]],
        [["9.0.0.0/8", "9.1.0.0/16", "9.0.0.0/9", "10.0.0.0/8"]],
        [[]],
    ])("private addresses and repetitions do not count: %j", async (sourceAddressPrefixes) => {
        expect(paths(await judge(openSshPort, group({ ...withoutSource, sourceAddressPrefixes })))).toEqual([]);
    });

    test("halves of the Internet in two rules are found, on the port that both reach", async () => {
        const half = (sourceAddressPrefix: string, range: string): object => ({
            ...rule,
            sourceAddressPrefix,
            destinationPortRange: range,
        });
        const both = await judge(openSshPort, group(half("9.0.0.0/8", "22"), rule, half("12.0.0.0/8", "20-30")));
        expect(paths(both)).toEqual([0, 1, 2].map((index) => `securityRules[${index}].sourceAddressPrefix`));
        const apart = await judge(openDockerPort, group(half("9.0.0.0/8", "2375"), half("12.0.0.0/8", "2376")));
        expect(paths(apart)).toEqual([]);
    });
});

describe("which ports", () => {
    test.each(["22", "*", "20-30", "0-65535", "22-22", "80,20-30", 22])(
        "%s holds SSH's",
        async (destinationPortRange) => {
            expect(paths(await judge(openSshPort, group({ ...open, destinationPortRange })))).toHaveLength(1);
        },
    );

    test.each(["443", "23-65535", "0-21", "220", ""])("%s does not hold SSH's", async (destinationPortRange) => {
        expect(paths(await judge(openSshPort, group({ ...open, destinationPortRange })))).toEqual([]);
    });

    test.each(["2375", "2376", "4243", "4000-5000", "*"])("%s holds Docker's", async (destinationPortRange) => {
        expect(paths(await judge(openDockerPort, group({ ...open, destinationPortRange })))).toHaveLength(1);
        expect(paths(await judge(openDockerPort, group({ ...rule, destinationPortRange })))).toEqual([]);
    });

    test("lists of ranges are read, and other ports can be configured", async () => {
        const listed = group({ ...withoutPort, destinationPortRanges: ["443", "5000-5001"] });
        expect(paths(await judge(openDockerPort, listed))).toEqual([]);
        expect(paths(await judge(openDockerPort, listed, { ports: [5001] }))).toHaveLength(1);
        expect(
            paths(await judge(openSshPort, group({ ...withoutPort, destinationPortRanges: ["443", "22"] }))),
        ).toHaveLength(1);
    });
});

describe("which rules", () => {
    test.each([
        { access: "Deny" },
        { access: "deny" },
        { direction: "Outbound" },
        { direction: "OUTBOUND" },
        { protocol: "Udp" },
        { protocol: "icmp" },
    ])("%j lets no TCP in", async (difference) => {
        expect(paths(await judge(openSshPort, group({ ...open, ...difference })))).toEqual([]);
    });

    test.each([{ access: "allow" }, { direction: "inbound" }, { protocol: "*" }, { protocol: "TCP" }])(
        "%j lets it in",
        async (difference) => {
            expect(paths(await judge(openSshPort, group({ ...open, ...difference })))).toHaveLength(1);
        },
    );

    test("a rule that denies does not make up for one that allows", async () => {
        const deny = { ...open, access: "Deny", priority: 100 };
        expect(paths(await judge(openSshPort, group(deny, open)))).toEqual(["securityRules[1].sourceAddressPrefix"]);
    });

    test.each([
        RULE,
        "azure-native:network/v20230901:SecurityRule",
        "azure-native_network_v20230901:network:SecurityRule",
    ])("a rule of its own is judged: %s", async (type) => {
        expect(paths(await judge(openSshPort, { type, props: open }))).toEqual(["sourceAddressPrefix"]);
        expect(paths(await judge(openSshPort, { type, props: rule }))).toEqual([]);
    });

    test.each(["azure-native:network:RouteTable", "aws:ec2/securityGroup:SecurityGroup", "pulumi:pulumi:Stack"])(
        "%s is none of its business",
        async (type) => {
            expect(await judge(openSshPort, { type, props: open })).toEqual({ violations: [], applicable: false });
        },
    );

    test("a group without rules is fine", async () => {
        expect(await judge(openSshPort, { type: GROUP, props: {} })).toEqual({ violations: [], applicable: true });
    });
});

describe("what is not known yet", () => {
    test.each([
        [{ ...rule, sourceAddressPrefix: LATE }, "securityRules.0.sourceAddressPrefix"],
        [{ ...open, destinationPortRange: LATE }, "securityRules.0.destinationPortRange"],
        [{ ...open, access: LATE }, "securityRules.0.access"],
        [{ ...open, direction: LATE }, "securityRules.0.direction"],
        [{ ...withoutSource, sourceAddressPrefixes: [LATE] }, "securityRules.0.sourceAddressPrefixes.0"],
        [LATE, "securityRules.0"],
    ])("is waited for, case %#", async (late, property) => {
        const verdict = await judge(openSshPort, { type: GROUP, props: { securityRules: [late] } });
        expect(verdict).toEqual({ violations: [], late: property, applicable: true });
    });

    test.each([
        { ...rule, sourceAddressPrefix: LATE, destinationPortRange: "443" },
        { ...rule, destinationPortRange: LATE },
        { ...rule, sourceAddressPrefix: LATE, access: "Deny" },
        { ...rule, access: LATE },
        { ...open, description: LATE },
    ])("is not waited for where it decides nothing, case %#", async (late) => {
        expect(await judge(openSshPort, group(late))).not.toHaveProperty("late");
    });

    test("does not hide what is known beside it", async () => {
        const verdict = await judge(openSshPort, group({ ...rule, sourceAddressPrefix: LATE }, open));
        expect(paths(verdict)).toEqual(["securityRules[1].sourceAddressPrefix"]);
        expect(verdict.late).toBe("securityRules.0.sourceAddressPrefix");
    });

    test("all rules at once are waited for", async () => {
        expect(await judge(openSshPort, { type: GROUP, props: { securityRules: LATE } })).toMatchObject({
            late: "securityRules",
        });
    });
});

describe("an exemption", () => {
    test.each(["subject", `urn:pulumi:test::program::${GROUP}::subject`])(
        "by %s lets the resource through",
        async (exempt) => {
            expect(await judge(openSshPort, group(open), { exempt: [exempt] })).toEqual({
                violations: [],
                applicable: false,
            });
        },
    );

    test("of another resource, or of another case, does not", async () => {
        expect(paths(await judge(openSshPort, group(open), { exempt: ["other", "Subject", ""] }))).toHaveLength(1);
    });

    test("is what the message offers", async () => {
        const { violations } = await judge(openSshPort, group(open));
        expect(violations.join()).toContain('{"ssh-port-open":{"exempt":["subject"]}}');
    });
});

describe("the ports that the stack tells", () => {
    const nsg = (destinationPortRange: string): Resource => ({
        ...group({ ...open, destinationPortRange }),
        name: "nsg",
    });
    const extension = (props: object): Resource => ({
        type: "azure-native:compute:VirtualMachineExtension",
        props,
        name: "extension",
    });
    const script = Buffer.from('{"hosts": ["tcp://0.0.0.0:5000"]}').toString("base64");
    const found = [["nsg", "securityRules[0].sourceAddressPrefix"]];

    test.each<[string, Resource]>([
        ["the component", { type: "docker-host-vm:index:HostNetwork", props: { dockerPort: 5000 } }],
        ["an engine", { type: "docker-host-vm:index:DockerEngine", props: { dockerPort: 5000 } }],
        ["the DockerExtension", extension({ type: "DockerExtension", settings: { docker: { port: "5000" } } })],
        ["a script", extension({ type: "CustomScript", protectedSettings: { script } })],
        [
            "a flag of the DockerExtension",
            extension({ type: "DockerExtension", settings: { docker: { options: ["-H=tcp://0.0.0.0:5000"] } } }),
        ],
        [
            "a flag without scheme",
            extension({ type: "CustomScript", settings: { commandToExecute: "dockerd -H 0.0.0.0:5000" } }),
        ],
        ["custom data", { type: "azure-native:compute:VirtualMachine", props: { osProfile: { customData: script } } }],
    ])("by %s are judged too", async (_what, resource) => {
        expect(await judgeStack(openDockerPort, [nsg("5000"), resource])).toEqual(found);
        expect(await judgeStack(openDockerPort, [nsg("5001"), resource])).toEqual([]);
        expect(await judgeStack(openDockerPort, [nsg("5000"), resource], { exempt: ["nsg"] })).toEqual([]);
    });

    test.each(["dockerd -H tcp://127.0.0.1:5000", "export DOCKER_HOST=tcp://build.example.org:5000"])(
        "are not those that nobody else reaches, or another host's: %s",
        async (commandToExecute) => {
            const resource = extension({ type: "CustomScript", settings: { commandToExecute } });
            expect(await judgeStack(openDockerPort, [nsg("5000"), resource])).toEqual([]);
        },
    );

    test("are not judged twice, nor where none is known", async () => {
        const network = { type: "docker-host-vm:index:HostNetwork", props: { dockerPort: 4243 } };
        expect(await judgeStack(openDockerPort, [nsg("4243"), network])).toEqual([]);
        expect(await judgeStack(openDockerPort, [nsg("5000")])).toEqual([]);
        expect(
            await judgeStack(openDockerPort, [nsg("5000"), extension({ type: "CustomScript", settings: LATE })]),
        ).toEqual([]);
    });

    test("count what Azure fills in later as nothing", async () => {
        const network = { type: "docker-host-vm:index:HostNetwork", props: { dockerPort: 5000 } };
        const narrow = group({ ...rule, destinationPortRange: "5000", sourceAddressPrefixes: LATE });
        expect(await judgeStack(openDockerPort, [narrow, network])).toEqual([]);
    });
});
