import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { fixedText } from "../../components/engine/installScript";
import { findPulumi } from "../../sandbox/pulumi/pulumi";
import { allBlocks, type Block, pages, placeOf, textOf } from "./markdown";
import { CHECKOUT } from "../support/checkout";

/**
 * The pages in docs/troubleshooting quote messages: each must be one that really comes. tests/endToEnd/rotation.test.ts provokes
 * Docker's. Buildx, whose build takes too long for the tests, gave its messages in version 0.38.2.
 */

const isTroubleshooting = (page: string): boolean => page.startsWith("docs/troubleshooting/");

const quotes = allBlocks("text").filter(({ page }) => isTroubleshooting(page));
const quotesOf = (origin: string | undefined): Block[] => quotes.filter(({ marks }) => marks["from"] === origin);

/** The fixed parts of a quoted message. `expected` stands before every rule's text and is written once, with the colon. */
function fragments({ text }: Block): string[] {
    return text
        .split(/…|\n|: expected |^expected |, got /)
        .map((fragment) => fragment.trim())
        .filter((fragment) => /[a-z]{2}/i.test(fragment));
}

/** The sources below a folder as a reader of messages sees them: values and escapes out of the way, joined strings joined. */
function messagesIn(...folders: readonly string[]): string {
    const files = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard", ...folders], {
        cwd: CHECKOUT,
        encoding: "utf8",
    });
    return files
        .split("\n")
        .filter((file) => /\.(ts|js|sh)$/.test(file))
        .map((file) => readFileSync(join(CHECKOUT, file), "utf8"))
        .join("\n")
        .replaceAll(/["'`]\s*\+\s*["'`]/g, "")
        .replaceAll(/\\(["'`])/g, "$1");
}

/** The quotations of which no text holds all parts. */
function missing(blocks: readonly Block[], texts: string): string[] {
    return blocks
        .filter((block) => !fragments(block).every((fragment) => texts.includes(fragment)))
        .map((block) => `${placeOf(block)}: ${block.text}`);
}

test("Messages of this project are quoted as its sources have them", () => {
    const own = quotesOf(undefined);
    expect(own.length).toBeGreaterThan(30);
    // The general form has nothing but what differs.
    expect(own.filter((block) => fragments(block).length === 0).map(({ text }) => text)).toEqual([
        "…: expected …, got …. …",
    ]);
    expect(
        missing(
            own,
            messagesIn("shared", "components", "config.ts", "configKeys.ts", "sandbox", "cli", "preview", "policy"),
        ),
    ).toEqual([]);
});

test("Messages of Azure are quoted as the sandbox gives them", () => {
    expect(quotesOf("Azure").length).toBeGreaterThan(0);
    expect(missing(quotesOf("Azure"), messagesIn("sandbox/azure"))).toEqual([]);
});

test("Messages of Pulumi are quoted as Pulumi holds them", async () => {
    const { command } = await findPulumi(() => undefined);
    expect(quotesOf("Pulumi").length).toBeGreaterThan(0);
    expect(missing(quotesOf("Pulumi"), readFileSync(command.command, "latin1"))).toEqual([]);
});

test("No message is said to be somebody else's", () => {
    const origins = new Set(quotes.map(({ marks }) => marks["from"] ?? "this project"));
    expect([...origins].sort()).toEqual(["Azure", "Buildx", "Docker", "Pulumi", "this project"]);
});

test("Every message of the scripts that run elsewhere is explained: it arrives behind somebody else's words", () => {
    const explained = pages().filter(isTroubleshooting).map(textOf).join("\n");
    const script = fixedText();
    const commands = messagesIn("components/client/scripts");
    const texts = [
        ...[...script.matchAll(/\bfail "([^\n]+?)"( <|$|\n|\)| ;|\})/gm)].map(([, text]) => text),
        ...[...commands.matchAll(/(?:new (?:Error|Failure)\(|\btext:)\s*(?:"([^"]+)"|`([^`]+)`)/g)].map(
            ([, plain, filled]) => plain ?? filled,
        ),
        ...[...commands.matchAll(/`(dockerCertDir: [^`]+)`/g)].map(([, text]) => text),
    ].map((text = "") => longestFixedPart(text));
    expect(texts.length).toBeGreaterThan(28);
    expect(texts.filter((text) => !explained.includes(text))).toEqual([]);
});

/** The longest piece of a message without a value, up to the end of its first sentence. */
function longestFixedPart(message: string): string {
    const [first = ""] = message.split(/: whoever|\. Choose|\. Change/);
    const parts = first.split(/\$\{[^}]*\}|\$\(.*$|\$\w+/);
    return parts.reduce((longest, part) => (part.length > longest.length ? part : longest), "").trim();
}
