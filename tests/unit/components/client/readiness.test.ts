import * as compute from "@pulumi/azure-native/compute";
import { beforeEach, describe, expect, test } from "@jest/globals";
import * as pulumi from "@pulumi/pulumi";
import { awaitReadiness } from "../../../../components/client/readiness";
import { type Recorder, startRecorder, valueOf } from "../../../support/recorder";

let recorder: Recorder;

beforeEach(async () => {
    recorder = await startRecorder();
});

async function awaited(timeoutSeconds: number) {
    const vm = new compute.VirtualMachine("build-vm", { resourceGroupName: "group", vmName: "build" });
    const extension = new compute.VirtualMachineExtension("build-docker", {
        resourceGroupName: "group",
        vmName: "build",
        vmExtensionName: "docker",
    });
    const spec = {
        issuingCertPem: "the authority",
        identity: { certPem: pulumi.output("the identity"), keyPem: pulumi.secret("its key") },
        serverCertPem: "the server",
        vmId: vm.vmId,
        engine: { extension, revision: pulumi.output("revision 1") },
        endpoint: "build.example",
        dockerPort: 4243,
        timeoutSeconds,
    };
    const ready = awaitReadiness("build", spec, {});
    await recorder.settled();
    return ready;
}

describe("The wait for the daemon", () => {
    test("is left out when it may last 0 seconds, and then the extension must do", async () => {
        const ready = await awaited(0);
        expect(recorder.byType("command:local:Command")).toEqual([]);
        expect(await valueOf(ready)).toBe("azure-native:compute:VirtualMachineExtension/build-docker");
    });

    test("starts after the extension, and ends the output", async () => {
        const ready = await awaited(60);
        expect(recorder.byName("build-ready").dependencies).toContain("build-docker");
        expect(await valueOf(ready)).toBe("command:local:Command/build-ready");
    });

    test("keeps the key secret, and has no secret in the command line", async () => {
        await awaited(60);
        const { inputs, secretPaths } = recorder.byName("build-ready");
        expect(secretPaths).toEqual(["environment.CLIENT_KEY_PEM"]);
        expect(inputs).toMatchObject({ interpreter: ["node", "-"], create: "create", logging: "stderr" });
    });

    test("knows whom to ask, and asks again when VM, certificate or settings change", async () => {
        await awaited(60);
        expect(recorder.byName("build-ready").inputs["environment"]).toEqual({
            DOCKER_HOST_NAME: "build.example",
            DOCKER_PORT: "4243",
            CA_CERT_PEM: "the authority",
            CLIENT_CERT_PEM: "the identity",
            CLIENT_KEY_PEM: "its key",
            SERVER_CERT_PEM: "the server",
            TIMEOUT_SECONDS: "60",
            VM_ID: "id of build",
            ENGINE_REVISION: "revision 1",
        });
    });

    test("does nothing on destroy", async () => {
        await awaited(60);
        expect(recorder.byName("build-ready").inputs).not.toHaveProperty("delete");
    });
});
