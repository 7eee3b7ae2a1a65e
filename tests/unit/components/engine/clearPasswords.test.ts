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
        ["in lists of flags", { db: { command: ["redis-server", "--requirepass", "s3cret"] } }, ["x.db.command[2]"]],
    ])("are found %s", (_, file, paths) => {
        expect(clearPasswords(file, "x")).toEqual(paths);
    });

    test.each([
        "PGPASSWORD",
        "dbPassword",
        "REDIS_AUTH",
        "SECRETS",
        "refreshToken",
        "AccountKey",
        "PASSWORD_2",
        "SECRET_KEY_BASE",
    ])("have the name %s", (name) => {
        expect(clearPasswords({ [name]: "s3cret" }, "x")).toEqual([`x.${name}`]);
        expect(clearPasswords([`${name}=s3cret`], "x")).toEqual([`x.${name}`]);
    });

    test.each([
        "AccountName=a;AccountKey=s3cret==;EndpointSuffix=core.windows.net",
        "redis-server --requirepass s3cret",
        "run --db-password=s3cret",
        "run --password 's3cret'",
        "java -Dpassword=s3cret",
        "sh -c 'PGPASSWORD=s3cret psql'",
        "--log-opt=splunk-token=s3cret",
        "https://a.example/?api_key=s3cret&b=c",
    ])("are in the text %s", (text) => {
        expect(clearPasswords({ command: text }, "x")).toEqual(["x.command"]);
        expect(clearPasswords([text], "x")).toHaveLength(1);
    });

    test.each<[string, object]>([
        ["variables", { environment: { PASSWORD: "$PASSWORD", SECRET: "${SECRET}" } }],
        ["files with passwords", { environment: ["POSTGRES_PASSWORD_FILE=/run/secrets/password"] }],
        ["switches and empty values", { environment: { ALLOW_EMPTY_PASSWORD: true, PASSWORD: "" } }],
        ["switches as texts", { environment: ["ALLOW_EMPTY_PASSWORD=yes", "SMTP_AUTH=login", "TOKEN=0"] }],
        ["names about passwords", { environment: { SECRETS_DIR: "/a", tokenUrl: "a", SharedAccessKeyName: "Root" } }],
        ["paths of files", { environment: { SECRETS: "/run/secrets" }, command: "--password-file=/a --token /run/b" }],
        ["methods", { environment: { POSTGRES_HOST_AUTH_METHOD: "trust", AUTHOR: "ann", OAUTH: "ann" } }],
        ["flags without a value", { command: "mongod --auth --port 27017", entrypoint: ["--auth", "--quiet"] }],
        ["variables in flags", { command: "a --password=$WORD --token ${TOKEN} 'AccountKey=$KEY;b=c'" }],
        ["other flags", { command: ["--passive=1", "--tokenizer", "a", "--bypass=all", "--keys=a"] }],
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
