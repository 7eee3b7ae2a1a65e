import { describe, expect, test } from "@jest/globals";
import { defaults } from "../../../components/defaults";
import {
    engineVersionWarnings,
    insecureRegistryWarnings,
    retirementWarnings,
    sizeWarnings,
} from "../../../components/warnings";

describe("The warnings of what Azure no longer serves", () => {
    test("are none for the defaults", () => {
        expect(retirementWarnings(defaults.image, defaults.engineInstall)).toEqual([]);
    });

    test.each(["Debian:debian-12:12:latest", "ubuntu-22.04"])("are none for the image %s", (image) => {
        expect(retirementWarnings(image, "CustomScript")).toEqual([]);
    });

    test("name the setting to change and its new value, one warning for each", () => {
        expect(retirementWarnings("ubuntu-14.04", "DockerExtension")).toEqual([
            expect.stringMatching(/^All support for Ubuntu 14\.04 .*\. Set image to ubuntu-24\.04\.$/),
            expect.stringMatching(/^Azure retired the DockerExtension .*\. Set engineInstall to CustomScript\.$/),
        ]);
    });

    test("tell of the way of installation by itself", () => {
        expect(retirementWarnings("ubuntu-24.04", "DockerExtension")).toEqual([
            expect.stringContaining("Set engineInstall to"),
        ]);
    });

    test("say what present clients need to speak to so old an engine", () => {
        expect(retirementWarnings("ubuntu-14.04", "DockerExtension").join("\n")).toContain("DOCKER_API_VERSION=1.38");
    });
});

describe("The warning of insecure registries", () => {
    test.each([
        [undefined],
        [{}],
        [{ insecureRegistries: [] }],
        [{ registryMirrors: ["https://a"] }],
        [{ insecureRegistries: ["localhost:5000", "127.0.0.0/8"] }],
    ])("is none for %j", (settings) => {
        expect(insecureRegistryWarnings(settings)).toEqual([]);
    });

    test("names the setting and all registries, and what it means", () => {
        expect(insecureRegistryWarnings({ insecureRegistries: ["a:5000", "[::1]:5000", "10.0.0.0/8"] })).toEqual([
            expect.stringMatching(
                /^daemon\.insecureRegistries contains a:5000, 10\.0\.0\.0\/8: .* serve the host any image\.$/,
            ),
        ]);
    });
});

describe("The warning of a vulnerable engine", () => {
    test.each([
        ["the pinned version", "docker", undefined],
        ["a version without known vulnerabilities", "docker", "29.10.0"],
        ["Ubuntu's package, which is fixed under its old number", "ubuntu", "28.2.2-0ubuntu1~24.04.1"],
    ] as const)("is none for %s", (_, source, version) => {
        expect(engineVersionWarnings(source, version)).toEqual([]);
    });

    test("names version, vulnerabilities, the version to take and the setting", () => {
        expect(engineVersionWarnings("docker", "29.8.1")).toEqual([
            expect.stringMatching(
                /^Docker Engine 29\.8\.1 has known vulnerabilities: .*CVE-2026-97032.* Use 29\.9\.0 or later\. Set engineVersion accordingly, or omit it\.$/,
            ),
        ]);
    });
});

describe("The warnings of a size", () => {
    test("tell the day on which Azure retires it, and the setting to change", () => {
        expect(sizeWarnings("Standard_B2s")).toEqual([
            "Azure retires the VM series of Standard_B2s on 2028-11-15, and new subscriptions might not get it. Set vmSize to Standard_B2ls_v2 or another current size.",
        ]);
    });

    test("are none for the default", () => {
        expect(sizeWarnings(defaults.vmSize)).toEqual([]);
    });
});
