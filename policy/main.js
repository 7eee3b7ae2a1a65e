// Pulumi runs this. It loads TypeScript in a checkout, which needs no build, and compiled files in the package.
"use strict";

const { existsSync } = require("node:fs");
const { join } = require("node:path");

if (existsSync(join(__dirname, "index.ts"))) {
    require("../shared/loadTypeScript.js");
    require("./index.ts");
} else {
    require("./dist/policy/index.js");
}
