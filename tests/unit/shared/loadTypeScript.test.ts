import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { scratchFolder } from "../../support/scratch";
import { TYPESCRIPT } from "../../support/checkout";

describe("A program in TypeScript", () => {
    const program = join(scratchFolder(), "program.ts");
    const run = (text: string) => {
        writeFileSync(program, text);
        return spawnSync(process.execPath, [...TYPESCRIPT, program], { encoding: "utf8" });
    };

    test("runs as it is now, also when another text of that name was run before", () => {
        expect(run('const word: string = "one";\nconsole.log(word);\n').stdout).toBe("one\n");
        expect(run('const word: string = "two";\nconsole.log(word);\n').stdout).toBe("two\n");
        expect(run('const word: string = "one";\nconsole.log(word);\n').stdout).toBe("one\n");
    });

    test("names its own lines when it fails", () => {
        const { status, stderr } = run("interface Nothing {\n    a: 1;\n}\n\nthrow new Error('here');\n");
        expect(status).toBe(1);
        expect(stderr).toContain(`${program}:5:7`);
    });
});
