import { join } from "node:path";
import { describe, expect, jest, test } from "@jest/globals";
import type * as library from "../../components";
import packageJson from "../../package.json";
import { CHECKOUT } from "../support/checkout";
import { INSTALL_WAYS } from "../support/installWays";
import { startRecorder, valueOf } from "../support/recorder";

describe("The library that package.json names", () => {
    test("exports the components and the constant sets of their arguments", () => {
        const built = jest.requireActual<typeof library>(join(CHECKOUT, packageJson.main));
        expect(Object.keys(built).sort()).toEqual([
            "AvailabilityZone",
            "CertificateAuthority",
            "ClientFiles",
            "ClientVaults",
            "DaemonPreset",
            "DiskType",
            "DockerHostVm",
            "EndpointHost",
            "EngineInstall",
            "EngineSource",
            "EvictionPolicy",
            "HostNetwork",
            "KeyAlgorithm",
            "PatchMode",
            "PrincipalType",
            "Protocol",
        ]);
    });

    test.each(INSTALL_WAYS)("makes a host in a user's program with $engineInstall", async (way) => {
        const recorder = await startRecorder();
        const { DockerHostVm } = jest.requireActual<typeof library>(join(CHECKOUT, packageJson.main));
        const { dockerHost } = new DockerHostVm("build", { ...way, allowedSources: ["203.0.113.7/32"] });
        await recorder.settled();
        expect(await valueOf(dockerHost)).toMatch(/^tcp:\/\/build-[a-z0-9]{8}\.westus\.cloudapp\.azure\.com:4243$/);
    });
});
