import { join, resolve } from "node:path";

/** The folder of the checkout under test. */
export const CHECKOUT = resolve(__dirname, "../..");

/** Node's arguments before those of a program in TypeScript. */
export const TYPESCRIPT = ["--require", join(CHECKOUT, "shared/loadTypeScript.js")] as const;
