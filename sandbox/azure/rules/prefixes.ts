import { isIPv4 } from "node:net";

/**
 * The first and the last address of an IPv4 prefix, as numbers; undefined for tags and IPv6. `shared/azure/addressRanges.ts`
 * parses prefixes too; it is not used here, so that the emulated Azure does not share its mistakes.
 */
export function bounds(prefix: string): readonly [first: number, last: number] | undefined {
    const [address = "", bits = "32"] = prefix.split("/");
    if (!isIPv4(address)) {
        return undefined;
    }
    const number = address.split(".").reduce((sum, part) => sum * 256 + Number(part), 0);
    const size = 2 ** (32 - Number(bits));
    const first = number - (number % size);
    return [first, first + size - 1];
}

/** Whether two prefixes have addresses in common. */
export function meet(one: ReturnType<typeof bounds>, other: ReturnType<typeof bounds>): boolean {
    return one !== undefined && other !== undefined && one[0] <= other[1] && other[0] <= one[1];
}
