import { homedir, userInfo } from "node:os";
import { join } from "node:path";

/** What is costly to make and the same for every sandbox: Pulumi, the daemon's packages. */
export function toolCache(): string {
    const base = process.env["XDG_CACHE_HOME"];
    // With an empty HOME the system still knows the user's home.
    const home = homedir() || userInfo().homedir;
    return join(base === undefined || base === "" ? join(home, ".cache") : base, "docker-host-vm");
}
