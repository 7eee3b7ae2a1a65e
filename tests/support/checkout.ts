import { join } from "node:path";
import { CHECKOUT } from "../../scripts/checkout";

export { CHECKOUT };

/** Node's arguments before those of a program in TypeScript. */
export const TYPESCRIPT = ["--require", join(CHECKOUT, "shared/loadTypeScript.js")] as const;
