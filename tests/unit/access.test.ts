import { describe, expect, test } from "@jest/globals";
import { HostNetwork } from "../../components";
import { openSshPort } from "../../policy/openPorts";
import { targetsOf } from "../../preview/findings/connections";
import { networkFindings } from "../../preview/findings/networkFindings";
import { startRecorder } from "../support/recorder";
import { judge } from "./policy/support";
import { between, planOf } from "./preview/support";
import { ALLOWED_SOURCES, GROUPS, OPEN_RULE, OTHER_SOURCES, RULES } from "./shared/azure/accessTable";

const GROUP = "azure-native:network:NetworkSecurityGroup";
const RULE = "azure-native:network:SecurityRule";

/** What the policy says of port 22. */
async function saidByPolicy(type: string, props: object): Promise<string> {
    const { violations, late } = await judge(openSshPort, { type, props });
    return violations.length > 0 ? "open" : late === undefined ? "closed" : "unknown";
}

/** What the report marks as a danger when a resource comes to a stack that is there. */
function saidByReport(type: string, props: object): string {
    const plan = planOf(between(type, undefined, { ...props }));
    const dangers = networkFindings(plan, targetsOf(plan.resources)).filter(({ level }) => level === "danger");
    const verdicts = { "open to the Internet": "open", "sources unknown": "unknown" };
    const found = new Set(dangers.map(({ title }) => verdicts[title as keyof typeof verdicts]));
    return [...found].join() || "closed";
}

const said = async (type: string, props: object): Promise<object> => ({
    policy: await saidByPolicy(type, props),
    report: saidByReport(type, props),
});

describe("Component, policy and report agree", () => {
    test.each(ALLOWED_SOURCES)("whether %j lets the Internet in: %s", async (sources, open) => {
        const recorder = await startRecorder();
        new HostNetwork("net", { allowedSources: [...sources] });
        await recorder.settled();
        const warnings = recorder.messages.filter(({ text }) => text.includes("all or much of the Internet"));
        const verdict = open ? "open" : "closed";
        expect([warnings.length, await said(GROUP, recorder.byName("net-nsg").inputs)]).toEqual([
            open ? 1 : 0,
            { policy: verdict, report: verdict },
        ]);
    });
});

describe("Policy and report agree", () => {
    test.each(OTHER_SOURCES)("whether %j lets the Internet in: %s", async (sourceAddressPrefixes, open) => {
        const rule = { ...OPEN_RULE, sourceAddressPrefix: undefined, sourceAddressPrefixes };
        const verdict = open ? "open" : "closed";
        expect(await said(RULE, rule)).toEqual({ policy: verdict, report: verdict });
    });

    test.each(RULES)("on a rule of its own, and on one in a group: %s", async (_form, rule, verdict) => {
        const both = { policy: verdict, report: verdict };
        expect([await said(RULE, rule), await said(GROUP, { securityRules: [rule] })]).toEqual([both, both]);
    });

    test.each(GROUPS)("on the rules of a group together: %s", async (_form, securityRules, verdict) => {
        expect(await said(GROUP, { securityRules })).toEqual({ policy: verdict, report: verdict });
    });

    test.each([
        { ...OPEN_RULE, destinationPortRange: "ssh" },
        { ...OPEN_RULE, destinationPortRange: "22;23" },
        { ...OPEN_RULE, destinationPortRange: "22-" },
        { ...OPEN_RULE, destinationPortRange: true },
        { ...OPEN_RULE, sourceAddressPrefix: { any: true } },
        "a text",
    ])("that what is in no known form is no reason to be silent: %j", async (rule) => {
        expect(await said(GROUP, { securityRules: [rule] })).toEqual({ policy: "open", report: "unknown" });
    });
});
