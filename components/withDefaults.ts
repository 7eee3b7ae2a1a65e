import { type Defaults, defaults } from "./defaults";

/** The arguments with every fixed default filled in. An explicitly undefined argument counts as omitted. */
export function withDefaults<T extends object>(args: T): Defaults & Omit<WithoutUndefined<T>, keyof Defaults> {
    return { ...defaults, ...withoutUndefined(args) };
}

/** The same properties, none of them undefined. */
type WithoutUndefined<T> = { [K in keyof T]: Exclude<T[K], undefined> };

/** Removes properties that are explicitly undefined. */
function withoutUndefined<T extends object>(args: T): WithoutUndefined<T> {
    return Object.fromEntries(Object.entries(args).filter(([, value]) => value !== undefined)) as WithoutUndefined<T>;
}
