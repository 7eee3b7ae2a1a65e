/** An action of somebody else's, as a step uses it. */
export interface Pin {
    readonly action: string;
    readonly commit: string;
    readonly version: string;
}

/** A workflow of this repository: of the same commit, or as other repositories call it. */
const OWN =
    /^\s*uses: (\.\/\.github\/workflows\/[\w-]+\.yml|docker-host-vm\/docker-host-vm\/\.github\/workflows\/[\w-]+\.yml@v\d+\.\d+\.\d+)$/;

/**
 * The actions of others that a workflow uses.
 *
 * @throws Error that names the line which is not pinned to a whole commit with its version beside it.
 */
export function pinsOf(workflow: string): Pin[] {
    return workflow
        .split("\n")
        .filter((line) => /^[\s-]*["']?uses["']?\s*:/.test(line) && !OWN.test(line))
        .map((line) => {
            const match = /^\s*(?:- )?uses: ([\w./-]+)@([0-9a-f]{40}) # v(\d+\.\d+\.\d+)$/.exec(line);
            if (match === null) {
                throw new Error(`expected "uses: owner/action@<40 hex digits> # vX.Y.Z", got "${line.trim()}"`);
            }
            const [, action = "", commit = "", version = ""] = match;
            return { action, commit, version };
        });
}
