import { isRecord } from "../../shared/json";
import { UNKNOWN } from "../../shared/pulumiValues";
import type { Values } from "../providers/values";

/**
 * Predicts Azure's response for a preview, as the real provider does: values from the inputs, and unknown values for the
 * rest, at every depth.
 * @param projected the response as it would be now; only its shape matters
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
