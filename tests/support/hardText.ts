import fc from "fast-check";

/** What a shell gives a meaning to. */
export const HARD = [
    "it's",
    "$HOME",
    "$(id)",
    "`id`",
    "\\",
    "\\'",
    '"',
    "a\nb",
    "'",
    "''",
    "%",
    "!",
    "*",
    "~",
    "\n",
    "ü",
    "#",
];
/** Texts with these, and others. A shell's variables hold no zero byte. */
export const hardText = fc
    .array(fc.oneof(fc.constantFrom(...HARD), fc.string({ unit: "grapheme", maxLength: 5 })), { maxLength: 6 })
    .map((parts) => parts.join(" "))
    .filter((text) => !text.includes("\0"));
