import { describe, expect, test } from "@jest/globals";
import { generationOf, generationOfSize, image, imageReference, retirement } from "../../../components/internal/image";

const SUBSCRIPTION = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers";
const OWN = `${SUBSCRIPTION}/Microsoft.Compute/images/own`;
const GALLERY = `${SUBSCRIPTION}/Microsoft.Compute/galleries/g/images/own`;

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

    test.each([OWN, GALLERY])("is the id for %s", (id) => {
        expect(imageReference(id)).toEqual({ id });
    });
});

describe("The retirement of an image", () => {
    test.each(["ubuntu-24.04", "Canonical:UbuntuServer:14.04.5-LTS:14.04.201905140", OWN])(
        "is not known of %s",
        (value) => {
            expect(retirement(value)).toBeUndefined();
        },
    );

    test.each(["ubuntu-14.04", "Canonical:UbuntuServer:14.04.5-LTS:latest"])("is told of %s", (value) => {
        expect(retirement(value)).toContain("Ubuntu 14.04");
    });

    test.each(["16.04", "18.04", "20.04"])("is told of ubuntu-%s", (release) => {
        expect(retirement(`ubuntu-${release}`)).toContain(`Ubuntu ${release}`);
    });
});

describe("The generation of an image", () => {
    test.each([OWN, GALLERY, "Debian:debian-12:12:latest", "Canonical:ubuntu-24_04-lts:server:24.04.202501010", "x"])(
        "is not known of %s",
        (value) => {
            expect(generationOf(value)).toBeUndefined();
        },
    );

    test.each([
        ["ubuntu-14.04", 1],
        ["ubuntu-16.04", 1],
        ["ubuntu-18.04", 1],
        ["ubuntu-20.04", 2],
        ["ubuntu-22.04", 2],
        ["ubuntu-24.04", 2],
        ["Canonical:UbuntuServer:14.04.5-LTS:latest", 1],
        ["Canonical:ubuntu-24_04-lts:server:latest", 2],
    ])("of %s is %d", (value, generation) => {
        expect(generationOf(value)).toBe(generation);
    });
});

describe("The only generation that a size boots", () => {
    test.each([
        ["Basic_A1", 1],
        ["Standard_A4", 1],
        ["Standard_A2_v2", 1],
        ["Standard_A2m_v2", 1],
        ["Standard_D2", 1],
        ["Standard_D2_v2", 1],
        ["Standard_F4", 1],
        ["Standard_NV6", 1],
        ["Standard_NC6", 1],
        ["Standard_D2s_v6", 2],
        ["Standard_E4ads_v7", 2],
    ])("is for %s %d", (size, generation) => {
        expect(generationOfSize(size)).toBe(generation);
    });

    test.each([
        "Standard_B2s",
        "Standard_DS2_v2",
        "Standard_D2s_v3",
        "Standard_D4ds_v5",
        "Standard_F4s_v2",
        "Standard_F4s",
    ])("is none for %s, which boots both", (size) => {
        expect(generationOfSize(size)).toBeUndefined();
    });
});
