import { beforeAll, expect, test } from "@jest/globals";
import { expiryOf, expiryText } from "../../../cli/expiry";
import { issueAuthority } from "../../support/certificates";
import { HOUR } from "../../../shared/time";

let pem: string;
let issued: number;

beforeAll(async () => {
    issued = Date.now();
    pem = (await issueAuthority("team", 240)).certPem;
});

test.each([
    [-24, "early", 11, / \(11 days\)$/],
    [1, "valid", 10, / \(10 days\)$/],
    [169, "renewal", 3, / \(3 days\)$/],
    [264, "expired", -1, / \(expired\)$/],
])("A certificate of ten days, renewed three days early, is after %d hours: %s", (hours, state, days, text) => {
    const expiry = expiryOf({ pem, earlyRenewalHours: 72 }, issued + hours * HOUR);
    expect(expiry).toEqual({ expires: new Date(issued + 240 * HOUR).toISOString().slice(0, 10), days, state });
    expect(expiryText(expiry)).toMatch(text);
});
