import { describe, expect, test } from "@jest/globals";
import { inboundRules, openSources } from "../../components/network/securityRules";
import { openSshPort } from "../../policy/openPorts";
import { networkFindings } from "../../preview/findings/networkFindings";
import { judge } from "./policy/support";
import { between, planOf } from "./preview/support";

const GROUP = "azure-native:network:NetworkSecurityGroup";

const saidByPolicy = async (securityRules: readonly object[]): Promise<boolean> =>
    (await judge(openSshPort, { type: GROUP, props: { securityRules } })).violations.length > 0;

const saidByReport = (securityRules: readonly object[]): boolean =>
    networkFindings(planOf(between(GROUP, { securityRules: [] }, { securityRules }))).some(
        ({ level, title }) => level === "danger" && title === "open to the Internet",
    );

describe("Component, policy and report agree", () => {
    test.each([
        [["*"], true],
        [["Any"], true],
        [["any"], true],
        [["INTERNET"], true],
        [["0.0.0.0/0"], true],
        [["0.0.0.0/1", "128.0.0.0/1"], true],
        [["64.0.0.0/7"], true],
        [["64.0.0.0/8"], false],
        [["64.0.0.0/8", "70.0.0.0/8"], true],
        [["64.0.0.0/8", "64.1.0.0/16"], false],
        [["203.0.113.7/32", "198.51.100.0/24"], false],
        [["203.0.113.7/32", "Internet"], true],
        [["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"], false],
        [["10.0.0.0/7"], false],
        [["AzureCloud"], false],
        [["Internet.WestUS"], false],
    ])("whether %j lets the Internet in: %s", async (sources, open) => {
        const rules = inboundRules(4243, sources);
        expect({
            component: openSources(sources).length > 0,
            policy: await saidByPolicy(rules),
            report: saidByReport(rules),
        }).toEqual({ component: open, policy: open, report: open });
    });

    test.each(["22", "22,2375", "2375, 22", "20-30", "20 - 30", "443,20-30", "*"])(
        "that a rule for everybody opens port 22 by %j",
        async (destinationPortRange) => {
            const rules = [{ ...inboundRules(4243, ["*"])[0], destinationPortRange }];
            expect([await saidByPolicy(rules), saidByReport(rules)]).toEqual([true, true]);
        },
    );

    test.each(["ssh", "22;23", "22-"])("that ports in no known form are no reason to be silent: %j", async (range) => {
        const rules = [{ ...inboundRules(4243, ["*"])[0], destinationPortRange: range }];
        const report = networkFindings(planOf(between(GROUP, { securityRules: [] }, { securityRules: rules })));
        expect([await saidByPolicy(rules), report.map(({ level }) => level)]).toEqual([true, ["danger"]]);
    });
});
