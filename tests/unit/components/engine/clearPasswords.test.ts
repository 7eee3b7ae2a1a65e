import { describe, expect, test } from "@jest/globals";
import { clearPasswords, clearPasswordWarnings } from "../../../../components/engine/clearPasswords";

describe("Passwords in clear", () => {
    test.each<[string, object, string[]]>([
        [
            "by their names",
            { db: { environment: { DB_PASSWORD: "s3cret", A: "b" } } },
            ["x.db.environment.DB_PASSWORD"],
        ],
        ["that are numbers", { db: { environment: { token: 1234 } } }, ["x.db.environment.token"]],
        ["in lists", { db: { environment: ["API_KEY=s3cret", "A=b"] } }, ["x.db.environment.API_KEY"]],
        ["in URLs", { web: { command: ["run", "https://ann:s3cret@a.example"] } }, ["x.web.command[1]"]],
        ["in URLs of variables", { web: { environment: ["DB=postgres://ann:s3cret@db/a"] } }, ["x.web.environment.DB"]],
    ])("are found %s", (_, file, paths) => {
        expect(clearPasswords(file, "x")).toEqual(paths);
    });

    test.each<[string, object]>([
        ["variables", { environment: { PASSWORD: "$PASSWORD", SECRET: "${SECRET}" } }],
        ["files with passwords", { environment: ["POSTGRES_PASSWORD_FILE=/run/secrets/password"] }],
        ["switches and empty values", { environment: { ALLOW_EMPTY_PASSWORD: true, PASSWORD: "" } }],
        ["other names", { environment: { COMPASS: "north", TOKENIZER: "a" }, image: "passwords" }],
        ["variables in URLs", { environment: ["DB=postgres://ann:$PASSWORD@db/a"], ports: ["80:80"] }],
    ])("are not %s", (_, service) => {
        expect(clearPasswords({ web: service }, "x")).toEqual([]);
    });

    test("cause a warning with the path, not the value", () => {
        const compose = { db: { image: "mysql", environment: { MYSQL_PASSWORD: "s3cret" } } };
        expect(clearPasswordWarnings({ compose, composeEnvironment: { TOKEN: "s3cret" } })).toEqual([
            "dockerExtension.compose.db.environment.MYSQL_PASSWORD seems to be a password in clear, which everyone on the VM can read. Write a variable such as $PASSWORD into compose, and its value into dockerExtension.environment.",
            expect.stringMatching(/^dockerExtension\.composeEnvironment\.TOKEN seems to be a password in clear/),
        ]);
        expect(clearPasswordWarnings(undefined)).toEqual([]);
    });
});
