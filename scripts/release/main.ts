import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { parseArgs } from "node:util";
import { publint } from "publint";
import { formatMessage } from "publint/utils";
import { CHECKOUT } from "../checkout";
import { explained, FAILURE } from "../../shared/errors";
import { PACKAGES } from "../packages";
import { lastRelease, offerOf } from "./lastRelease";
import { planRelease } from "./plan";
import { manifestIn, pack, packageProblems, unpacked } from "./tarballs";

/**
 * Prepares a release: packs the packages, checks them, compares what they offer with the last release, and writes the notes.
 * `--tag v1.2.0` prepares that release in the folder `release`, from where publish.js publishes it. `--dry-run` does the same for the
 * checkout as it is, and then what publish.js would do. The packages must be built.
 */

const OUT = join(CHECKOUT, "release");
const print = (line: string): void => void process.stdout.write(`${line}\n`);

/** What publint says of an unpacked package: it looks whether what package.json promises is there and can be loaded. */
async function publintProblems(folder: string): Promise<string[]> {
    const { messages, pkg } = await publint({ pkgDir: folder, pack: false, strict: true });
    return messages.map((message) => `${manifestIn(folder).name} ${formatMessage(message, pkg) ?? message.code}`);
}

/** Packs the packages into a folder, with a list of them for publish.js, and says what is wrong with them. */
async function packAll(out: string, version: string): Promise<string[]> {
    const list: object[] = [];
    const problems: string[] = [];
    for (const [folder, contents] of Object.entries(PACKAGES)) {
        const tarball = pack(folder, out);
        const [{ name }, file] = [manifestIn(join(CHECKOUT, folder)), basename(tarball)];
        print(`${name}@${version}: ${file}, ${Math.ceil(statSync(tarball).size / 1000)} kB`);
        const integrity = `sha512-${createHash("sha512").update(readFileSync(tarball)).digest("base64")}`;
        list.push({ name, version, file, integrity });
        await unpacked(tarball, async (inside) => {
            problems.push(...packageProblems(inside, contents, version), ...(await publintProblems(inside)));
        });
    }
    writeFileSync(join(out, "packages.json"), `${JSON.stringify(list, undefined, 4)}\n`);
    return problems;
}

async function main(): Promise<void> {
    const { values } = parseArgs({
        options: {
            tag: { type: "string" },
            "dry-run": { type: "boolean", default: false },
        },
    });
    const { tag, "dry-run": isDryRun } = values;
    if ((tag === undefined) !== isDryRun) {
        throw new Error("expected one of --tag vX.Y.Z and --dry-run");
    }
    rmSync(OUT, { recursive: true, force: true });
    mkdirSync(OUT);

    const { version } = manifestIn(CHECKOUT);
    const now = offerOf((file) => readFileSync(join(CHECKOUT, file), "utf8"));
    const last = lastRelease(CHECKOUT, tag);
    const changelog = readFileSync(join(CHECKOUT, "CHANGELOG.md"), "utf8");
    const { notes, breaking, leastVersion, problems } = planRelease({ version, tag, changelog, now, last });
    if (last === undefined) {
        print("There is no earlier release: the schema and the API are compared with nothing.");
    } else {
        print(`Changes since ${last.tag} that can break programs: ${breaking.length || "none"}`);
        breaking.forEach((change) => {
            print(`- ${change}`);
        });
        print(`The next version is at least ${leastVersion ?? ""}.`);
    }
    const all = [...problems, ...(await packAll(OUT, version))];
    writeFileSync(join(OUT, "notes.md"), `${notes}\n`);
    if (all.length > 0) {
        throw new Error(all.join("\n"));
    }
    print(`\n${notes}\n`);
    if (isDryRun) {
        execFileSync(process.execPath, [join(__dirname, "publish.js"), OUT, "--dry-run"], { stdio: "inherit" });
    }
}

main().catch((error: unknown) => {
    process.stderr.write(`${explained(error)}\n`);
    process.exitCode = FAILURE;
});
