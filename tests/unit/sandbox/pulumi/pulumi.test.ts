import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { findPulumi } from "../../../../sandbox/pulumi/pulumi";
import { folder, program } from "../../../support/eachTest";

test("The user's Pulumi is found behind the wrapper in an npm package, which npx puts first on PATH", async () => {
    program("pulumi", "echo v3.999.0");
    program("pulumi", "echo 'pulumi: fetch failed' >&2; exit 1", join(folder, "node_modules/.bin"));
    expect((await findPulumi(() => undefined)).origin).toBe("Pulumi: v3.999.0 on PATH");
});
