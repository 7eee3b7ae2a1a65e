import { describe, expect, test } from "@jest/globals";
import { defaults } from "../../../components/defaults";
import { withDefaults } from "../../../components/withDefaults";

describe("Arguments with defaults", () => {
    test("count as left out when they are explicitly undefined", () => {
        expect(withDefaults({ dockerPort: undefined, image: undefined })).toEqual(defaults);
    });

    test("win over their default, 0 and empty text included", () => {
        expect(withDefaults({ readinessTimeoutSeconds: 0, image: "" })).toEqual({
            ...defaults,
            readinessTimeoutSeconds: 0,
            image: "",
        });
    });

    test("without a default stay", () => {
        expect(withDefaults({ serverNames: ["a"] })).toMatchObject({ serverNames: ["a"] });
    });
});
