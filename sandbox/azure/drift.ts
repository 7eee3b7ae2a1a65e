import { isDeepStrictEqual } from "node:util";
import { isObject } from "../providers/values";

/**
 * The inputs of a resource after a refresh, as the real provider finds them: they follow what somebody changed in Azure,
 * and stay where only a default that Azure filled in differs.
 * @param before the outputs of the last operation
 * @param now the outputs of the refresh
 */
export function followDrift(input: unknown, before: unknown, now: unknown): unknown {
    if (input === undefined || isDeepStrictEqual(before, now)) {
        return input;
    }
    if (isObject(input) && isObject(before) && isObject(now)) {
        return Object.fromEntries(
            Object.keys(input).map((key) => [key, followDrift(input[key], before[key], now[key])]),
        );
    }
    if (Array.isArray(input) && Array.isArray(before) && Array.isArray(now) && now.length === input.length) {
        return input.map((element, index) => followDrift(element, before[index], now[index]));
    }
    return now;
}
