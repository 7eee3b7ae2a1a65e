import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { CHECKOUT } from "../../support/checkout";
import { folder, program } from "../../support/eachTest";

/** A stand-in for Buildx as a plugin of the Docker client. */
export const BUILDX = join(CHECKOUT, "tests/support/docker-buildx");

/**
 * Puts a Docker client first on PATH that keeps contexts as files. A daemon answers if `answer` was called for its context.
 *
 * @param absent how it says that a context is not there
 */
export function dockerClient(absent = "context not found: open meta.json: no such file or directory"): void {
    for (const name of ["contexts", "daemons"]) {
        mkdirSync(join(folder, name), { recursive: true });
    }
    program(
        "docker",
        `cd '${join(folder, "contexts")}'
[ "$1" != --context ] || { cat "../daemons/\${2##*/}" 2>/dev/null || { echo 'Cannot connect to the Docker daemon' >&2; exit 1; }; exit; }
[ "$1" != buildx ] || DOCKER_CONFIG='${folder}' exec '${BUILDX}' "$@"
case "$2" in
inspect) [ -e "$3" ] || { echo 'context "'"$3"'": ${absent}' >&2; exit 1; }
         printf '[{"Metadata":{"Description":"%s"}}]' "$(cat "$3")" ;;
create|update) printf %s "$5" > "$3"; printf %s "$7" > ../endpoint ;;
rm) [ "$3" != current ] || { echo 'context "current" is in use, set -f flag to force remove' >&2; exit 1; }
    rm "$3" ;;
ls) for name in *; do printf '%s\\t%s\\n' "$name" "$(cat "$name")"; done ;;
esac`,
    );
}

/** Has the daemon of a context answer, as one on this platform. */
export function answer(context: string, platform: string): void {
    writeFileSync(join(folder, "daemons", context), `${platform}\n`);
}

/** Has the daemon of a context answer no more. */
export function fallSilent(context: string): void {
    rmSync(join(folder, "daemons", context));
}

/** The description of a context. */
export const description = (name: string): string => readFileSync(join(folder, "contexts", name), "utf8");

/** Makes a context with a description. */
export const keep = (name: string, text: string): void => {
    writeFileSync(join(folder, "contexts", name), text);
};
