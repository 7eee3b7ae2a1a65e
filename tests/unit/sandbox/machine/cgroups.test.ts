import { describe, expect, it } from "@jest/globals";
import { cgroupFolders } from "../../../../sandbox/machine/cgroups";

const mount = (folder: string, type: string, options: string, root = "/"): string =>
    `30 25 0:27 ${root} ${folder} rw,nosuid shared:9 - ${type} ${type} rw,${options}`;

describe("the control groups of a VM", () => {
    it("are one group below the caller's own in version 2", () => {
        const mounts = mount("/sys/fs/cgroup", "cgroup2", "nsdelegate");
        expect(cgroupFolders("vm", "0::/user.slice/session-1.scope\n", mounts)).toEqual([
            "/sys/fs/cgroup/user.slice/session-1.scope/vm",
        ]);
    });

    it("are one group in each hierarchy with controllers in version 1, even if there is version 2", () => {
        const cgroup = "3:cpu,cpuacct:/\n2:memory:/jobs/7\n1:name=systemd:/\n0::/\n";
        const mounts = [
            mount("/sys/fs/cgroup/unified", "cgroup2", "nsdelegate"),
            mount("/sys/fs/cgroup/cpu,cpuacct", "cgroup", "cpu,cpuacct"),
            mount("/sys/fs/cgroup/memory", "cgroup", "memory"),
        ];
        expect(cgroupFolders("vm", cgroup, mounts.join("\n"))).toEqual([
            "/sys/fs/cgroup/cpu,cpuacct/vm",
            "/sys/fs/cgroup/memory/jobs/7/vm",
        ]);
    });

    it("leave out the part of a path that is not mounted, as in a container", () => {
        const mounts = mount("/sys/fs/cgroup", "cgroup2", "nsdelegate", "/docker/abc");
        expect(cgroupFolders("vm", "0::/docker/abc/inner\n", mounts)).toEqual(["/sys/fs/cgroup/inner/vm"]);
    });

    it("are none if no hierarchy is mounted", () => {
        expect(cgroupFolders("vm", "0::/\n", "")).toEqual([]);
    });
});
