/** Ports side by side, both ends included. */
export interface PortRange {
    readonly from: number;
    readonly to: number;
}

/**
 * The ports that a security rule names: `*`, `22`, `20-30`, or several of them with commas between, as the portal takes them.
 *
 * @returns Nothing for any other text.
 */
export function portRangesOf(text: string): PortRange[] | undefined {
    const parts = text.split(",").map((part) => part.trim());
    // Beside a list of ranges Azure shows the single one as an empty text.
    const ranges = parts.filter((part) => part !== "").map(portRangeOf);
    return ranges.every((range) => range !== undefined) ? ranges : undefined;
}

function portRangeOf(text: string): PortRange | undefined {
    if (text === "*") {
        return { from: 0, to: 65_535 };
    }
    const [, from, to = from] = /^(\d{1,5})(?:\s*-\s*(\d{1,5}))?$/.exec(text) ?? [];
    return from === undefined ? undefined : { from: Number(from), to: Number(to) };
}
