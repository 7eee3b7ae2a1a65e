// The contents of the packages, for the build and for the check of published packages.
"use strict";

/**
 * @typedef {object} Contents
 * @property {readonly string[]} entries - the scripts and declarations in dist that are loaded from outside; dist keeps only
 * these and the files that they load
 * @property {readonly string[]} assets - the files and folders in the checkout that are copied to dist unchanged
 */

/** The scripts that are passed to Node.js as text. */
const CLIENT_SCRIPTS = ["components/client/scripts/clientFiles.js", "components/client/scripts/readiness.js"];

/**
 * The packages by their folder, in the order of publishing: the sandbox needs the library.
 *
 * @type {Readonly<Record<string, Contents>>}
 */
const PACKAGES = {
    ".": {
        entries: ["components/index.js", "components/index.d.ts", "cli/main.js", ...CLIENT_SCRIPTS],
        assets: ["components/client/scripts", "components/engine/scripts"],
    },
    sandbox: {
        entries: [
            "sandbox/cli/main.js",
            "sandbox/stack/az.js",
            "sandbox/stack/serveAzure.js",
            "sandbox/machine/main.js",
            "sandbox/machine/relay.js",
            "sandbox/providers/tls.js",
            "sandbox/providers/random.js",
            "sandbox/providers/command.js",
            "sandbox/providers/components.js",
            "sandbox/pulumi/azureNames.js",
            ...CLIENT_SCRIPTS,
        ],
        assets: [
            "components/client/scripts",
            "shared/loadTypeScript.js",
            "sandbox/pulumi/azureNames.js",
            "sandbox/pulumi/pulumi-module",
            "sandbox/pulumi/pythonHost.py",
            "sandbox/machine/docker-module",
            "sandbox/machine/init.sh",
            "sandbox/machine/programs",
        ],
    },
    policy: { entries: ["policy/index.js"], assets: [] },
};

module.exports = { PACKAGES };
