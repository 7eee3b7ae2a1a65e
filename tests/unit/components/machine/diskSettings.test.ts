import { describe } from "@jest/globals";
import { disks } from "../../../../components/machine/diskSettings";
import { ruleTable } from "../../../support/ruleTable";

describe("The disks of a host", () => {
    const osDisk = [{ sizeGB: 30 }, { sizeGB: 4_095 }, { type: "Standard_LRS" }, { type: "Premium_LRS" }, {}];
    const dataDisk = [{ sizeGB: 4 }, { sizeGB: 4_095, type: "StandardSSD_LRS", allowDataLoss: true }];
    ruleTable(
        disks,
        [
            ...["64", 64, [], null, { osdisk: {} }, { osDisk: 64 }, { dataDisk: true }, { dataDisk: {} }],
            ...[29, 4_096, "64", 30.5, null].map((sizeGB) => ({ osDisk: { sizeGB } })),
            ...[3, 4_096, "64", 4.5, undefined].map((sizeGB) => ({ dataDisk: { sizeGB } })),
            ...["premium_lrs", "UltraSSD_LRS", "Premium_ZRS", ""].map((type) => ({ osDisk: { type } })),
            { dataDisk: { sizeGB: 64, type: "PremiumV2_LRS" } },
            { dataDisk: { sizeGB: 64, allowDataLoss: "true" } },
            { osDisk: { sizeGB: 64, allowDataLoss: true } },
        ],
        [{}, ...osDisk.map((one) => ({ osDisk: one })), ...dataDisk.map((one) => ({ dataDisk: one }))],
    );
});
