/**
 * The DNS label that the user chose for a host: the first host gets it as it is, the others with their name behind it.
 * Nothing when the user chose none.
 */
export function dnsLabel(chosen: string | undefined, hostName: string, index: number): string | undefined {
    return chosen === undefined || index === 0 ? chosen : `${chosen}-${hostName}`;
}
