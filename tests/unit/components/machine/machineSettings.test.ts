import { describe } from "@jest/globals";
import { machine } from "../../../../components/machine/machineSettings";
import { ruleTable } from "../../../support/ruleTable";

describe("The settings of a machine", () => {
    ruleTable(
        machine,
        ["1", 1, [], null, { zones: "1" }, { zone: 1 }, { zone: "4" }, { zone: "" }, { zone: ["1"] }],
        [{}, { zone: undefined }, { zone: "1" }, { zone: "2" }, { zone: "3" }],
    );
});
