// What tests ask within a page.
"use strict";

/**
 * The boxes that texts run out of, each as one line.
 *
 * @param {string} mayScroll - a selector of the boxes in which a reader may scroll to the side
 */
function overflows(mayScroll) {
    /** @param {Element} box */
    const scrolls = (box) => box.matches(mayScroll) && ["auto", "scroll"].includes(getComputedStyle(box).overflowX);

    /** @type {Map<Element, { text: string, by: number }>} */
    const widest = new Map();
    /** @param {Text} text */
    const measure = (text) => {
        const range = document.createRange();
        range.selectNodeContents(text);
        const end = Math.max(0, ...[...range.getClientRects()].map(({ right }) => right));
        for (let box = text.parentElement; box !== null && !scrolls(box); box = box.parentElement) {
            const { right, width } = box.getBoundingClientRect();
            const by = Math.round(end - right);
            const isBox = getComputedStyle(box).display !== "inline" && width > 0;
            if (isBox && by > Math.max(1, widest.get(box)?.by ?? 0)) {
                widest.set(box, { text: text.data.trim().slice(0, 60), by });
            }
        }
    };

    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode() !== null) {
        const text = /** @type {Text} */ (walker.currentNode);
        if (text.data.trim() !== "" && text.parentElement?.checkVisibility({ visibilityProperty: true }) === true) {
            measure(text);
        }
    }
    const { scrollWidth, clientWidth } = document.documentElement;
    const page = scrollWidth > clientWidth ? [`the page is ${scrollWidth} px wide in ${clientWidth}`] : [];
    const boxes = [...widest].map(
        ([box, { text, by }]) => `"${text}" ends ${by} px behind its ${box.tagName.toLowerCase()}`,
    );
    return [...page, ...boxes];
}

Object.assign(window, { overflows });
