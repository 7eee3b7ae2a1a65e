import { describe, expect, test } from "@jest/globals";
import {
    architectureOf,
    generationOf,
    image,
    imageReference,
    isManagedImage,
    isNeverPatched,
    isPatched,
    retirement,
} from "../../../../components/machine/image";

const SUBSCRIPTION = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers";
const OWN = `${SUBSCRIPTION}/Microsoft.Compute/images/own`;
const GALLERY = `${SUBSCRIPTION}/Microsoft.Compute/galleries/g/images/own`;
const COMMUNITY = "/communityGalleries/team-1a2b/images/docker";
const SHARED = "/sharedGalleries/1a2b-TEAM/images/docker/versions/1.2.3";

describe("An image", () => {
    test.each([
        "",
        "ubuntu",
        "Ubuntu-24.04",
        "constructor",
        "Canonical:UbuntuServer:14.04.5-LTS",
        "Canonical:UbuntuServer:14.04.5-LTS:newest",
        "Canonical:UbuntuServer:14.04.5-LTS:1.2",
        "Canonical::14.04.5-LTS:latest",
        `${SUBSCRIPTION}/Microsoft.Compute/virtualMachines/own`,
        "/communityGalleries/team-1a2b",
        "/communityGalleries/team-1a2b/images/docker/versions",
        "/otherGalleries/team-1a2b/images/docker",
        7,
    ])("is not %j", (value) => {
        expect(image("image", value)).toEqual([expect.objectContaining({ argument: "image", got: value })]);
    });

    test.each([
        "ubuntu-14.04",
        "ubuntu-24.04",
        "Canonical:UbuntuServer:14.04.5-LTS:latest",
        "Canonical:UbuntuServer:14.04.5-LTS:14.04.201905140",
        OWN,
        GALLERY,
        `${GALLERY}/versions/1.2.3`,
        "ubuntu-26.04-arm64",
        COMMUNITY,
        `${COMMUNITY}/versions/latest`,
        SHARED,
    ])("can be %s", (value) => {
        expect(image("image", value)).toEqual([]);
    });
});

describe("The reference that Azure takes", () => {
    test.each(["ubuntu-14.04", "Canonical:UbuntuServer:14.04.5-LTS:latest"])("is four parts for %s", (value) => {
        expect(imageReference(value)).toEqual({
            publisher: "Canonical",
            offer: "UbuntuServer",
            sku: "14.04.5-LTS",
            version: "latest",
        });
    });

    test("keeps a pinned version", () => {
        expect(imageReference("Canonical:ubuntu-24_04-lts:server:24.04.202501010")).toMatchObject({
            version: "24.04.202501010",
        });
    });

    test.each([
        [COMMUNITY, { communityGalleryImageId: COMMUNITY }],
        [COMMUNITY.replace("/c", "/C"), { communityGalleryImageId: COMMUNITY.replace("/c", "/C") }],
        [SHARED, { sharedGalleryImageId: SHARED }],
    ])("is the id in the gallery for %s", (value, reference) => {
        expect(imageReference(value)).toEqual(reference);
    });

    test.each([OWN, GALLERY])("is the id for %s", (id) => {
        expect(imageReference(id)).toEqual({ id });
    });
});

describe("The retirement of an image", () => {
    test.each(["ubuntu-24.04", "Canonical:ubuntu-24_04-lts:server:latest", OWN])("is not known of %s", (value) => {
        expect(retirement(value)).toBeUndefined();
    });

    test.each([
        "ubuntu-14.04",
        "Canonical:UbuntuServer:14.04.5-LTS:latest",
        "Canonical:UbuntuServer:14.04.5-LTS:14.04.201905140",
        "canonical:ubuntuserver:14.04.5-lts:latest",
    ])("is told of %s", (value) => {
        expect(retirement(value)).toContain("Ubuntu 14.04");
    });

    test.each([
        "Canonical:0001-com-ubuntu-server-focal:20_04-lts:latest",
        "Canonical:0001-com-ubuntu-minimal-focal:minimal-20_04-lts-gen2:latest",
    ])("is told of another SKU of the same release: %s", (value) => {
        expect(retirement(value)).toContain("Ubuntu 20.04");
    });

    test.each(["16.04", "18.04", "20.04"])("is told of ubuntu-%s", (release) => {
        expect(retirement(`ubuntu-${release}`)).toContain(`Ubuntu ${release}`);
    });
});

