import { expect, test } from "@jest/globals";
import { showComment } from "../../../scripts/browser/comment";
import { sampleReports } from "../../support/sampleReports";
import { keepPicture, openPage, overflows } from "./support";

/** How large each diagram is drawn; those wider than the column are made smaller. */
const SCALES = `[...document.querySelectorAll(".mermaid > svg")].map((svg) =>
    svg.getBoundingClientRect().width / svg.viewBox.baseVal.width)`;
/** Text of 16 pixels becomes one of 10. */
const READABLE = 0.6;

test.each(Object.entries(sampleReports()))("GitHub draws the report %s whole, in its column", async (name, report) => {
    const { page, complaints } = await openPage({ viewport: { width: 900, height: 800 } });
    await showComment(page, report);
    await keepPicture(page, `report-${name}`);
    const scales = await page.evaluate<number[]>(SCALES);
    expect(complaints).toEqual([]);
    expect(scales).toHaveLength(report.split("```mermaid").length - 1);
    expect(scales.filter((scale) => scale < READABLE)).toEqual([]);
    // What is folded can be too wide as well. Lines of a program's text may scroll, a table may not.
    await page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true; })");
    expect(await overflows(page, "pre")).toEqual([]);
});
