import { expect, test } from "@jest/globals";
import { partsOf } from "../../../../shared/azure/resourceIdParts";
import { subscriptionProblems } from "../../../../components/validation/resourceIds";

const NETWORK = "/subscriptions/one/resourceGroups/Hub/providers/Microsoft.Network/virtualNetworks/net";

test.each([
    [NETWORK, { resourceGroupName: "Hub", name: "net", childName: "" }],
    [`${NETWORK}/subnets/build`, { resourceGroupName: "Hub", name: "net", childName: "build" }],
])("A resource ID has parts: %s", (id, parts) => {
    expect(partsOf(id)).toEqual(parts);
});

test("A resource with the same names in another subscription is not the one that was meant", () => {
    expect(subscriptionProblems("networking", NETWORK, NETWORK.toUpperCase())).toEqual([]);
    expect(subscriptionProblems("networking", NETWORK, NETWORK.replace("/one/", "/two/"))).toEqual([
        {
            argument: "networking",
            expected: "a resource in the subscription in which Pulumi creates the host",
            got: NETWORK,
            fix: "Use one of that subscription, or a provider with the other subscription",
        },
    ]);
});
