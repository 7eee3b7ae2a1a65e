import { createHash } from "node:crypto";
import { realpathSync } from "node:fs";
import { homedir, userInfo } from "node:os";
import { join } from "node:path";

/** What is costly to make and the same for every sandbox: Pulumi, the daemon's packages. */
export function toolCache(): string {
    const base = process.env["XDG_CACHE_HOME"];
    // With an empty HOME the system still knows the user's home.
    const home = homedir() || userInfo().homedir;
    return join(base === undefined || base === "" ? join(home, ".cache") : base, "docker-host-vm");
}

/**
 * The file that says of a sandbox's home which Pulumi to run in it, and how. It lies with the user's own caches and not in the
 * home: a `.sandbox` that came with somebody's clone or archive must not name a program.
 *
 * @param home a folder that is there
 */
export function sandboxManifest(home: string): string {
    const name = createHash("sha256").update(realpathSync(home)).digest("hex");
    return join(toolCache(), "homes", `${name}.json`);
}
