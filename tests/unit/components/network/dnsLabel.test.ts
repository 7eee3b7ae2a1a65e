import { describe, expect, test } from "@jest/globals";
import { dnsLabel } from "../../../../components/network/dnsLabel";

describe("The DNS label that the user chose", () => {
    test("is nothing when none was chosen", () => {
        expect(dnsLabel(undefined, "build", 0)).toBeUndefined();
    });

    test("is the first host's as it is", () => {
        expect(dnsLabel("team", "build", 0)).toBe("team");
    });

    test("has the name of another host behind it", () => {
        expect(dnsLabel("team", "test", 1)).toBe("team-test");
    });
});
