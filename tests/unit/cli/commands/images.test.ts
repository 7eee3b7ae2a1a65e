import { dirname } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { images } from "../../../../cli/commands/images";
import { folder } from "../../../support/eachTest";
import { azureCli, calledWith } from "../azureCli";

/** An entry as `az vm image list --output json` prints it. */
const entry = (version: string, sku = "server") => ({
    architecture: "x64",
    offer: "ubuntu-24_04-lts",
    publisher: "Canonical",
    sku,
    urn: `Canonical:ubuntu-24_04-lts:${sku}:${version}`,
    version,
});

describe("The known images", () => {
    test("are listed newest first, with the end of their support", async () => {
        const { document, text } = await images(undefined, {});
        expect(document).toContainEqual({
            name: "ubuntu-24.04",
            urn: "Canonical:ubuntu-24_04-lts:server:latest",
            generation: 2,
            architecture: "x64",
            endOfSupport: "2029-05-31",
        });
        expect(text.split("\n")[1]).toMatch(/^ubuntu-26\.04-arm64 .* Arm64 +2031-05-29$/);
        expect(text.split("\n").at(-1)).toMatch(/^ubuntu-14\.04 .* 2019-04-25$/);
    });
});

describe("The versions of an image in Azure", () => {
    test("come from the Azure CLI, newest first, without those of images that only contain the name", async () => {
        const versions = ["24.04.9", "24.04.202404230", "24.04.10"];
        azureCli(JSON.stringify([...versions.map((version) => entry(version)), entry("24.04.11", "server-gen1")]));
        const { text } = await images("ubuntu-24.04", { cwd: folder, location: "westeurope" });
        expect(text.split("\n").map((urn) => urn.split(":").at(-1))).toEqual([
            "24.04.202404230",
            "24.04.10",
            "24.04.9",
        ]);
        expect(calledWith()).toBe(
            "vm image list --all --publisher Canonical --offer ubuntu-24_04-lts --sku server --location westeurope --output json",
        );
    });

    test("can be asked for by publisher, offer and SKU, in any case of letters", async () => {
        azureCli(JSON.stringify([entry("24.04.1")]));
        const { document } = await images("canonical:Ubuntu-24_04-LTS:Server:latest", { cwd: folder });
        expect(document).toEqual([{ urn: "Canonical:ubuntu-24_04-lts:server:24.04.1", version: "24.04.1" }]);
    });

    test("need the Azure CLI", async () => {
        process.env["PATH"] = dirname(folder);
        await expect(images("ubuntu-24.04", { cwd: folder })).rejects.toThrow("az was not found on PATH");
    });

    test("need somebody signed in", async () => {
        azureCli("", "ERROR: Please run 'az login' to setup account.\n", 1);
        await expect(images("ubuntu-24.04", { cwd: folder })).rejects.toThrow("Sign in: az login");
    });

    test("are not there with the Azure CLI's own error", async () => {
        azureCli("", "ERROR: No such location\n", 2);
        await expect(images("ubuntu-24.04", { cwd: folder })).rejects.toThrow(
            "az vm image list failed: ERROR: No such location",
        );
    });

    test("are missed when there are none", async () => {
        azureCli("[]");
        await expect(images("Canonical:x:y", { cwd: folder })).rejects.toThrow("of which no version was found");
    });
});

describe("A command line that is wrong", () => {
    test.each(["nonsense", "a:b", "a:b:c:d:e", "a:b:$(touch x)", "a:--all:c d"])(
        "as with the image %s",
        async (image) => {
            await expect(images(image, { cwd: folder })).rejects.toMatchObject({
                message: expect.stringContaining("IMAGE: expected a short name"),
                exitCode: 2,
            });
        },
    );

    test("as with a location that is none", async () => {
        await expect(images("ubuntu-24.04", { cwd: folder, location: "west & rm" })).rejects.toMatchObject({
            message: '--location: expected an Azure location, got "west & rm". For example, use westeurope',
            exitCode: 2,
        });
    });
});
