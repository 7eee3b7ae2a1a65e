import { expect, test } from "@jest/globals";
import { table } from "../../../cli/report";

test("A table's columns are as wide as their widest cells, and no line ends with blanks", () => {
    const rows = [
        ["HOST", "NAME", "END"],
        ["a", "a-long-name", ""],
        ["second", "-", "x"],
    ];
    expect(table(rows).split("\n")).toEqual([
        "HOST    NAME         END",
        "a       a-long-name",
        "second  -            x",
    ]);
});
