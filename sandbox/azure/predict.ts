import { isRecord } from "../../shared/json";
import { UNKNOWN } from "../../shared/pulumiValues";
import type { Values } from "../providers/values";

/**
 * Predicts the answer in a preview: the values that the inputs give, and unknown ones for the rest, at every depth, as the
 * real provider does.
 * @param projected the answer as it would be now; only its shape counts
 */
export function predict(projected: Values, inputs: Values): Values {
    return Object.fromEntries(
        Object.entries(projected).map(([key, value]) => [key, predictedValue(value, inputs[key])]),
    );
}

function predictedValue(projected: unknown, input: unknown): unknown {
    if (input === undefined) {
        return UNKNOWN;
    }
    if (isRecord(projected) && isRecord(input)) {
        return predict(projected, input);
    }
    return Array.isArray(projected) && Array.isArray(input)
        ? input.map((element, index) => predictedValue(projected[index], element))
        : input;
}
