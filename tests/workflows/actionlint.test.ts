import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { afterEach, expect, test } from "@jest/globals";
import { Artifact } from "./reports";
import { CHECKOUT, TYPESCRIPT } from "../support/checkout";

const folders: Artifact[] = [];

afterEach(() => {
    folders.splice(0).forEach((folder) => {
        folder.remove();
    });
});

/** Runs the check over a workflow with these steps. */
function check(steps: string, env: NodeJS.ProcessEnv = process.env): { status: number | null; said: string } {
    const head = "on: push\njobs:\n  a:\n    runs-on: ubuntu-24.04\n    steps:\n";
    const folder = new Artifact({ "workflow.yml": `${head}${steps}` });
    folders.push(folder);
    const args = [...TYPESCRIPT, "scripts/actionlint.ts", join(folder.folder, "workflow.yml")];
    const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: CHECKOUT, env, encoding: "utf8" });
    return { status, said: `${stdout}${stderr}` };
}

// The first run builds actionlint, and unpacks shellcheck where it is not installed.
const PATIENTLY = 300_000;

test(
    "the check lets a good workflow pass",
    () => {
        expect(check("      - run: echo hello\n")).toEqual({ status: 0, said: "" });
    },
    PATIENTLY,
);

test.each([
    ["a key that does not exist", "      - run: echo hello\n        shel: sh\n", 'unexpected key "shel"'],
    [
        "a property that job does not have",
        "      - run: echo '${{ job.workflow }}'\n",
        'property "workflow" is not defined',
    ],
    ["a title in a script", "      - run: echo '${{ github.event.pull_request.title }}'\n", "potentially untrusted"],
    ["a shell script's problem", "      - run: echo $HOME/*.md | xargs rm $1\n", "SC2086"],
    [
        "a wrong input of a pinned action",
        `      - uses: actions/upload-artifact@${"a".repeat(40)} # v7.0.0\n        with: { pth: x }\n`,
        'input "pth" is not defined',
    ],
])(
    "the check finds %s",
    (_what, steps, finding) => {
        const { status, said } = check(steps);
        expect(said).toContain(finding);
        expect(status).toBe(1);
    },
    PATIENTLY,
);

test("the check fails where there is no actionlint, and says what to install", () => {
    const nowhere = new Artifact();
    folders.push(nowhere);
    const env = { PATH: nowhere.folder, HOME: nowhere.folder, XDG_CACHE_HOME: nowhere.folder };
    const { status, said } = check("      - run: echo hello\n", env);
    expect(said).toMatch(
        /^no actionlint \d+\.\d+\.\d+ on PATH, and Go is not installed\. Install .*actionlint\/releases\), or Go /m,
    );
    expect(status).toBe(1);
});
