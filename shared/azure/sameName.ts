/** Whether a value is that text but for case, as Azure reads names and the values of enumerations. */
export function same(value: unknown, text: string): boolean {
    return typeof value === "string" && value.toLowerCase() === text.toLowerCase();
}
