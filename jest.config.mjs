export default {
    testEnvironment: "node",
    // Two cores that also run engines and daemons: a slow machine is no failure.
    testTimeout: 30_000,
    maxWorkers: 2,
    testMatch: ["<rootDir>/tests/**/*.test.ts"],
    transform: {
        "\\.ts$": [
            "@swc/jest",
            { jsc: { target: "es2022", parser: { syntax: "typescript" } }, module: { type: "commonjs" } },
        ],
    },
    // marked is an ES module only, which jest cannot require; this is the same library as a script.
    moduleNameMapper: { "^marked$": "<rootDir>/node_modules/marked/lib/marked.umd.js" },
    extensionsToTreatAsEsm: [],
    modulePathIgnorePatterns: ["<rootDir>/dist/", "<rootDir>/.sandbox/"],
};
