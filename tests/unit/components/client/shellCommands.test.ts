import { execFileSync } from "node:child_process";
import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { sshCommand, verifyCommand } from "../../../../components/client/shellCommands";

/** What a shell makes of a command, its name aside. */
function words(command: string): string[] {
    const script = `f() { printf '%s\\0' "$@"; }; alias=; ${command.replace(/^\w+/, "f")}`;
    return execFileSync("sh", ["-c", script], { encoding: "utf8" }).split("\0").slice(0, -1);
}

const PATHS = { ca: "/c/ca.pem", cert: "/c/cert.pem", key: "/c/key.pem" };

describe("The command that verifies a daemon", () => {
    test("verifies the server and shows the client's certificate", () => {
        expect(verifyCommand("tcp://build.example:4243", PATHS)).toBe(
            "docker --tlsverify --tlscacert=/c/ca.pem --tlscert=/c/cert.pem --tlskey=/c/key.pem -H tcp://build.example:4243 info",
        );
    });

    test("reaches docker as it was meant, whatever the paths hold", () => {
        const path = fc
            .string({ unit: "grapheme", minLength: 1, maxLength: 20 })
            .filter((text) => !text.includes("\0"));
        fc.assert(
            fc.property(path, (ca) => {
                expect(words(verifyCommand("tcp://h:1", { ...PATHS, ca }))[1]).toBe(`--tlscacert=${ca}`);
            }),
            { numRuns: 50, examples: [["it's"], ["$(id)"], ["a b"], ["`id`"], ["\\"], ['"'], ["a\nb"], ["~"], ["ü"]] },
        );
    });
});

describe("The command that opens a shell", () => {
    test("names no identity when there is no file", () => {
        expect(sshCommand("azureuser", "build.example", undefined)).toBe("ssh azureuser@build.example");
    });

    test("names the identity's file, quoted", () => {
        expect(sshCommand("azureuser", "build.example", "/home/me/my certs/id_ed25519")).toBe(
            "ssh -i '/home/me/my certs/id_ed25519' azureuser@build.example",
        );
    });
});
