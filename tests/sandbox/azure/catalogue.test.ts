import { describe, expect, it } from "@jest/globals";
import { imageReference } from "../../../components/internal/image";
import { catalogueVersion } from "../../../sandbox/azure/catalogue";

describe("the image catalogue", () => {
    it.each(["14.04", "16.04", "18.04", "20.04", "22.04", "24.04"])(
        "serves what the components call ubuntu-%s",
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
    ])("has for %s: %s", (image, version) => {
        expect(catalogueVersion(imageReference(image))).toBe(version);
    });
});
