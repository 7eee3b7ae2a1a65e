import { describe, expect, test } from "@jest/globals";
import { image, imageReference, retirement } from "../../../components/internal/image";

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
});
