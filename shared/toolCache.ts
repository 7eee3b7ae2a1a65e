import { homedir, userInfo } from "node:os";
import { join } from "node:path";

/** The cache for tools that all sandboxes share and that are costly to build: Pulumi and the daemon's packages. */
export function toolCache(): string {
    const base = process.env["XDG_CACHE_HOME"];
    // If HOME is empty, the system still knows the user's home.
    const home = homedir() || userInfo().homedir;
    return join(base === undefined || base === "" ? join(home, ".cache") : base, "docker-host-vm");
}
