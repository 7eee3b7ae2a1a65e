import {
    accessSync,
    constants,
    copyFileSync,
    existsSync,
    mkdirSync,
    readdirSync,
    readFileSync,
    rmdirSync,
} from "node:fs";
import { join } from "node:path";
import { eventually } from "./processes";

/**
 * Control groups of one VM: a child of the caller's own group in each hierarchy, so that the limits of the caller
 * hold for the VM too, and no group of the daemon lies among those of the host.
 *
 * @param cgroup - text of /proc/self/cgroup
 * @param mountinfo - text of /proc/self/mountinfo
 */
export function cgroupFolders(name: string, cgroup: string, mountinfo: string): string[] {
    const mounts = mountinfo
        .split("\n")
        .map((line) => line.split(" "))
        .map((fields) => ({ root: fields[3], folder: fields[4], tail: fields.slice(fields.indexOf("-") + 1) }))
        .map(({ tail, ...mount }) => ({ ...mount, type: tail[0], options: (tail[2] ?? "").split(",") }));
    const groups = cgroup
        .trim()
        .split("\n")
        .map((line) => /^\d+:([^:]*):(.*)$/.exec(line))
        .map((match) => ({ controllers: match?.[1] ?? "", path: match?.[2] ?? "/" }))
        .filter(({ controllers }) => !controllers.startsWith("name="));
    // Where there are hierarchies of version 1, version 2's has no controllers.
    const wanted = groups.length === 1 ? groups : groups.filter(({ controllers }) => controllers !== "");
    return wanted.flatMap(({ controllers, path }) => {
        const mount = mounts.find(({ type, options }) =>
            controllers === ""
                ? type === "cgroup2"
                : type === "cgroup" && controllers.split(",").every((controller) => options.includes(controller)),
        );
        const below = mount?.root === undefined || mount.root === "/" ? path : path.replace(mount.root, "");
        return mount?.folder === undefined ? [] : [join(mount.folder, below, name)];
    });
}

/** The VM's control groups as the calling process would make them. */
export function ownCgroupFolders(name: string): string[] {
    const read = (file: string): string => readFileSync(`/proc/self/${file}`, "utf8");
    return cgroupFolders(name, read("cgroup"), read("mountinfo"));
}

/** Why the calling process cannot make control groups; nothing when it can. */
export function whyNoCgroups(): string | undefined {
    const parents = ownCgroupFolders(".");
    try {
        parents.forEach((folder) => {
            accessSync(folder, constants.W_OK);
        });
    } catch (error) {
        return `control groups are not writable (${(error as Error).message})`;
    }
    return parents.length === 0 ? "no control groups are mounted" : undefined;
}

/** Makes the groups, ready to take processes. */
export function makeCgroups(folders: readonly string[]): void {
    for (const folder of folders) {
        mkdirSync(folder, { recursive: true });
        // Version 1's cpuset takes no process before it has these.
        for (const file of ["cpuset.cpus", "cpuset.mems"].filter((each) => existsSync(join(folder, each)))) {
            if (
                readFileSync(join(folder, file), "utf8").trim() === "" &&
                !existsSync(join(folder, "cgroup.controllers"))
            ) {
                copyFileSync(join(folder, "..", file), join(folder, file));
            }
        }
    }
}

/** Removes the groups with all below them, waiting up to 2 s for their last processes to be gone. */
export async function removeCgroups(folders: readonly string[]): Promise<void> {
    for (const folder of folders.filter((each) => existsSync(each))) {
        await eventually(() => removeTree(folder), 2_000);
    }
}

function removeTree(folder: string): boolean {
    try {
        readdirSync(folder, { withFileTypes: true })
            .filter((entry) => entry.isDirectory())
            .forEach((entry) => removeTree(join(folder, entry.name)));
        rmdirSync(folder);
        return true;
    } catch {
        return !existsSync(folder);
    }
}
