import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { credentials } from "@grpc/grpc-js";
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb";
import { GetSchemaRequest, type GetSchemaResponse } from "@pulumi/pulumi/proto/provider_pb";
import { describe, expect, jest, test } from "@jest/globals";
import type * as library from "../../components";
import packageJson from "../../package.json";
import schema from "../../schema.json";
import { CHECKOUT } from "../support/checkout";
import { INSTALL_WAYS } from "../support/installWays";
import { startRecorder, valueOf } from "../support/recorder";
import { answer } from "../unit/sandbox/providers/served";

/** The arguments of Pulumi's host for plugins: the components' folder and the engine's address, to which it only logs. */
const OWN_HOST = [join(CHECKOUT, "node_modules/@pulumi/pulumi/cmd/run-plugin"), CHECKOUT, "127.0.0.1:9"];

describe("The library that package.json names", () => {
    test("exports the components and the constant sets of their arguments", () => {
        const built = jest.requireActual<typeof library>(join(CHECKOUT, packageJson.main));
        expect(Object.keys(built).sort()).toEqual([
            "AvailabilityZone",
            "AzureEnvironment",
            "CertificateAuthority",
            "ClientFiles",
            "ClientVaults",
            "DaemonPreset",
            "DiskType",
            "DockerEngine",
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

    test("has in schema.json what Pulumi's own host infers from the sources", async () => {
        const host = spawn(process.execPath, OWN_HOST, { stdio: ["ignore", "pipe", "inherit"] });
        try {
            const [port] = (await once(host.stdout, "data")) as [Buffer];
            const client = new ResourceProviderClient(
                `127.0.0.1:${port.toString().trim()}`,
                credentials.createInsecure(),
            );
            const response = await answer<GetSchemaResponse>((callback) =>
                client.getSchema(new GetSchemaRequest(), callback),
            );
            client.close();
            const inferred = JSON.parse(response.getSchema()) as Record<string, unknown>;
            expect(Object.keys(inferred)).toContain("resources");
            expect(schema).toMatchObject(inferred);
        } finally {
            host.kill();
        }
    }, 60_000);
});
