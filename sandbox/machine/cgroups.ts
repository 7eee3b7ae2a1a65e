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
 * The folders of a VM's control groups: in each hierarchy a child of the caller's own group, so that the caller's limits
 * also apply to the VM and the daemon's groups stay apart from the host's.
 *
 * @param cgroup the text of /proc/self/cgroup
 * @param mountinfo the text of /proc/self/mountinfo
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
    // If there are hierarchies of version 1, that of version 2 has no controllers.
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

/** The folders of a VM's control groups below those of the calling process. */
export function ownCgroupFolders(name: string): string[] {
    const read = (file: string): string => readFileSync(`/proc/self/${file}`, "utf8");
    return cgroupFolders(name, read("cgroup"), read("mountinfo"));
}

/** The reason why the calling process cannot create control groups; undefined if it can. */
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

/** Creates the groups, ready for processes. */
export function makeCgroups(folders: readonly string[]): void {
    for (const folder of folders) {
        mkdirSync(folder, { recursive: true });
        // In version 1, a cpuset accepts no process until it has these.
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

/** Removes the groups and all groups below them, waiting up to 2 s for their last processes to end. */
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
