/** The known name that a misspelled one most likely means; undefined if none is similar. */
export function nearest(name: string, known: readonly string[]): string | undefined {
    const most = Math.max(1, Math.floor(name.length / 3));
    const [best] = known
        .map((one) => ({ one, distance: editDistance(name.toLowerCase(), one.toLowerCase()) }))
        .filter(({ distance }) => distance <= most)
        .sort((one, other) => one.distance - other.distance);
    return best?.one;
}

/** Advice about an unknown name: the most similar known name, or all of them. */
export function knownNames(what: string, name: string, known: readonly string[]): string {
    const meant = nearest(name, known);
    return meant === undefined ? `Known ${what}: ${known.join(", ")}` : `Use ${meant}, or remove it`;
}

/** The number of letters to add, remove or replace (Levenshtein distance). */
function editDistance(from: string, to: string): number {
    let row = Array.from({ length: to.length + 1 }, (_, index) => index);
    for (let index = 0; index < from.length; index += 1) {
        const next = [index + 1];
        for (let place = 0; place < to.length; place += 1) {
            const exchanged = (row[place] ?? 0) + (from[index] === to[place] ? 0 : 1);
            next.push(Math.min(exchanged, (row[place + 1] ?? 0) + 1, (next[place] ?? 0) + 1));
        }
        row = next;
    }
    return row.at(-1) ?? 0;
}
