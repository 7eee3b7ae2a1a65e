const toCommonJs = [
    "@swc/jest",
    { jsc: { target: "es2022", parser: { syntax: "typescript" } }, module: { type: "commonjs" } },
];

export default {
    testEnvironment: "node",
    // Two cores that also run engines and daemons: a slow machine is no failure.
    testTimeout: 30_000,
    testMatch: ["<rootDir>/tests/**/*.test.ts"],
    // `marked` has ES modules only, which jest does not load as they are.
    transform: { "\\.ts$": toCommonJs, "/marked/lib/.*\\.js$": toCommonJs },
    transformIgnorePatterns: ["/node_modules/(?!marked/)"],
    extensionsToTreatAsEsm: [],
    modulePathIgnorePatterns: ["<rootDir>/dist/", "<rootDir>/.sandbox/"],
};
