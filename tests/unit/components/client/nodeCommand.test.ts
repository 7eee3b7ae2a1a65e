import { describe, expect, test } from "@jest/globals";
import { nodeCommand } from "../../../../components/client/nodeCommand";

describe("A command run by Node", () => {
    test.each(["clientFiles", "readiness"] as const)("shows neither a path nor the script of %s", (script) => {
        const { stdin, ...shown } = nodeCommand(script);
        expect(shown).toEqual({ interpreter: ["node", "-"], create: "create", logging: "none" });
        expect(stdin).toContain('"use strict"');
    });
});
