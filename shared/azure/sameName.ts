/** Whether a value equals a text except for case, which Azure ignores in names and enumeration values. */
export function same(value: unknown, text: string): boolean {
    return typeof value === "string" && value.toLowerCase() === text.toLowerCase();
}
