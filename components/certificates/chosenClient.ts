import { DEFAULT_CLIENT } from "../defaults";
import type { Problem } from "../validation/problems";

/** The name of the chosen client: `default` if none was chosen and there is one, otherwise the first in alphabetical order. */
export function chosenClient(names: readonly string[], chosen: string | undefined): string | undefined {
    return chosen ?? (names.includes(DEFAULT_CLIENT) ? DEFAULT_CLIENT : [...names].sort()[0]);
}

/** The problem of a chosen client that does not exist. */
export function chosenClientProblems(names: readonly string[], chosen: string | undefined): readonly Problem[] {
    return chosen === undefined || names.includes(chosen)
        ? []
        : [
              {
                  argument: "client",
                  expected: `one of the authority's clients (${[...names].sort().join(", ")})`,
                  got: chosen,
                  fix: "Add it to clients, or choose another one",
              },
          ];
}
