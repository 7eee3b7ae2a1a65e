#!/usr/bin/env node
// The sandbox's program: TypeScript in a checkout, which needs no build; compiled in the package.
"use strict";

const { existsSync } = require("node:fs");
const { join } = require("node:path");

if (existsSync(join(__dirname, "cli"))) {
    require("../shared/loadTypeScript.js");
    require("./cli/main.ts");
} else {
    require("./dist/sandbox/cli/main.js");
}
