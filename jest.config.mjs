/** The settings for TypeScript, shared by both projects. */
const shared = {
    testEnvironment: "node",
    transform: {
        "\\.ts$": [
            "@swc/jest",
            { jsc: { target: "es2022", parser: { syntax: "typescript" } }, module: { type: "commonjs" } },
        ],
    },
    // marked is an ES module, which jest cannot require; this is the same library as a script.
    moduleNameMapper: { "^marked$": "<rootDir>/node_modules/marked/lib/marked.umd.js" },
    modulePathIgnorePatterns: ["<rootDir>/dist/", "<rootDir>/(sandbox|policy)/dist/", "<rootDir>/.sandbox/"],
};

/** Tests that bring up stacks and daemons, or build and pack the library. */
const END_TO_END = "/tests/(endToEnd/.*|docs/commands)\\.test\\.ts$";

export default {
    // The machine may have two cores and also run engines and daemons: being slow must not fail a test.
    testTimeout: 30_000,
    // One more than cores: up to a quarter of the time, tests wait for daemons and their restarts.
    maxWorkers: 3,
    projects: [
        {
            ...shared,
            displayName: "unit",
            testMatch: ["<rootDir>/tests/**/*.test.ts"],
            testPathIgnorePatterns: ["/node_modules/", END_TO_END],
        },
        {
            ...shared,
            displayName: "endToEnd",
            testRegex: END_TO_END,
            globalSetup: "<rootDir>/tests/endToEnd/build.ts",
        },
    ],
};
