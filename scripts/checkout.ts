import { resolve } from "node:path";

/** The checkout that contains this code. */
export const CHECKOUT = resolve(__dirname, "..");
