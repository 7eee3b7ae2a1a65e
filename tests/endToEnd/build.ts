import { execFileSync } from "node:child_process";
import { CHECKOUT } from "../support/checkout";

/** Builds the packages once for all tests, because an earlier build may be out of date. */
export default function build(): void {
    execFileSync("npm", ["run", "--silent", "build"], { cwd: CHECKOUT, stdio: "pipe" });
}
