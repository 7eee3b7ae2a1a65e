import { matches, rule, trueOrFalse, wholeNumber } from "../validation/rules";
import { membersOf, type Rules } from "../validation/walk";

/**
 * What a timer removes from a host: stopped containers, unused networks, images and build cache. It never removes volumes.
 *
 * @see https://docs.docker.com/engine/manage-resources/pruning/
 */
export interface PruneSettings {
    /**
     * The age in hours from which something unused is removed, 1 to 87600. An image's age is the one of its build, not of its pull.
     *
     * @defaultValue 168, a week
     */
    olderThanHours?: number;
    /**
     * Whether all images without a container are removed, and not only those without a name.
     *
     * @defaultValue false
     */
    unusedImages?: boolean;
    /**
     * The size in GiB that the build cache is cut to, 1 to 32767, whatever its age: what was used least recently goes first.
     *
     * @defaultValue - no limit but the engine's own
     */
    maxBuildCacheGiB?: number;
    /**
     * When the timer runs, as a calendar event of systemd such as `daily`, `Sun 03:00` or `*-*-* 04:30:00`. A run that is missed
     * while the VM is off is made up for.
     *
     * @defaultValue `daily`
     * @see https://www.freedesktop.org/software/systemd/man/latest/systemd.time.html#Calendar%20Events
     */
    schedule?: string;
}

const pruneRules = {
    olderThanHours: wholeNumber("hours", 1, 87_600),
    unusedImages: trueOrFalse,
    maxBuildCacheGiB: wholeNumber("GiB", 1, 32_767),
    schedule: rule(
        (value) => matches(/^[A-Za-z0-9*](?:[A-Za-z0-9*.,:/~ -]*[A-Za-z0-9*])?$/, value),
        "a calendar event of systemd, such as daily or Sun 03:00",
        "Test it with `systemd-analyze calendar`",
    ),
} as const satisfies Rules<PruneSettings>;

/** The settings of the timer. */
export const pruneSettings = membersOf("settings of the timer by name", pruneRules, Object.keys(pruneRules));

/** When the timer runs; empty for no timer. */
export function pruneCalendar(settings: PruneSettings | undefined): string {
    return settings === undefined ? "" : (settings.schedule ?? "daily");
}

/**
 * The commands of the docker CLI that the timer runs, one per line. The client's own `builder prune` and that of the plugin Buildx
 * both have `--keep-storage`.
 */
export function pruneCommands({ olderThanHours = 168, unusedImages, maxBuildCacheGiB }: PruneSettings = {}): string {
    const images = unusedImages === true ? " --all" : "";
    return [
        `system prune --force${images} --filter until=${olderThanHours}h`,
        ...(maxBuildCacheGiB === undefined ? [] : [`builder prune --force --all --keep-storage ${maxBuildCacheGiB}g`]),
    ].join("\n");
}
