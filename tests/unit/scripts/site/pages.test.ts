import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "@jest/globals";
import type { ProcessResult } from "../../../../shared/processes";
import { CHECKOUT } from "../../../support/checkout";
import { folder } from "../../../support/eachTest";
import { run } from "../../../support/run";

const INDEX = "# Documentation\n\n## Guides\n\n- [Errors](errors/README.md): by text\n- [Changes](../CHANGELOG.md)\n";

/** The navigation that is made of some pages; an ES module, which jest does not load. */
async function sectionsOf(pages: Readonly<Record<string, string>>): Promise<ProcessResult> {
    Object.entries(pages).forEach(([name, text]) => {
        mkdirSync(dirname(join(folder, name)), { recursive: true });
        writeFileSync(join(folder, name), text);
    });
    const program = `
        import { findSections } from ${JSON.stringify(join(CHECKOUT, "scripts/site/pages.mjs"))};
        console.log(JSON.stringify(findSections(process.argv[1])));`;
    return await run(process.execPath, ["--input-type=module", "--eval", program, folder]);
}

const PAGES = {
    "docs/README.md": INDEX,
    "docs/errors/README.md": "# Errors\n\n[Azure](azure.md)\n",
    "docs/errors/azure.md": "# Errors of `Azure`\n",
    "docs/errors/aaa.md": "# Others\n",
    "CHANGELOG.md": "# Changelog\n",
};

test("The navigation has the sections of the index, and below a page those of its folder in the order of its links", async () => {
    const { stdout } = await sectionsOf(PAGES);
    const children = [
        { file: "docs/errors/azure.md", label: "Errors of Azure", children: [] },
        { file: "docs/errors/aaa.md", label: "Others", children: [] },
    ];
    const pages = [
        { file: "docs/errors/README.md", label: "Errors", children },
        { file: "CHANGELOG.md", label: "Changes", children: [] },
    ];
    expect(JSON.parse(stdout)).toEqual([{ title: "Guides", pages }]);
});

test("A page that belongs nowhere stops the build", async () => {
    const { code, stderr } = await sectionsOf({ ...PAGES, "docs/lost.md": "# Lost\n" });
    expect(code).toBe(1);
    expect(stderr).toContain(
        "docs/README.md links to neither these pages nor a page that has them in its folder: docs/lost.md",
    );
});

test("A page that the index names and that is not there stops the build", async () => {
    const { code, stderr } = await sectionsOf({ "docs/README.md": INDEX, "CHANGELOG.md": "# Changelog\n" });
    expect(code).toBe(1);
    expect(stderr).toContain("docs/README.md links to pages that do not exist: docs/errors/README.md");
});
