import { isDeepStrictEqual } from "node:util";
import { beforeAll, describe, expect, test } from "@jest/globals";
import { DockerHostVm, type DockerHostVmArgs } from "../../../components";
import { type Recorder, startRecorder } from "../../support/recorder";

// What becomes of a host whose way of installation is changed: the engine compares what is registered before and after.

const EXTENSION: DockerHostVmArgs = { engineInstall: "DockerExtension", image: "ubuntu-14.04" };

async function registered(args: DockerHostVmArgs): Promise<Recorder> {
    const recorder = await startRecorder();
    new DockerHostVm("build", { allowedSources: ["203.0.113.7/32"], ...args });
    await recorder.settled();
    return recorder;
}

/** The names of what is registered otherwise than before. */
function differing(before: Recorder, after: Recorder): string[] {
    return before.registrations
        .filter((one) => !isDeepStrictEqual(one, after.byName(one.name)))
        .map(({ name }) => name)
        .sort();
}

describe("A host that goes from the shape of 2014 to the defaults", () => {
    let before: Recorder;
    let after: Recorder;

    beforeAll(async () => {
        before = await registered(EXTENSION);
        after = await registered({});
    });

    test("keeps all its resources, by name, type and parent", () => {
        expect(after.tree()).toEqual(before.tree());
    });

    test("changes the extension, the VM for its image, and asks anew whether the daemon answers", () => {
        expect(differing(before, after)).toEqual(["build-docker", "build-ready", "build-vm"]);
    });

    test("has its extension replaced, the old one first, since its type is another", () => {
        const { inputs, replaceOnChanges, deleteBeforeReplace } = after.byName("build-docker");
        expect([before.byName("build-docker").inputs["type"], inputs["type"]]).toEqual([
            "DockerExtension",
            "CustomScript",
        ]);
        expect(replaceOnChanges).toContain("type");
        expect(deleteBeforeReplace).toBe(true);
    });

    test("has its VM replaced, since its image is another", () => {
        const [old, { inputs, replaceOnChanges }] = [before.byName("build-vm"), after.byName("build-vm")];
        expect(inputs["storageProfile"]).not.toEqual(old.inputs["storageProfile"]);
        expect(replaceOnChanges).toContain("storageProfile.imageReference");
    });

    test("keeps the extension's name, so that Azure has one of them at a time", () => {
        const names = [before, after].map((run) => run.byName("build-docker").inputs["vmExtensionName"]);
        expect(names).toEqual(["docker", "docker"]);
    });
});

describe("A host whose image fits both ways", () => {
    test("keeps its VM when only the way of installation changes", async () => {
        const image = "ubuntu-24.04";
        const before = await registered({ ...EXTENSION, image });
        const after = await registered({ image });
        expect(after.tree()).toEqual(before.tree());
        expect(differing(before, after)).toEqual(["build-docker", "build-ready"]);
    });
});
