import { describe, expect, test } from "@jest/globals";
import { SECRET, UNKNOWN } from "../../../../preview/plan/properties";
import { fromTo } from "../../../../preview/markdown/values";

describe("What a property was and becomes", () => {
    test.each([
        ["a", "b", "`a` → `b`"],
        [1, true, "`1` → `true`"],
        [undefined, "b", "unset → `b`"],
        [["a"], { b: 1 }, '`["a"]` → `{"b":1}`'],
        ["a", UNKNOWN, "`a` → `(known after up)`"],
        [
            "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/networkInterfaces/nic",
            UNKNOWN,
            "`…/networkInterfaces/nic` → `(known after up)`",
        ],
        [
            "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/x/a",
            "/subscriptions/t/resourceGroups/g/providers/Microsoft.Network/x/a",
            "`…bscriptions/s/resourceGroups/g/providers/Micro…` → `…bscriptions/t/resourceGroups/g/providers/Micro…`",
        ],
        [SECRET, SECRET, "another `[secret]`"],
        ["docker-host", "docker-host", "still `docker-host`, of a resource that is replaced"],
        [`${"x".repeat(100)} one`, `${"x".repeat(100)} other`, "`…xxxxxxxxxx one` → `…xxxxxxxxxx other`"],
        ["y".repeat(60), "z".repeat(60), `\`${"y".repeat(47)}…\` → \`${"z".repeat(47)}…\``],
    ])("%j and %j", (before, after, expected) => {
        expect(fromTo({ before, after }).source).toBe(expected);
    });
});
