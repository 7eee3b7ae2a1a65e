import { matches, rule, trueOrFalse, wholeNumber } from "../validation/rules";
import { membersOf, type Rules } from "../validation/walk";

/**
 * Settings of a timer that removes stopped containers, unused networks, images and build cache. It never removes volumes.
 *
 * @see https://docs.docker.com/engine/manage-resources/pruning/
 */
export interface PruneSettings {
    /**
     * The age in hours from which unused data is removed, 1 to 87600. An image's age counts from its build, not from its pull.
     *
     * @defaultValue 168, a week
     */
    olderThanHours?: number;
    /**
     * Whether all unused images are removed, and not only dangling ones, which have no name.
     *
     * @defaultValue false
     */
    unusedImages?: boolean;
    /**
     * The size in GiB, which Docker calls GB, to which the timer reduces the build cache, 1 to 32767, regardless of its age. The
     * least recently used entries are removed first.
     *
     * @defaultValue - the engine's own limit
     */
    maxBuildCacheGB?: number;
    /**
     * When the timer runs, as a calendar event of systemd such as `daily`, `Sun 03:00` or `*-*-* 04:30:00`. If the VM was off at
     * that time, the timer runs when the VM starts.
     *
     * @defaultValue `daily`
     * @see https://www.freedesktop.org/software/systemd/man/latest/systemd.time.html#Calendar%20Events
     */
    schedule?: string;
}

const pruneRules = {
    olderThanHours: wholeNumber("hours", 1, 87_600),
    unusedImages: trueOrFalse,
    maxBuildCacheGB: wholeNumber("GiB", 1, 32_767),
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
export function pruneCommands({ olderThanHours = 168, unusedImages, maxBuildCacheGB }: PruneSettings = {}): string {
    const images = unusedImages === true ? " --all" : "";
    return [
        `system prune --force${images} --filter until=${olderThanHours}h`,
        ...(maxBuildCacheGB === undefined ? [] : [`builder prune --force --all --keep-storage ${maxBuildCacheGB}g`]),
    ].join("\n");
}
