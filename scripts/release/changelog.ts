/** One section of the changelog. */
export interface Section {
    /** `1.2.0`, or `Unreleased`. */
    readonly name: string;
    /** The day of the release, `2026-11-26`, if the heading has one. */
    readonly date: string | undefined;
    readonly text: string;
}

/** The sections of a changelog in the format of Keep a Changelog, in their order. */
export function sectionsOf(changelog: string): Section[] {
    return changelog
        .split(/^## (?=\[)/m)
        .slice(1)
        .map((section) => {
            const [, name = "", date] = /^\[([^\]]+)\](?: - (\d{4}-\d\d-\d\d))?$/m.exec(section) ?? [];
            return { name, date, text: section.slice(section.indexOf("\n")).trim() };
        });
}
