import { expect, test } from "@jest/globals";
import * as pulumi from "@pulumi/pulumi";
import * as rpc from "@pulumi/pulumi/runtime/rpc";
import { isMarked, isOutput, isSecretMark, isUnknownMark, SECRET_MARK, UNKNOWN } from "../../../shared/pulumiValues";

test.each([
    [pulumi.output("x"), true],
    [pulumi.secret({ __pulumiOutput: false }), true],
    [Promise.resolve("x"), false],
    [{ apply: () => undefined }, false],
    ["x", false],
    [null, false],
    [undefined, false],
])("An output is one for the SDK too (%#)", (value, output) => {
    expect([isOutput(value), pulumi.Output.isInstance(value)]).toEqual([output, output]);
});

test("The marks are those of the SDK", () => {
    const { specialSigKey, specialAssetSig, specialSecretSig, unknownValue } = rpc;
    expect(SECRET_MARK).toEqual({ [specialSigKey]: specialSecretSig });
    expect([UNKNOWN, isUnknownMark(unknownValue), isUnknownMark([unknownValue])]).toEqual([unknownValue, true, false]);
    const asset = { [specialSigKey]: specialAssetSig };
    expect([asset, { ...SECRET_MARK, value: 1 }, {}, UNKNOWN].map(isMarked)).toEqual([true, true, false, false]);
    expect([asset, { ...SECRET_MARK, value: 1 }, {}, UNKNOWN].map(isSecretMark)).toEqual([false, true, false, false]);
});
