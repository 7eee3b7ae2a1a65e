import { resolve } from "node:path";

/** The folder of the checkout under test. */
export const CHECKOUT = resolve(__dirname, "../..");
