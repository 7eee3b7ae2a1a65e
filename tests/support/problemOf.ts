import { expect } from "@jest/globals";
import type { Problem } from "../../components/validation/problems";

/** Matches a problem. @param got absent if the problem shows no value */
export const problemOf = (argument: string, expected: string, ...got: readonly unknown[]): Problem => ({
    argument,
    expected: expect.stringContaining(expected) as unknown as string,
    fix: expect.any(String) as unknown as string,
    ...(got.length === 0 ? {} : { got: got[0] }),
});
