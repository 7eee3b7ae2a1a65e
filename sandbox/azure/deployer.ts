import { SUBSCRIPTION } from "./resourceIds";

/** The identity that brings stacks up, as azure-native's function `getClientConfig` describes it. None of it is real. */
export const DEPLOYER = {
    clientId: "00000000-0000-0000-0000-000000000001",
    objectId: "00000000-0000-0000-0000-000000000002",
    subscriptionId: SUBSCRIPTION,
    tenantId: "00000000-0000-0000-0000-000000000003",
} as const;
