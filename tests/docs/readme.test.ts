import { expect, test } from "@jest/globals";
import { parse } from "marked";
import { allBlocks, textOf } from "./markdown";

const README = textOf("README.md");

test("The README can be read in a few minutes: it has at most 800 words, commands included", () => {
    const words = parse(README, { async: false })
        .replaceAll(/<[^>]*>/g, "")
        .match(/\S+/g);
    expect(words?.length).toBeGreaterThan(400);
    expect(words?.length).toBeLessThanOrEqual(800);
});

test("The README begins with a program of five lines, and the sandbox brings it up by its first command", () => {
    const [program, ...others] = allBlocks().filter(({ page }) => page === "README.md");
    expect(program?.language).toBe("typescript");
    expect(program?.text.split("\n")).toHaveLength(5);
    const commands = others.flatMap(({ language, text }) => (language === "sh" ? text.split("\n") : []));
    expect(commands.find((command) => command.startsWith("npx "))).toBe("npx docker-host-vm-sandbox up");
});
