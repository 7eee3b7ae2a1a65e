import { describe, expect, it } from "@jest/globals";
import { generationOf, imageReference } from "../../../../components/machine/image";
import { catalogueGeneration, catalogueVersion, EXTENSIONS, initSystem } from "../../../../sandbox/azure/catalogue";

describe("the image catalogue", () => {
    it.each(["14.04", "16.04", "18.04", "20.04", "22.04", "24.04"])(
        "has the components' image ubuntu-%s",
        (release) => {
            expect(catalogueVersion(imageReference(`ubuntu-${release}`))).toMatch(new RegExp(`^${release}\\.\\d+$`));
        },
    );

    it.each([
        ["Canonical:ubuntu-24_04-lts:server:24.04.202609040", "24.04.202609040"],
        ["canonical:ubuntu-24_04-lts:server-gen1:latest", "24.04.202609040"],
        ["Canonical:ubuntu-24_04-lts:server:24.04.199901010", undefined],
        ["Canonical:UbuntuServer:12.04-LTS:latest", undefined],
        ["Debian:debian-12:12:latest", undefined],
        ["/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/images/own", undefined],
    ])("has %s as %s", (image, version) => {
        expect(catalogueVersion(imageReference(image))).toBe(version);
    });

    it.each(["14.04", "16.04", "18.04", "20.04", "22.04", "24.04"])(
        "has the same generation for ubuntu-%s as the components",
        (release) => {
            const image = `ubuntu-${release}`;
            expect(catalogueGeneration(imageReference(image))).toBe(generationOf(image));
        },
    );

    it.each([
        ["Canonical:ubuntu-24_04-lts:server-gen1:latest", 1],
        ["Debian:debian-12:12:latest", undefined],
        ["/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/images/own", undefined],
    ])("lists %s with generation %s", (image, generation) => {
        expect(catalogueGeneration(imageReference(image))).toBe(generation);
    });

    it.each([
        ["ubuntu-14.04", "upstart"],
        ["Canonical:UbuntuServer:14.04.5-LTS:14.04.201911070", "upstart"],
        ["ubuntu-16.04", "systemd"],
        ["ubuntu-24.04", "systemd"],
        ["/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/images/own", "systemd"],
    ])("has %s start its services with %s", (image, init) => {
        expect(initSystem(imageReference(image))).toBe(init);
    });

    it("has both extensions that the components use", () => {
        expect(EXTENSIONS).toMatchObject({
            "Microsoft.Azure.Extensions/CustomScript": expect.arrayContaining(["2.1"]),
            "Microsoft.Azure.Extensions/DockerExtension": expect.arrayContaining(["1.2"]),
        });
    });
});
