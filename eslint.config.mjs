import eslint from "@eslint/js";
import jest from "eslint-plugin-jest";
import { defineConfig } from "eslint/config";
import tseslint from "typescript-eslint";
import layers from "./scripts/layers.js";

/** JSON.stringify on an Output silently writes Pulumi's "Calling [toJSON]" text; pulumi.jsonStringify works. */
const noJsonStringify = {
    selector: "CallExpression[callee.object.name='JSON'][callee.property.name='stringify']",
    message: "An Output inside JSON.stringify becomes an error text: use pulumi.jsonStringify.",
};

/** Almost every value is defined, so such an assertion proves next to nothing. */
const noBareToBeDefined = {
    selector: "CallExpression[callee.property.name='toBeDefined']",
    message: "Expect a value, or a property of it.",
};

export default defineConfig(
    { ignores: ["**/dist/", "node_modules/", ".sandbox/", "coverage/", "site/", "examples/container/"] },
    eslint.configs.recommended,
    {
        files: ["**/*.ts"],
        extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
        plugins: { layers },
        languageOptions: { parserOptions: { project: "./tsconfig.check.json" } },
        rules: {
            "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_", ignoreRestSiblings: true }],
            "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
            "@typescript-eslint/switch-exhaustiveness-check": "error",
            "layers/imports": "error",
            "max-lines": ["error", { max: 300, skipBlankLines: true, skipComments: true }],
            "max-params": ["error", 4],
        },
    },
    {
        files: ["components/**/*.ts"],
        // It has only plain settings.
        ignores: ["components/engine/daemonJson.ts"],
        rules: { "no-restricted-syntax": ["error", noJsonStringify] },
    },
    {
        files: [
            "components/client/scripts/*.js",
            "policy/main.js",
            "sandbox/bin.js",
            "sandbox/ci/*.js",
            "sandbox/pulumi/azureNames.js",
            "scripts/**/*.js",
            "shared/loadTypeScript.js",
        ],
        languageOptions: {
            sourceType: "commonjs",
            globals: {
                require: "readonly",
                module: "writable",
                __dirname: "readonly",
                process: "readonly",
                setTimeout: "readonly",
                clearTimeout: "readonly",
                setInterval: "readonly",
                clearInterval: "readonly",
                fetch: "readonly",
                TextDecoder: "readonly",
            },
        },
    },
    {
        // TypeScript, which also checks this file, knows the browser's globals.
        files: ["scripts/site/browser.js", "tests/endToEnd/pages/layout.js"],
        rules: { "no-undef": "off" },
    },
    {
        files: ["tests/**/*.ts"],
        extends: [jest.configs["flat/recommended"]],
        rules: { "no-restricted-syntax": ["error", noBareToBeDefined] },
    },
);
