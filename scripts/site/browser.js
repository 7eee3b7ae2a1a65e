// Draws the diagrams of a page, in the colours of the theme.
"use strict";

/** @typedef {{ initialize(config: object): void; run(options: { nodes: Element[] }): Promise<void> }} Mermaid */

(() => {
    const blocks = [...document.querySelectorAll("pre.mermaid")];
    if (blocks.length === 0) {
        return;
    }
    const sources = blocks.map((block) => block.textContent);

    async function draw() {
        const theme = document.documentElement.dataset["theme"];
        const dark = theme === "dark" || (theme !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
        blocks.forEach((block, index) => {
            block.removeAttribute("data-processed");
            block.textContent = sources[index] ?? "";
        });
        const { mermaid } = /** @type {typeof window & { mermaid: Mermaid }} */ (window);
        mermaid.initialize({ startOnLoad: false, theme: dark ? "dark" : "neutral" });
        await mermaid.run({ nodes: blocks }).catch(({ message }) => {
            console.error(`A diagram cannot be drawn: ${message}`);
        });
    }

    // TypeDoc hides the page while it loads; what is hidden has no size to lay out by.
    function drawWhenVisible() {
        new ResizeObserver((_, observer) => {
            if (document.body.clientWidth > 0) {
                observer.disconnect();
                void draw();
                new MutationObserver(draw).observe(document.documentElement, { attributeFilter: ["data-theme"] });
            }
        }).observe(document.body);
    }

    const script = document.createElement("script");
    script.src = `${document.documentElement.dataset["base"]}assets/mermaid.js`;
    script.addEventListener("load", drawWhenVisible);
    document.head.append(script);
})();
