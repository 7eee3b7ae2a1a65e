import { expect, test } from "@jest/globals";
import { findOpen, isOpenToInternet } from "../../../../shared/azure/internet";
import { ALLOWED_SOURCES, OTHER_SOURCES } from "./accessTable";

test.each([...ALLOWED_SOURCES, ...OTHER_SOURCES])("%j let a large part of the Internet in: %s", (sources, expected) => {
    expect(isOpenToInternet(sources)).toBe(expected);
});

test.each([
    [
        ["10.0.0.0/8", "Internet", "AzureCloud", "0.0.0.0/0", "*", "10.0.0.0/10"],
        ["Internet", "0.0.0.0/0", "*"],
    ],
    [
        ["0.0.0.0/1", "128.0.0.0/1", "2.0.0.0/7", "INTERNET", "Internet.WestUS"],
        ["0.0.0.0/1", "128.0.0.0/1", "2.0.0.0/7", "INTERNET"],
    ],
    [
        ["64.0.0.0/8", "10.0.0.0/8", "AzureCloud", "70.0.0.0/8"],
        ["64.0.0.0/8", "70.0.0.0/8"],
    ],
    [["64.0.0.0/8", "AzureCloud"], []],
])("among %j, these are to blame: %j", (sources, expected) => {
    expect(findOpen(sources, (source) => [source])).toEqual(expected);
});
