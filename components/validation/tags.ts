import type * as pulumi from "@pulumi/pulumi";
import { isRecord } from "../../shared/json";
import { isUnknown, type Problem, type Rule } from "./problems";
import { matches } from "./rules";

/** Tags of Azure resources by name. */
export type Tags = pulumi.Input<Record<string, pulumi.Input<string>>>;

/** How many tags a resource can have. */
const MOST = 50;

const isName = (name: string): boolean =>
    matches(/^[^<>%&\\?/\p{Cc}]{1,512}$/u, name) && !/^(microsoft|azure|windows)/i.test(name);

const isValue = (value: unknown): boolean => isUnknown(value) || (typeof value === "string" && value.length <= 256);

/**
 * The tags of resources: https://learn.microsoft.com/azure/azure-resource-manager/management/tag-resources#limitations. The
 * reserved prefixes are those of the REST operation `Tags_CreateOrUpdate`.
 */
export const tags: Rule = (argument, value) => {
    if (!isRecord(value)) {
        const fix = 'For example, use { costCenter: "1234" }';
        return [{ argument, expected: "tags by name", got: value, fix }];
    }
    const names = Object.keys(value);
    const tooMany = {
        argument,
        expected: `at most ${MOST} tags, Azure's limit`,
        got: names.length,
        fix: "Remove tags that nobody uses",
    };
    return [
        ...(names.length > MOST ? [tooMany] : []),
        ...Object.entries(value).flatMap(([name, one]) => tagProblems(argument, name, one)),
        ...names.flatMap((name, index) => sameNameProblems(argument, name, names.slice(0, index))),
    ];
};

function tagProblems(argument: string, name: string, value: unknown): readonly Problem[] {
    const place = `${argument}.${name}`;
    const wrongName = {
        argument: place,
        expected:
            "a name of 1 to 512 characters, not starting with microsoft, azure or windows, without < > % & \\ ? /",
        got: name,
        fix: "Choose another name",
    };
    const wrongValue = {
        argument: place,
        expected: "a string of at most 256 characters",
        got: value,
        fix: "Shorten it, or write a number in quotes",
    };
    return [...(isName(name) ? [] : [wrongName]), ...(isValue(value) ? [] : [wrongValue])];
}

/** Azure ignores the case of names. */
function sameNameProblems(argument: string, name: string, earlier: readonly string[]): readonly Problem[] {
    const twin = earlier.find((other) => other.toLowerCase() === name.toLowerCase());
    const expected = `a name that differs from ${twin ?? ""} by more than case, which Azure ignores`;
    return twin === undefined
        ? []
        : [{ argument: `${argument}.${name}`, expected, got: name, fix: "Remove one of them" }];
}
