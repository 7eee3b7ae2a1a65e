import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** The version of the package that a folder belongs to, in the checkout and when compiled. @param folder absolute path */
export function packageVersion(folder: string): string {
    const file = join(folder, "package.json");
    return existsSync(file)
        ? (JSON.parse(readFileSync(file, "utf8")) as { version: string }).version
        : packageVersion(dirname(folder));
}