describe("The generation of an image", () => {
    test.each([OWN, GALLERY, COMMUNITY, "Debian:debian-12:12:latest", "x"])("is not known of %s", (value) => {
        expect(generationOf(value)).toBeUndefined();
    });

    test.each([
        "Canonical:ubuntu-24_04-lts:server-arm64:latest",
        "Canonical:ubuntu-26_04-lts:server:latest",
        "Canonical:ubuntu-26_04-lts:server-arm64:latest",
    ])("is not known of %s, which was used before it had a name", (value) => {
        expect(generationOf(value)).toBeUndefined();
    });

    test.each([
        ["ubuntu-14.04", 1],
        ["ubuntu-16.04", 1],
        ["ubuntu-18.04", 1],
        ["ubuntu-20.04", 2],
        ["ubuntu-22.04", 2],
        ["ubuntu-24.04", 2],
        ["ubuntu-24.04-arm64", 2],
        ["ubuntu-26.04", 2],
        ["ubuntu-26.04-arm64", 2],
        ["Canonical:UbuntuServer:14.04.5-LTS:latest", 1],
        ["Canonical:ubuntu-24_04-lts:server:latest", 2],
        ["Canonical:ubuntu-24_04-lts:server:24.04.202501010", 2],
        ["CANONICAL:Ubuntu-24_04-LTS:Server:latest", 2],
    ])("of %s is %d", (value, generation) => {
        expect(generationOf(value)).toBe(generation);
    });
});

describe("The processors of an image", () => {
    test.each([
        ["ubuntu-24.04", "x64"],
        ["ubuntu-14.04", "x64"],
        ["ubuntu-26.04", "x64"],
        ["ubuntu-24.04-arm64", "Arm64"],
        ["ubuntu-26.04-arm64", "Arm64"],
        ["Canonical:ubuntu-24_04-lts:server-arm64:latest", "Arm64"],
        ["canonical:0001-com-ubuntu-server-jammy:22_04-lts-ARM64:latest", "Arm64"],
        ["Debian:debian-12:12-gen2:latest", "x64"],
        ["Other:linux:arm64:latest", "Arm64"],
        ["Other:linux:stable:latest", undefined],
        [OWN, undefined],
        [GALLERY, undefined],
    ])("of %s are %s", (value, architecture) => {
        expect(architectureOf(value)).toBe(architecture);
    });
});

describe("An image of one's own", () => {
    test.each([
        [OWN, true],
        [OWN.toUpperCase(), true],
        [GALLERY, false],
        ["ubuntu-24.04", false],
    ])("is a managed image: %s, %s", (value, managed) => {
        expect(isManagedImage(value)).toBe(managed);
    });

    test.each([
        [OWN, true],
        [GALLERY, true],
        ["ubuntu-14.04", true],
        ["canonical:ubuntuserver:14.04.5-lts:latest", true],
        ["ubuntu-18.04", false],
        ["ubuntu-24.04", false],
        ["Debian:debian-12:12:latest", false],
    ])("is never patched by Azure: %s, %s", (value, never) => {
        expect(isNeverPatched(value)).toBe(never);
    });
});

describe("Azure", () => {
    test.each([
        ["ubuntu-22.04", true],
        ["ubuntu-24.04", true],
        ["Canonical:ubuntu-24_04-lts:server:latest", true],
        ["ubuntu-20.04", false],
        ["ubuntu-24.04-arm64", false],
        ["ubuntu-26.04", false],
        [COMMUNITY, false],
    ])("is known to patch %s: %s", (value, patched) => {
        expect(isPatched(value)).toBe(patched);
    });
});
