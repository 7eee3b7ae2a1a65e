import { describe } from "@jest/globals";
import { dnsLabel, dockerPort, hostName } from "../../../../components/network/networkRules";
import { ruleTable } from "../../../support/ruleTable";

describe("The host's name", () => {
    ruleTable(
        hostName,
        ["", "A1", "1a", "-a", "a-", "a_b", "a.b", "a".repeat(55), "ci-azure", "login1", "xbox"],
        ["a", "a1", "docker-host", "a".repeat(54)],
    );
});

describe("The DNS label", () => {
    ruleTable(
        dnsLabel,
        ["", "ab", "Abc", "1bc", "ab-", "a_c", "a".repeat(64), "my-microsoft", "windows"],
        ["abc", "a-1", "a".repeat(63)],
    );
});

describe("The Docker port", () => {
    ruleTable(dockerPort, [0, 22, 65_536, 70_000, -1, 4243.5, "4243", Number.NaN], [1, 21, 23, 2376, 4243, 65_535]);
});
