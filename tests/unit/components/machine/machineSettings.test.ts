import { describe } from "@jest/globals";
import { machine } from "../../../../components/machine/machineSettings";
import { ruleTable } from "../../../support/ruleTable";

describe("The settings of a machine", () => {
    ruleTable(
        machine,
        [
            { bootDiagnostics: "yes" },
            { acceleratedNetworking: 1 },
            "1",
            1,
            [],
            null,
            { zones: "1" },
            { zone: 1 },
            { zone: "4" },
            { zone: "" },
            { zone: ["1"] },
        ],
        [
            {},
            { bootDiagnostics: false, acceleratedNetworking: true },
            { zone: undefined },
            { zone: "1" },
            { zone: "2" },
            { zone: "3" },
        ],
    );
});

describe("The settings of a spot VM", () => {
    const spot = (maxPrice: unknown): object => ({ spot: { evictionPolicy: "Delete", maxPrice } });
    ruleTable(
        machine,
        [
            { spot: true },
            { spot: {} },
            { spot: { evictionPolicy: "Stop" } },
            { spot: { evictionPolicy: "Delete", price: 1 } },
            ...[0, -2, "0.05", Number.NaN, Infinity, 0.000001].map(spot),
        ],
        [{ spot: { evictionPolicy: "Deallocate" } }, ...[undefined, -1, 0.05, 0.98765, 3].map(spot)],
    );
});
