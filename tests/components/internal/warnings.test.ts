import { describe, expect, test } from "@jest/globals";
import { retirementWarnings } from "../../../components/internal/retirement";

describe("The warnings of what Azure no longer serves", () => {
    test("are none for an image and an installation in support", () => {
        expect(retirementWarnings("ubuntu-24.04", "CustomScript")).toEqual([]);
    });

    test("name the setting to change, one warning for each", () => {
        expect(retirementWarnings("ubuntu-14.04", "DockerExtension")).toEqual([
            expect.stringMatching(/^Ubuntu 14\.04 .* Setting to change: image\.$/),
            expect.stringMatching(/^Azure retired the DockerExtension .* Setting to change: engineInstall\.$/),
        ]);
    });

    test("say what present clients need to speak to so old an engine", () => {
        expect(retirementWarnings("ubuntu-14.04", "DockerExtension").join("\n")).toContain("DOCKER_API_VERSION=1.38");
    });
});
