import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { unpackPackages } from "../../../../shared/tools/debianPackages";
import { folder, program } from "../../../support/eachTest";

test("Packages need apt-get and dpkg", async () => {
    process.env["PATH"] = folder;
    await expect(unpackPackages(["hello"], join(folder, "cache"))).rejects.toThrow(
        / has no apt-get and dpkg to unpack Debian packages with$/,
    );
});

test("Packages that cannot be resolved leave nothing behind", async () => {
    program("dpkg", "exit 0");
    program("apt-cache", "echo '  Candidate: 1.0'");
    program("apt-get", 'case "$*" in *--version*) exit 0 ;; *) echo "E: no network" >&2; exit 100 ;; esac');
    const cache = join(folder, "cache");
    await expect(unpackPackages(["hello"], cache)).rejects.toThrow(
        /^packages hello cannot be unpacked: .*E: no network/s,
    );
    expect(readdirSync(cache)).toEqual([]);
});
