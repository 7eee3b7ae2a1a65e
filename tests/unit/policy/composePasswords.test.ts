import { describe, expect, test } from "@jest/globals";
import { composePasswords } from "../../../policy/composePasswords";
import { judge, LATE, paths } from "./support";

const extension = (settings: unknown, type = "DockerExtension") => ({
    type: "azure-native:compute:VirtualMachineExtension",
    props: { type, settings },
});
const compose = { db: { image: "mysql", environment: { MYSQL_PASSWORD: "s3cret" } } };

describe("compose-passwords", () => {
    test("finds them in the Compose file and its variables, without their values", async () => {
        const settings = { compose, "compose-environment": { TOKEN: "s3cret" } };
        const verdict = await judge(composePasswords, extension(settings));
        expect(paths(verdict)).toEqual([
            "settings.compose.db.environment.MYSQL_PASSWORD",
            "settings.compose-environment.TOKEN",
        ]);
        expect(verdict.violations[0]).toContain(
            "it seems to be a password in clear, which everyone on the VM can read",
        );
        expect(verdict.violations[0]).toContain(
            "Write a variable there, and its value into the protected settings, environment",
        );
        expect(verdict.violations.join()).not.toContain("s3cret");
    });

    test.each([
        ["a variable", extension({ compose: { db: { environment: { MYSQL_PASSWORD: "$WORD" } } } })],
        ["no Compose file", extension({ docker: { port: "4243" } })],
        ["another extension", extension({ compose }, "CustomScript")],
    ])("finds none with %s", async (_, resource) => {
        expect(await judge(composePasswords, resource)).toEqual({ violations: [], applicable: true });
    });

    test("waits for a Compose file that is not known yet", async () => {
        expect(await judge(composePasswords, extension({ compose: LATE }))).toMatchObject({ violations: [] });
        expect((await judge(composePasswords, extension({ compose: LATE }))).late).toContain("compose");
    });
});
