import { describe, expect, test } from "@jest/globals";
import { SECRET_MARK, UNKNOWN } from "../../../../shared/pulumiValues";
import type { Inputs, PlannedResource } from "../../../../preview/plan/plan";
import { customScript, dockerExtension, found, hostBetween, type State } from "./engineStates";
import { changed } from "../support";

describe("settings by which the engine's extension runs something else", () => {
    const [script, flags] = [customScript({}), dockerExtension({})];
    const update = (state: State, over: Inputs, paths: readonly string[]): string[] =>
        found(
            hostBetween(
                state,
                { ...state, extension: { ...state.extension, ...over } },
                {
                    changes: paths.map((path) => changed(path)),
                },
            ),
        );
    const docker = (more: Inputs): Inputs => ({
        docker: { ...(flags.extension["settings"] as { docker: object }).docker, ...more },
    });
    const hidden = { ...SECRET_MARK, ciphertext: "[secret]" };

    test.each([
        ["a command", script, { settings: { commandToExecute: "id" } }, ["settings"], "`settings.commandToExecute`"],
        ["a command that is secret", script, { settings: hidden }, ["settings"], "`settings`"],
        [
            "a protected command",
            script,
            { protectedSettings: hidden },
            ["protectedSettings.commandToExecute", "protectedSettings.script"],
            "`protectedSettings.commandToExecute`",
        ],
        [
            "containers",
            flags,
            { settings: docker({ compose: {} }) },
            ["settings.docker.compose"],
            "`settings.docker.compose`",
        ],
        [
            "a certificate under another name, which the extension reads, too",
            flags,
            { protectedSettings: { certs: { CA: "x" } } },
            ["protectedSettings.certs.CA"],
            "`protectedSettings.certs.CA`",
        ],
        ["a login", flags, { protectedSettings: hidden }, ["protectedSettings.login"], "`protectedSettings.login`"],
    ])("is told of: %s", (...[, state, over, paths, named]) => {
        expect(update(state, over as Inputs, paths)).toContainEqual(
            expect.stringContaining(`danger hardening: **Another command** (\`ext\`): ${named} can run code`),
        );
    });

    test.each([
        ["the script", script, { protectedSettings: hidden }, ["protectedSettings.script"]],
        ["all of the protected settings", script, { protectedSettings: hidden }, ["protectedSettings"]],
        ["flags", flags, {}, ["settings.docker.options[1]", "settings.docker.port"]],
        ["settings that are known later", flags, { settings: UNKNOWN }, ["settings"]],
    ])("is not: %s", (_what, state, over, paths) => {
        expect(update(state, over as Inputs, paths).filter((text) => text.includes("Another command"))).toEqual([]);
    });

    test("passwords in clear that come are told of, without their values", () => {
        const compose = (word: string): Inputs => ({
            ...(flags.extension["settings"] as Inputs),
            compose: { web: { image: "a", environment: { PASSWORD: word } } },
        });
        const told = update(flags, { settings: compose("s3cret") }, ["settings.compose"]);
        expect(told).toContainEqual(
            "caution hardening: **Password in clear** (`ext`): `settings.compose.web.environment.PASSWORD` seems to be a password in clear, which everyone on the VM can read.",
        );
        expect(told.join()).not.toContain("s3cret");
        expect(update(flags, { settings: compose("$WORD") }, ["settings.compose"]).join()).not.toContain("Password");
    });

    test("of the way of installation before are none of the one after", () => {
        const [extension, gate] = hostBetween(flags, script, { changes: [changed("settings.docker.port")] });
        expect(found([extension, gate] as PlannedResource[]).filter((text) => text.includes("command"))).toEqual([]);
    });

    test("certificates that change by themselves are explained by no other setting", () => {
        const changes = [changed("protectedSettings.certs.ca"), changed("settings.docker.options[0]")];
        const more = { ...flags.gate, environment: { ENGINE_REVISION: "other" } };
        expect(found(hostBetween(flags, { ...flags, gate: more }, { changes }))).toContainEqual(
            expect.stringContaining("danger tls: **TLS changed** (`ext`): protected settings"),
        );
    });

    test("protected settings of an extension that is replaced are told of as well", () => {
        const changes = [changed("vmExtensionName", { replaces: true }), changed("protectedSettings.script")];
        expect(found(hostBetween(script, script, { operation: "replace", changes }))).toContainEqual(
            expect.stringContaining("danger tls: **TLS changed** (`ext`): protected settings"),
        );
    });
});
