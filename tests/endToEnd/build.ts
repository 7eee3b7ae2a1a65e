import { execFileSync } from "node:child_process";
import { CHECKOUT } from "../support/checkout";

/** Builds the library once for all tests: what an earlier build left behind may not be what the sources say. */
export default function build(): void {
    execFileSync("npm", ["run", "--silent", "build"], { cwd: CHECKOUT, stdio: "pipe" });
}
