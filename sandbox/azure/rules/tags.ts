import { recordAt } from "../../../shared/json";
import { SOURCES, type WriteRule } from "./rule";

/** The tags of a resource by name. */
const tagsOf = (inputs: unknown): [name: string, value: string][] =>
    Object.entries(recordAt(inputs, "tags")).map(([name, value]) => [name, String(value)]);

/**
 * The rules for tags. The page has the limits. The codes and messages of the first three are in public code; those of the others
 * are not Azure's.
 */
export const tagRules: readonly WriteRule[] = [
    {
        code: "InvalidTagNameCharacters",
        status: 400,
        source: SOURCES.tags,
        on: "all",
        violation: ({ inputs }) => {
            const wrong = tagsOf(inputs).find(([name]) => name === "" || /[<>%&\\?/\p{Cc}]/u.test(name));
            return (
                wrong &&
                `The tag names '${wrong[0]}' have reserved characters '<,>,%,&,\\,?,/' or control characters. These characters are only allowed for tags that start with the prefix 'hidden, link'.`
            );
        },
    },
    {
        code: "InvalidTagName",
        status: 400,
        source: SOURCES.tags,
        on: "all",
        violation: ({ inputs }) => {
            const long = tagsOf(inputs).find(([name]) => name.length > 512);
            return (
                long &&
                `Tag key too large. Following tag name '${long[0]}' exceeded the maximum length. Maximum allowed length for tag name - '512' characters.`
            );
        },
    },
    {
        code: "InvalidTagValueLength",
        status: 400,
        source: SOURCES.tags,
        on: "all",
        violation: ({ inputs }) => {
            const long = tagsOf(inputs).find(([, value]) => value.length > 256);
            return (
                long &&
                `Tag value too large. Following tag value '${long[1]}' exceeded the maximum length. Maximum allowed length for tag value - '256' characters.`
            );
        },
    },
    {
        code: "ReservedTagName",
        status: 400,
        source: SOURCES.tags,
        on: "all",
        violation: ({ inputs }) => {
            const reserved = tagsOf(inputs).find(([name]) => /^(microsoft|azure|windows)/i.test(name));
            return (
                reserved &&
                `The tag name '${reserved[0]}' has a prefix that is reserved for Azure use: 'microsoft', 'azure', 'windows'.`
            );
        },
    },
    {
        code: "TooManyTags",
        status: 400,
        source: SOURCES.tags,
        on: "all",
        violation: ({ name, inputs }) => {
            const count = tagsOf(inputs).length;
            return count > 50
                ? `The resource '${name}' has ${count} tags. The maximum number of tags is 50.`
                : undefined;
        },
    },
    {
        code: "DuplicateTagName",
        status: 400,
        source: SOURCES.tags,
        on: "all",
        violation: ({ inputs }) => {
            const names = tagsOf(inputs).map(([name]) => name.toLowerCase());
            const twice = names.find((name, index) => names.indexOf(name) !== index);
            return twice && `The tag name '${twice}' is given more than once. Tag names are case-insensitive.`;
        },
    },
];
