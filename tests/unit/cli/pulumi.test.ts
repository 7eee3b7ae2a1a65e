import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { exportState } from "../../../cli/pulumi";
import type { Source } from "../../../cli/source";
import { folder, program } from "../../support/eachTest";

const source = (more: Partial<Source> = {}): Source => ({ cwd: folder, stack: "prod", ...more });

describe("The export of a stack", () => {
    test("is of that stack, decrypted where asked for, and asks nothing", async () => {
        program("pulumi", `printf '"%s"' "$*"`);
        expect(await exportState(source(), false)).toBe("stack export --non-interactive --stack prod");
        expect(await exportState(source({ stack: undefined }), true)).toBe(
            "stack export --non-interactive --show-secrets",
        );
    });

    test("of a sandbox needs its Pulumi", async () => {
        const sandbox = { engine: join(folder, "gone") } as Source["sandbox"];
        await expect(exportState(source({ sandbox }), false)).rejects.toThrow(
            `Pulumi was not found at ${folder}/gone. Bring the sandbox up again: `,
        );
    });

    test("is not that of the wrapper in an npm package, which npx puts first on PATH", async () => {
        program("pulumi", "echo '{}'");
        program("pulumi", "echo 'pulumi: fetch failed' >&2; exit 1", join(folder, "node_modules/.bin"));
        expect(await exportState(source(), false)).toEqual({});
    });

    test.each([
        ["error: failed to load checkpoint: unexpected end", "the stack's state file is corrupt"],
        [
            "error: no stack selected; please use `pulumi stack select`",
            "no stack is selected. Specify one with --stack",
        ],
        ["error: no stack named 'prod' found", "the stack does not exist"],
        ["error: incorrect passphrase, please set PULUMI_CONFIG_PASSPHRASE", "Set PULUMI_CONFIG_PASSPHRASE_FILE"],
        ["error: PULUMI_ACCESS_TOKEN must be set", "Sign in with pulumi login"],
    ])("says what to do about %j", async (said, advice) => {
        program("pulumi", `echo "warning: a newer one is there" >&2; cat >&2 <<'END'\n${said}\nEND\nexit 255`);
        const failed = exportState(source(), false);
        await expect(failed).rejects.toThrow(`stack prod in ${folder}: `);
        await expect(failed).rejects.toThrow(advice);
        await expect(failed).rejects.toThrow(`(Pulumi said: ${said.replace("error: ", "")})`);
    });

    test.each([
        ["echo one >&2; echo two >&2", "Pulumi said: two. Try: pulumi stack export"],
        ["true", "Pulumi returned no state. Try: pulumi stack export"],
    ])("repeats what it has no advice for: %s", async (script, message) => {
        program("pulumi", `${script}; exit 1`);
        await expect(exportState(source({ stack: undefined }), false)).rejects.toThrow(`${folder}: ${message}`);
    });
});
