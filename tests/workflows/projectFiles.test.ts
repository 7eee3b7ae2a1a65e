import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { parse } from "yaml";
import { CHECKOUT } from "../support/checkout";

/** What GitHub's syntax for issue forms asks for: https://docs.github.com/communities/using-templates-to-encourage-useful-issues-and-pull-requests/syntax-for-githubs-form-schema */
interface Field {
    readonly type: "markdown" | "input" | "textarea" | "dropdown" | "checkboxes";
    readonly id?: string;
    readonly attributes: { readonly label?: string; readonly value?: string; readonly options?: readonly unknown[] };
    readonly validations?: { readonly required?: boolean };
}

interface Form {
    readonly name: string;
    readonly description: string;
    readonly labels?: readonly string[];
    readonly body: readonly Field[];
}

const FORMS = ".github/ISSUE_TEMPLATE";
const KEYS: Readonly<Record<Field["type"], readonly string[]>> = {
    markdown: ["value"],
    input: ["label", "description", "placeholder", "value"],
    textarea: ["label", "description", "placeholder", "value", "render"],
    dropdown: ["label", "description", "options", "multiple", "default"],
    checkboxes: ["label", "description", "options"],
};
const read = (file: string): string => readFileSync(join(CHECKOUT, file), "utf8");

describe.each(readdirSync(join(CHECKOUT, FORMS)).filter((name) => name !== "config.yml"))("The form %s", (name) => {
    const form = parse(read(join(FORMS, name))) as Form;
    const fields = form.body.filter(({ type }) => type !== "markdown");

    test("has the keys that GitHub knows, and those that it needs", () => {
        expect(Object.keys(form).sort()).toEqual(["body", "description", "labels", "name"]);
        for (const { type, attributes, ...others } of form.body) {
            expect(KEYS[type]).toEqual(expect.arrayContaining(Object.keys(attributes)));
            expect(["id", "validations"]).toEqual(expect.arrayContaining(Object.keys(others)));
            expect(typeof (type === "markdown" ? attributes.value : attributes.label)).toBe("string");
        }
    });

    test("asks for something that has to be answered, each question once", () => {
        expect(fields.some(({ validations }) => validations?.required === true)).toBe(true);
        for (const values of [fields.map(({ id }) => id), fields.map(({ attributes }) => attributes.label)]) {
            expect(values).toEqual([...new Set(values)]);
            expect(values).not.toContain(undefined);
        }
        for (const { attributes } of fields.filter(({ type }) => type === "dropdown")) {
            expect(attributes.options?.length).toBeGreaterThan(1);
            expect(attributes.options).toEqual([...new Set(attributes.options)]);
        }
    });
});

test("Who reports a bug is told to remove secrets and to report vulnerabilities privately", () => {
    const advisory = "https://github.com/docker-host-vm/docker-host-vm/security/advisories/new";
    const { body } = parse(read(join(FORMS, "bug.yml"))) as Form;
    expect(body[0]?.attributes.value).toMatch(/Remove secrets/);
    const { contact_links: links } = parse(read(join(FORMS, "config.yml"))) as { contact_links: { url: string }[] };
    for (const text of [body[0]?.attributes.value, links.map(({ url }) => url).join(" "), read("SECURITY.md")]) {
        expect(text).toContain(advisory);
    }
});

test("Owners are named for files that exist, the workflows and what they run among them", () => {
    const owned = read(".github/CODEOWNERS")
        .split("\n")
        .flatMap((line) => /^\/(\S+)\s+@docker-host-vm\/maintainers$/.exec(line)?.[1] ?? []);
    expect(owned.filter((path) => !existsSync(join(CHECKOUT, path)))).toEqual([]);
    expect(owned).toEqual(expect.arrayContaining([".github/", ".ci/", "scripts/", "preview/", "sandbox/ci/"]));
});
