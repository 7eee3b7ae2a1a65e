import { describe, expect, test } from "@jest/globals";
import { errorTextsIn, sourcesIn } from "../../../support/errorTexts";
import { CONTRADICTIONS } from "./index";

const rows = Object.values(CONTRADICTIONS).flat();

/** Functions whose problems concern the value of one argument, or of one resource that exists. Rules that are constants always do. */
const OF_ONE_ARGUMENT = [
    // certificates that users bring, each group against itself
    ...["chainProblems", "keyProblems", "namesakeProblems", "together"],
    // engine
    ...["flagProblem", "formatOne", "formatTwo", "optionProblems", "servicesProblems", "settingProblems"],
    // tags
    ...["sameNameProblems", "tagProblems"],
    // the program or the stack as a whole
    ...["subscriptionProblems", "takenNameProblems", "takenProblems", "takeVm", "missingProblems", "chosenEndpoint"],
    // functions that make rules
    ...["networkId", "resourceId"],
    ...["membersOf", "missing", "unknownProblem", "walk"],
];

describe("Arguments that contradict each other", () => {
    test.each(rows)("are reported: $given → $argument", ({ problems, argument, expected, fix }) => {
        expect(problems().map(({ got: _got, ...problem }) => problem)).toEqual([{ argument, expected, fix }]);
    });

    test("have a row for each message of a function that compares them", () => {
        const texts = sourcesIn("components")
            .flatMap(errorTextsIn)
            .filter(({ kind, inFunction = "" }) => kind === "expected" && inFunction !== "")
            .filter(({ inFunction = "" }) => !OF_ONE_ARGUMENT.includes(inFunction));
        expect(texts.length).toBeGreaterThan(40);
        const hasRow = (parts: readonly string[]): boolean =>
            rows.some(({ expected }) => new RegExp(`^${parts.map(escaped).join(".*")}$`, "s").test(expected));
        expect(texts.filter(({ parts }) => !hasRow(parts))).toEqual([]);
    });
});

const escaped = (text: string): string => text.replaceAll(/[\\^$.*+?()[\]{}|]/g, "\\$&");
