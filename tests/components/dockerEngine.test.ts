import * as compute from "@pulumi/azure-native/compute";
import { beforeEach, describe, expect, test } from "@jest/globals";
import * as pulumi from "@pulumi/pulumi";
import { installDockerEngine } from "../../components/dockerEngine";
import { certificatesFingerprint } from "../../components/internal/dockerExtension";
import { type Recorder, startRecorder, valueOf } from "../support/recorder";

const CERTIFICATES = {
    ca: "-----BEGIN CERTIFICATE-----\nca\n",
    cert: "-----BEGIN CERTIFICATE-----\ncert\n",
    key: "-----BEGIN EC PRIVATE KEY-----\nkey\n",
};
const base64 = (text: string): string => Buffer.from(text).toString("base64");

let recorder: Recorder;

beforeEach(async () => {
    recorder = await startRecorder();
});

async function installed(daemonOptions: readonly string[] = [], certificates = CERTIFICATES) {
    const vm = new compute.VirtualMachine("build-vm", { resourceGroupName: "group", vmName: "build" });
    const place = { resourceGroupName: "group", location: "westus", dockerPort: 4243 };
    const order = { ...place, daemonOptions, certificates: pulumi.secret(certificates) };
    const engine = installDockerEngine("build", vm, order, {});
    await recorder.settled();
    return { engine, extension: recorder.byName("build-docker") };
}

describe("The extension that installs the engine", () => {
    test("gets all three certificates, in base64, as one secret", async () => {
        const { extension } = await installed();
        expect(extension.secretPaths).toEqual(["protectedSettings"]);
        expect(extension.inputs["protectedSettings"]).toEqual({
            certs: {
                ca: base64(CERTIFICATES.ca),
                cert: base64(CERTIFICATES.cert),
                key: base64(CERTIFICATES.key),
            },
        });
    });

    test("gets the port as a string and the flags with the certificates' fingerprint, in clear", async () => {
        const { extension } = await installed(["--log-level=warn"]);
        const label = `--label=certs=${certificatesFingerprint(CERTIFICATES)}`;
        expect(extension.inputs["settings"]).toEqual({
            docker: { port: "4243", options: ["--log-level=warn", label] },
        });
    });

    test("is the DockerExtension 1.2 on that VM", async () => {
        const { extension } = await installed();
        expect(extension.inputs).toMatchObject({
            resourceGroupName: "group",
            location: "westus",
            vmName: "build",
            vmExtensionName: "docker",
            publisher: "Microsoft.Azure.Extensions",
            type: "DockerExtension",
            typeHandlerVersion: "1.2",
            autoUpgradeMinorVersion: true,
        });
    });

    test("goes with its VM, and before its successor", async () => {
        const { extension } = await installed();
        expect(extension).toMatchObject({
            deletedWith: "build-vm",
            deleteBeforeReplace: true,
            replaceOnChanges: ["publisher", "type"],
        });
    });
});

describe("The engine's revision", () => {
    test("holds no secret", async () => {
        const { engine } = await installed();
        expect(await pulumi.isSecret(engine.revision)).toBe(false);
    });

    test("changes with the certificates", async () => {
        const before = await valueOf((await installed()).engine.revision);
        recorder = await startRecorder();
        const { engine } = await installed([], { ...CERTIFICATES, cert: `${CERTIFICATES.cert}renewed` });
        expect(await valueOf(engine.revision)).not.toBe(before);
    });

    test("changes with the flags", async () => {
        const before = await valueOf((await installed()).engine.revision);
        recorder = await startRecorder();
        const { engine } = await installed(["--debug"]);
        expect(await valueOf(engine.revision)).not.toBe(before);
    });
});
