import { resolve } from "node:path";

/** The checkout that this code belongs to. */
export const CHECKOUT = resolve(__dirname, "..");
