import { expect, test } from "@jest/globals";
import * as pulumi from "@pulumi/pulumi";
import { isOutput } from "../../../shared/pulumiValues";

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
