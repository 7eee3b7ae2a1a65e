import { expect, test } from "@jest/globals";
import { portsInWords } from "../../../../preview/markdown/ports";

const range = (from: number, to = from): { from: number; to: number } => ({ from, to });

test.each([
    [[range(22)], "tcp", "SSH"],
    [[range(4243), range(22)], "tcp", "SSH and 4243"],
    [[range(22), range(80), range(443)], "*", "SSH, 80 and 443"],
    [[range(443)], "tcp", "port 443"],
    [[range(80), range(443)], "tcp", "ports 80 and 443"],
    [[range(80, 90)], "tcp", "ports 80 to 90"],
    [[range(20, 25)], "tcp", "ports 20 to 25"],
    [[range(80, 84), range(85, 90)], "tcp", "ports 80 to 90"],
    [[1, 3, 5, 7, 9, 11].map((port) => range(port)), "tcp", "ports 1, 3, 5, 7, 9 and 11"],
    [[range(22)], "udp", "UDP port 22"],
    [[range(53), range(123)], "udp", "UDP ports 53 and 123"],
    [[range(0, 65_535)], "*", "all ports"],
    [[range(1, 65_535)], "tcp", "all TCP ports"],
    [[range(0, 21), range(22, 65_535)], "udp", "all UDP ports"],
])("%j of %s are %s", (ports, protocol, words) => {
    expect(portsInWords(ports, protocol)).toBe(words);
});

test("Where there is less room, the other ports are counted", () => {
    expect(
        portsInWords(
            [22, 80, 443, 8080].map((port) => range(port)),
            "tcp",
            2,
        ),
    ).toBe("SSH, 80 and 2 more");
});
