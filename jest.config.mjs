export default {
    testEnvironment: "node",
    testMatch: ["<rootDir>/tests/**/*.test.ts"],
    transform: {
        "\\.ts$": ["@swc/jest", { jsc: { target: "es2022", parser: { syntax: "typescript" } }, module: { type: "commonjs" } }],
    },
    extensionsToTreatAsEsm: [],
    modulePathIgnorePatterns: ["<rootDir>/dist/", "<rootDir>/.sandbox/"],
};
