import { readFileSync } from "node:fs";
import { join } from "node:path";
import { CHECKOUT } from "../support/checkout";

const RECIPES = readFileSync(join(CHECKOUT, "docs/transforms.md"), "utf8");

/** The statements of a recipe from its start to the host that uses it, to the outputs, or to the end of its block. */
function recipe(start: string): string {
    const [, ...found] = RECIPES.split(start);
    return `${start}${/^[^]*?;\n(?=\nexport|\nconst build|```)/.exec(found.join(start))?.[0] ?? ""}`;
}

/** What the recipes on the page about transforms refer to, and the recipes themselves. */
export const RECIPES_MODULE = `
import * as authorization from "@pulumi/azure-native/authorization";
import * as compute from "@pulumi/azure-native/compute";
import * as network from "@pulumi/azure-native/network";
import * as privatedns from "@pulumi/azure-native/privatedns";
import * as resources from "@pulumi/azure-native/resources";
import { Config, type Output, type ResourceTransform } from "@pulumi/pulumi";
import type { DockerHostVm } from "${CHECKOUT}/components";

const { name: resourceGroupName } = new resources.ResourceGroup("given");
const placementGroupId = new compute.ProximityPlacementGroup("near", { resourceGroupName }).id;
const hosts = new compute.DedicatedHostGroup("hosts", { resourceGroupName, platformFaultDomainCount: 1 });
const hostId = new compute.DedicatedHost("host", {
    ...{ resourceGroupName, hostGroupName: hosts.name },
    ...{ platformFaultDomain: 0, sku: { name: "DSv5-Type1" } },
}).id;
const activeKey = { keyUrl: "https://team.vault.azure.net/keys/disks" };
const keys = new compute.DiskEncryptionSet("keys", { resourceGroupName, activeKey });
const otherKeys = new Config().getBoolean("otherKeys") === true;
const diskEncryptionSetId = otherKeys ? keys.id.apply((id) => \`\${id}-2\`) : keys.id;
const groupId = new network.ApplicationSecurityGroup("builders", { resourceGroupName }).id;
const groupObjectId = "6f1c2a3b-0d4e-4f5a-8b6c-7d8e9f0a1b2c";
const address = "10.0.0.5";

${recipe("const nearby: ")}
${recipe("const onHost: ")}
${recipe("const plan = ")}
${recipe("const encrypted: ")}
${recipe("const inGroup: ")}
export const ofPage = [nearby, onHost, withPlan, encrypted, inGroup];
export const grouped = inGroup;

export function complete(build: DockerHostVm, virtualNetworkId: Output<string>): void {
${recipe("new compute.VirtualMachineExtension(")}
${recipe("const zone = ")}
}
`;

/** What the recipes set in Azure. */
export const ALL_RECIPES = [
    "applicationSecurityGroups",
    "diskEncryptionSet",
    "diskEncryptionSetId",
    "host",
    "plan",
    "proximityPlacementGroup",
];

/** What each VM in the emulated Azure, its interface and its data disk have from recipes. */
export function withRecipes(home: string): Record<string, string[]> {
    const state = JSON.parse(readFileSync(join(home, "azure.json"), "utf8")) as Record<
        string,
        { type: string; properties: { name: string } }
    >;
    const all = Object.values(state)
        .filter(({ type }) => /:(VirtualMachine|NetworkInterface|Disk)$/.test(type))
        .map(
            ({ properties }) =>
                [properties.name.replace(/-(nic|data-disk\w*)$/, ""), JSON.stringify(properties)] as const,
        );
    const of = (name: string) =>
        ALL_RECIPES.filter((property) => all.some(([one, text]) => one === name && text.includes(`"${property}":`)));
    return Object.fromEntries(all.map(([name]) => [name, of(name)] as const).filter(([, found]) => found.length > 0));
}
