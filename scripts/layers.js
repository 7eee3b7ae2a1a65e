// An ESLint rule for imports between folders. ESLint's own no-restricted-imports sees only the text of an import, not the
// file that it resolves to.
"use strict";

const { dirname, relative, resolve } = require("node:path");

const ROOT = resolve(__dirname, "..");

/** @param {string} folder @param {readonly string[]} names @returns {string[]} */
const inFolder = (folder, names) => names.map((name) => `${folder}/${name}`);

const BASIS = inFolder("components", ["options", "defaults", "withDefaults", "perRun", "outputs"]);
const TOPIC = ["shared", ...BASIS, "components/validation"];

/**
 * The folders, and files without extension, that each folder or file may import from in addition to itself.
 *
 * @type {Readonly<Record<string, readonly string[]>>}
 */
const LAYERS = {
    shared: [],
    components: ["shared"],
    ...Object.fromEntries(BASIS.map((file) => [file, ["shared", ...BASIS]])),
    "components/validation": ["shared"],
    "components/network": TOPIC,
    "components/machine": TOPIC,
    "components/engine": [...TOPIC, "components/machine"],
    "components/certificates": [...TOPIC, "components/network"],
    "components/client": [...TOPIC, "components/certificates", "components/engine"],
    configKeys: ["components"],
    perHost: ["shared", "components"],
    config: ["shared", "components", "configKeys", "perHost"],
    index: ["components", "config"],
    cli: ["shared", "components"],
    policy: ["shared", "components"],
    "sandbox/providers": ["shared"],
    "sandbox/machine": ["shared", "components"],
    "sandbox/pulumi": ["shared"],
    // Without shared/azure: it follows only Azure's own sources, so that it does not share our mistakes.
    "sandbox/azure": [
        ...inFolder("sandbox", ["providers", "machine"]),
        ...inFolder("shared", ["atomicFile", "errors", "fileLock", "json", "jsonFile", "pulumiValues", "shellQuote"]),
        "shared/vaultSecrets",
    ],
    "sandbox/stack": ["shared", "configKeys", ...inFolder("sandbox", ["providers", "machine", "pulumi", "azure"])],
    "sandbox/cli": [
        "cli",
        "shared",
        "components",
        "preview/command",
        ...inFolder("sandbox", ["machine", "pulumi", "azure", "stack"]),
    ],
    preview: ["shared", "components", "sandbox"],
    "preview/git": ["shared", "preview/children"],
    "preview/plan": ["shared", "components"],
    "preview/markdown": ["shared", "preview/plan"],
    "preview/findings": ["shared", "components", ...inFolder("preview", ["plan", "markdown"])],
    "preview/render": ["shared", ...inFolder("preview", ["plan", "markdown", "findings"])],
};

/** @param {string} path @param {string} layer */
const isIn = (path, layer) => path === layer || path === `${layer}.ts` || path.startsWith(`${layer}/`);

/** @type {import("eslint").Rule.RuleModule} */
const rule = {
    create(context) {
        const file = relative(ROOT, context.filename);
        const [layer] = Object.keys(LAYERS)
            .filter((each) => isIn(file, each))
            .sort((one, other) => other.length - one.length);
        const allowed = LAYERS[layer ?? ""];
        if (layer === undefined || allowed === undefined) {
            return {};
        }
        return {
            /** @param {import("estree").Literal} node */
            ":matches(ImportDeclaration, ExportNamedDeclaration, ExportAllDeclaration, ImportExpression) > Literal, TSImportType Literal"(
                node,
            ) {
                const source = String(node.value);
                const target = relative(ROOT, resolve(dirname(context.filename), source));
                if (source.startsWith(".") && ![layer, ...allowed].some((each) => isIn(target, each))) {
                    const others = allowed.length === 0 ? "nothing else of this package" : allowed.join(", ");
                    context.report({
                        node,
                        message: `${layer} may import ${others}, not ${target}: scripts/layers.js.`,
                    });
                }
            },
        };
    },
};

module.exports = { rules: { imports: rule } };
