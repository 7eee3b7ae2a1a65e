import { describe } from "@jest/globals";
import { disks } from "../../../../components/machine/diskSettings";
import { ruleTable } from "../../../support/ruleTable";

describe("The disks of a host", () => {
    const osDisk = [{ sizeGiB: 30 }, { sizeGiB: 4_095 }, { type: "Standard_LRS" }, { type: "Premium_LRS" }, {}];
    const dataDisk = [{ sizeGiB: 4 }, { sizeGiB: 4_095, type: "StandardSSD_LRS", allowDataLoss: true }];
    ruleTable(
        disks,
        [
            ...["64", 64, [], null, { osdisk: {} }, { osDisk: 64 }, { dataDisk: true }, { dataDisk: {} }],
            ...[29, 4_096, "64", 30.5, null].map((sizeGiB) => ({ osDisk: { sizeGiB } })),
            ...[3, 4_096, "64", 4.5, undefined].map((sizeGiB) => ({ dataDisk: { sizeGiB } })),
            ...["premium_lrs", "UltraSSD_LRS", "Premium_ZRS", ""].map((type) => ({ osDisk: { type } })),
            { dataDisk: { sizeGiB: 64, type: "PremiumV2_LRS" } },
            { dataDisk: { sizeGiB: 64, allowDataLoss: "true" } },
            { osDisk: { sizeGiB: 64, allowDataLoss: true } },
        ],
        [{}, ...osDisk.map((one) => ({ osDisk: one })), ...dataDisk.map((one) => ({ dataDisk: one }))],
    );
});
