import { codeBlock, type Markdown, oneLine } from "../markdown/markdown";
import { isComponent, nameOf, type Operation, OPERATIONS, type PlannedResource } from "../plan/plan";

/** More boxes than that nobody reads. */
const MOST_BOXES = 24;

/** How each operation is drawn; the meaning of the colours is written into the boxes as well. */
const COLOURS: Partial<Record<Operation, string>> = {
    replace: "fill:#ffd8d3,stroke:#cf222e,color:#1f2328",
    delete: "fill:#ffd8d3,stroke:#cf222e,color:#1f2328,stroke-dasharray:4",
    create: "fill:#dafbe1,stroke:#1a7f37,color:#1f2328",
    update: "fill:#fff8c5,stroke:#9a6700,color:#1f2328",
};

/** A picture of what changes, each resource within its component, for Mermaid. The gravest come first. */
export function diagram(changed: readonly PlannedResource[]): Markdown {
    const shown = changed.slice(0, MOST_BOXES);
    const parents = [...new Set(shown.map(({ parent }) => parent))];
    const boxes = new Map(shown.map((resource, index) => [resource, `r${index}`]));
    const groups = parents.flatMap((parent, index) => {
        const children = shown
            .filter((resource) => resource.parent === parent)
            .map((resource) => box(boxes.get(resource) ?? "", resource));
        const title = nameOf(parent);
        return isComponent(parent)
            ? [
                  `    subgraph c${index}["${label(`${lastType(parent)} ${title}`)}"]`,
                  ...children.map((line) => `    ${line}`),
                  "    end",
              ]
            : children;
    });
    const more = changed.length > shown.length ? [`    more["and ${changed.length - shown.length} more"]`] : [];
    const colours = OPERATIONS.flatMap((operation) => {
        const ids = shown
            .filter((resource) => resource.operation === operation)
            .map((resource) => boxes.get(resource) ?? "");
        const colour = COLOURS[operation];
        return colour === undefined || ids.length === 0
            ? []
            : [`    classDef ${operation}d ${colour}`, `    class ${ids.join(",")} ${operation}d`];
    });
    return codeBlock("mermaid", ["flowchart LR", ...groups, ...more, ...colours]);
}

const lastType = (urn: string): string => (urn.split("::")[2] ?? "").split(/[$:/]/).at(-1) ?? "";

function box(id: string, { operation, type, name }: PlannedResource): string {
    return `    ${id}["${operation}: ${label(type.split(/[:/]/).at(-1) ?? "")}<br/>${label(name)}"]`;
}

/** A text as a part of a label: all but letters, digits and a few signs as Mermaid's own number codes. */
function label(text: string): string {
    return oneLine(text, 40).replace(/[^\p{L}\p{N} ._/-]/gu, (sign) => `#${sign.codePointAt(0) ?? 0};`);
}
