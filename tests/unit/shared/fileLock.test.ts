import { existsSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, jest, test } from "@jest/globals";
import { withFileLock } from "../../../shared/fileLock";
import { folder } from "../../support/eachTest";

afterEach(() => {
    jest.restoreAllMocks();
});

test("A lock is held for one action, and left afterwards, even if it fails", () => {
    const lock = join(folder, "lock");
    expect(withFileLock(lock, () => existsSync(lock))).toBe(true);
    expect(() =>
        withFileLock(lock, () => {
            throw new Error("failed");
        }),
    ).toThrow("failed");
    expect(existsSync(lock)).toBe(false);
});

test("The lock of a killed process is taken over", () => {
    const lock = join(folder, "lock");
    writeFileSync(lock, "");
    utimesSync(lock, 0, 0);
    expect(withFileLock(lock, () => "done")).toBe("done");
});

test("A lock that another process holds is named after half a minute", () => {
    const lock = join(folder, "lock");
    writeFileSync(lock, "");
    const now = Date.now();
    jest.spyOn(Date, "now")
        .mockReturnValueOnce(now)
        .mockReturnValueOnce(now)
        .mockReturnValue(now + 31_000);
    expect(() => withFileLock(lock, () => "done")).toThrow(
        `${lock}: another process has held this lock for 30 s. Try again.`,
    );
});
