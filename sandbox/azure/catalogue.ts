import { textAt } from "./armType";

/**
 * The images and extensions that the emulated Azure serves. It still has Ubuntu 14.04 and the DockerExtension, which
 * Azure has retired: so the stack that has the shape of 2014 can be seen at work.
 */

const UBUNTU: Readonly<Record<string, string>> = {
    "UbuntuServer:14.04.5-LTS": "14.04.201911070",
    "UbuntuServer:16.04-LTS": "16.04.202109280",
    "UbuntuServer:18.04-LTS": "18.04.202401161",
    "0001-com-ubuntu-server-focal:20_04-lts-gen2": "20.04.202505200",
    "0001-com-ubuntu-server-jammy:22_04-lts-gen2": "22.04.202609040",
    "ubuntu-24_04-lts:server": "24.04.202609040",
    "ubuntu-24_04-lts:server-gen1": "24.04.202609040",
};

/** The newest or the asked version of an image; nothing when the catalogue has no such image. */
export function catalogueVersion(image: unknown): string | undefined {
    const newest = UBUNTU[`${textAt(image, "offer") ?? ""}:${textAt(image, "sku") ?? ""}`];
    const asked = textAt(image, "version");
    const served = textAt(image, "publisher")?.toLowerCase() === "canonical" && newest !== undefined;
    return served && (asked === "latest" || asked === newest) ? newest : undefined;
}

/** The VM extensions that the emulated agent can run, with the versions served. */
export const EXTENSIONS: Readonly<Record<string, readonly string[]>> = {
    "Microsoft.Azure.Extensions/DockerExtension": ["1.0", "1.1", "1.2"],
};
