/**
 * The DNS label for a host if the user chose one: the first host gets it unchanged, the others with their name appended.
 * Undefined if the user chose none.
 */
export function dnsLabel(chosen: string | undefined, hostName: string, index: number): string | undefined {
    return chosen === undefined || index === 0 ? chosen : `${chosen}-${hostName}`;
}
