import { describe, expect, test } from "@jest/globals";
import {
    architectureOfSize,
    generationOfSize,
    hasSupportedNvidiaGpu,
    retirementOfSize,
    supportsPremium,
    vmSize,
} from "../../../../components/machine/vmSize";

describe("The name of a size", () => {
    test.each(["", "B2s", "Standard_", "Standard-B2s", "Standard_B2s ", "Standard_2s", "Standard_B2s_", 7, null])(
        "is not %j",
        (value) => {
            expect(vmSize("vmSize", value)).toEqual([expect.objectContaining({ argument: "vmSize", got: value })]);
        },
    );

    test.each([
        "Standard_B2ls_v2",
        "standard_b2LS_V2",
        "Basic_A1",
        "Standard_M8-2ms",
        "Standard_NC24ads_A100_v4",
        "Standard_ND128isr_NDR_GB200_v6",
        "Standard_D2_v2_Promo",
    ])("can be %s", (value) => {
        expect(vmSize("vmSize", value)).toEqual([]);
    });
});

describe("The only generation that a size boots", () => {
    test.each([
        ["Basic_A1", 1],
        ["Standard_A4", 1],
        ["Standard_A2_v2", 1],
        ["Standard_A2m_v2", 1],
        ["Standard_D2", 1],
        ["Standard_D2_v2", 1],
        ["Standard_D2_v3", 1],
        ["STANDARD_D2_V3", 1],
        ["Standard_E4_v3", 1],
        ["Standard_E64i_v3", 1],
        ["Standard_F4", 1],
        ["Standard_NV6", 1],
        ["Standard_NC6", 1],
        ["Standard_D2s_v6", 2],
        ["standard_d2S_V6", 2],
        ["Standard_E4ads_v7", 2],
        ["Standard_DC2as_v5", 2],
        ["Standard_M208ms_v2", 2],
        ["Standard_D2ps_v5", 2],
        ["Standard_B2pls_v2", 2],
    ])("is for %s %d", (size, generation) => {
        expect(generationOfSize(size)).toBe(generation);
    });

    test.each([
        "Standard_B2s",
        "Standard_B2ls_v2",
        "Standard_DS2_v2",
        "Standard_D2s_v3",
        "Standard_D2_v4",
        "Standard_D4ds_v5",
        "Standard_F4s_v2",
        "Standard_F4s",
        "Standard_M8-2ms",
        "something",
    ])("is none for %s", (size) => {
        expect(generationOfSize(size)).toBeUndefined();
    });
});

describe("Premium disks", () => {
    test.each([
        "Standard_B2ls_v2",
        "standard_d2S_V3",
        "Standard_DS2_v2",
        "Standard_GS1",
        "Standard_M8-2ms",
        "Standard_NC24ads_A100_v4",
    ])("are for the size %s", (size) => {
        expect(supportsPremium(size)).toBe(true);
    });

    test.each(["Standard_D2_v3", "Standard_A2_v2", "Basic_A1", "Standard_E4_v3", "Standard_G1", "Standard_NC6", "S"])(
        "are not for the size %s",
        (size) => {
            expect(supportsPremium(size)).toBe(false);
        },
    );
});

describe("The processors of a size", () => {
    test.each([
        ["Standard_D2ps_v5", "Arm64"],
        ["standard_b2PLS_v2", "Arm64"],
        ["Standard_E2pds_v6", "Arm64"],
        ["Standard_B2ls_v2", "x64"],
        ["Standard_NP10s", "x64"],
        ["Standard_D2_v2_Promo", "x64"],
        ["something", undefined],
    ])("of %s are %s", (size, architecture) => {
        expect(architectureOfSize(size)).toBe(architecture);
    });
});

describe("The day on which Azure retires a size", () => {
    test.each([
        ["Standard_B2s", "2028-11-15"],
        ["standard_b2S", "2028-11-15"],
        ["Standard_A2_v2", "2028-11-15"],
        ["Standard_F2", "2028-11-15"],
        ["Standard_F2s", "2028-11-15"],
        ["Standard_F2s_v2", "2028-11-15"],
        ["Standard_L8s_v2", "2028-11-15"],
        ["Standard_L8s", "2028-05-01"],
        ["Standard_D2", "2028-05-01"],
        ["Standard_D2_v2", "2028-05-01"],
        ["Standard_DS2", "2028-05-01"],
        ["Standard_DS2_v2", "2028-05-01"],
    ])("is for %s %s", (size, day) => {
        expect(retirementOfSize(size)).toBe(day);
    });

    test.each(["Standard_B2ls_v2", "Standard_D2_v3", "Standard_D2s_v5", "Standard_F2as_v6", "something"])(
        "is none for %s",
        (size) => {
            expect(retirementOfSize(size)).toBeUndefined();
        },
    );
});

describe("A size with NVIDIA GPUs that Ubuntu's signed driver serves", () => {
    test.each(["Standard_NC6s_v3", "Standard_NC4as_T4_v3", "standard_nc24ADS_A100_v4", "Standard_NC40ads_H100_v5"])(
        "is %s",
        (size) => {
            expect(hasSupportedNvidiaGpu(size)).toBe(true);
        },
    );

    test.each([
        "Standard_B2ls_v2",
        "Standard_NC6",
        "Standard_NC128ds_xl_RTXPRO6000BSE_v6",
        "Standard_NCC40ads_H100_v5",
        "Standard_ND96isr_H100_v5",
        "Standard_ND96isr_MI300X_v5",
        "Standard_ND128isr_NDR_GB200_v6",
        "Standard_NV6ads_A10_v5",
        "Standard_NV4as_v4",
        "Standard_NV4ads_V710_v5",
        "Standard_NG8ads_V620_v1",
        "NC4as_T4_v3",
    ])("is not %s", (size) => {
        expect(hasSupportedNvidiaGpu(size)).toBe(false);
    });
});
