import { beforeEach, describe, expect, test } from "@jest/globals";
import type * as pulumi from "@pulumi/pulumi";
import { createDataDisk } from "../../../../components/machine/dataDisk";
import { type Recorder, type Registration, startRecorder } from "../../../support/recorder";

const SPEC = { resourceGroupName: "group", location: "westus", zone: undefined, sizeGB: 64 };

let recorder: Recorder;

beforeEach(async () => {
    recorder = await startRecorder();
});

async function made(
    spec: Partial<Parameters<typeof createDataDisk>[1]> = {},
    opts: pulumi.CustomResourceOptions = {},
): Promise<Registration> {
    createDataDisk("build", { ...SPEC, ...spec }, opts);
    await recorder.settled();
    return recorder.byName("build-data-disk");
}

describe("The data disk", () => {
    test("is empty, has a name that Azure's provider makes, and cannot be exported", async () => {
        expect((await made()).inputs).toEqual({
            resourceGroupName: "group",
            location: "westus",
            sku: { name: "StandardSSD_LRS" },
            creationData: { createOption: "Empty" },
            diskSizeGB: 64,
            networkAccessPolicy: "DenyAll",
            publicNetworkAccess: "Disabled",
        });
    });

    test("has the chosen type, and the zone and tags of the VM", async () => {
        const { inputs } = await made({ type: "Premium_LRS", zone: "2", tags: { team: "ci" } });
        expect(inputs).toMatchObject({ sku: { name: "Premium_LRS" }, zones: ["2"], tags: { team: "ci" } });
    });

    test("is protected unless its data may be lost, and stays so if the host is", async () => {
        expect((await made()).protect).toBe(true);
        recorder = await startRecorder();
        expect((await made({ allowDataLoss: false })).protect).toBe(true);
        recorder = await startRecorder();
        expect((await made({ allowDataLoss: true })).protect).not.toBe(true);
        recorder = await startRecorder();
        expect((await made({ allowDataLoss: true }, { protect: true })).protect).toBe(true);
    });

    test("is replaced where Azure refuses a change, and not for another size or type", async () => {
        expect((await made()).replaceOnChanges).toEqual(["zones", "creationData"]);
    });
});
