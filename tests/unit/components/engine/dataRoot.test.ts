import { describe, expect, test } from "@jest/globals";
import { dataRootWarnings } from "../../../../components/engine/dataRoot";

describe("The warning of a folder on the temporary disk", () => {
    test.each([[undefined], ["/data"], ["/mntother/docker"], ["/srv/mnt"]])("is none for %j", (dataRoot) => {
        expect(dataRootWarnings(dataRoot)).toEqual([]);
    });

    test.each(["/mnt/docker", "/mnt/resource/docker"])(
        "names the setting and %s, and what is lost when",
        (dataRoot) => {
            expect(dataRootWarnings(dataRoot)).toEqual([
                expect.stringMatching(
                    new RegExp(
                        `^daemon\\.dataRoot is ${dataRoot}\\. .* loses its contents when the VM is deallocated or moved\\.$`,
                    ),
                ),
            ]);
        },
    );
});
