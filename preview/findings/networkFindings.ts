import { kindOf } from "../../shared/azure/resourceKind";
import type { Finding } from "./finding";
import { joined, listed, Markdown, prose } from "../markdown/markdown";
import type { Plan, PlannedResource } from "../plan/plan";
import { valueAt } from "../plan/properties";
import { type Access, accessOf, openPermissions, type Widening, widenings } from "./access";

/** Who may enter and could not before. A stack that is new as a whole widens nothing: only what is open is told of it. */
export function networkFindings({ resources, isNew }: Plan): Finding[] {
    const [before, after] = [accessOf(resources, "before"), accessOf(resources, "after")];
    const wider = widenings(before, after).filter(({ open }) => open || !isNew);
    return [
        ...bySources(wider).map(wideningFinding),
        ...unclearFindings(before, after),
        ...resources.flatMap((resource) => guardFindings(resource, resources)),
        ...denialFindings(before, after),
    ];
}

/** Groups what the same sources may newly reach, by whichever security rules, so that two ports opened at once are one finding. */
function bySources(all: readonly Widening[]): Widening[][] {
    const groups = new Map<string, Widening[]>();
    for (const one of all) {
        const key = JSON.stringify([one.open, [...one.sources].sort()]);
        groups.set(key, [...(groups.get(key) ?? []), one]);
    }
    return [...groups.values()];
}

function wideningFinding(pieces: readonly Widening[]): Finding {
    const open = pieces.some((piece) => piece.open);
    const sources = listed(pieces[0]?.sources ?? []);
    const ports = portsInWords(pieces.map((piece) => piece.ports));
    const rules = [...new Set(pieces.map(({ permission }) => permission.rule))];
    const where = prose`in ${new Markdown(rules.length === 1 ? "rule" : "rules")} ${listed(rules)}`;
    const about = [...new Set(pieces.map(({ permission }) => permission.urn))];
    return open
        ? {
              kind: "open",
              level: "danger",
              title: "open to the Internet",
              text: prose`**Open to the Internet**: ${ports} can be reached by everybody or a large part of the Internet, by ${sources} ${where}.`,
              about,
          }
        : {
              kind: "open",
              level: "caution",
              title: "sources widened",
              text: prose`**Sources widened**: ${ports} can be reached by ${sources}, of which some or all were not allowed before, ${where}.`,
              about,
          };
}

/** `port 22`, `ports 22, 80 to 90 and more`; neighbouring ranges stand as one. */
function portsInWords(ports: readonly Widening["ports"][]): Markdown {
    const sorted = [...ports].sort((one, other) => one.from - other.from);
    const apart: { from: number; to: number }[] = [];
    for (const { from, to } of sorted) {
        const last = apart.at(-1);
        if (last !== undefined && from <= last.to + 1) {
            last.to = Math.max(last.to, to);
        } else {
            apart.push({ from, to });
        }
    }
    const shown = apart.slice(0, 5).map(({ from, to }) => (from === to ? prose`${from}` : prose`${from} to ${to}`));
    const noun = apart.length === 1 && apart[0]?.from === apart[0]?.to ? prose`port` : prose`ports`;
    return prose`${noun} ${joined(shown, ", ")}${apart.length > 5 ? prose` and more` : prose``}`;
}

function unclearFindings(before: Access, after: Access): Finding[] {
    const known = new Set(before.unclear.map(({ rule }) => rule));
    const unclear = after.unclear.filter(({ rule }) => !known.has(rule));
    return unclear.length === 0
        ? []
        : [
              {
                  kind: "open",
                  level: "danger",
                  title: "sources unknown",
                  text: prose`**Sources unknown**: ${listed(unclear.map(({ rule }) => rule))} has values that are secret, known only after the \`up\`, or in no known form.`,
                  about: unclear.map(({ urn }) => urn),
              },
          ];
}

/** An interface with a public address whose security group is taken away or is another one. */
function guardFindings(
    { type, name, before, after, operation, urn }: PlannedResource,
    resources: readonly PlannedResource[],
): Finding[] {
    if (kindOf(type) !== "network:NetworkInterface" || after === undefined || operation === "same") {
        return [];
    }
    const guard = (inputs: unknown): unknown => valueAt(inputs, "networkSecurityGroup.id");
    const finding = (level: Finding["level"], title: string, text: Markdown): Finding[] => [
        { kind: "open", level, title, text, about: [urn] },
    ];
    if (guard(after) === undefined) {
        return finding(
            "danger",
            "interface without a security group",
            prose`**No security group** guards the network interface ${name}.`,
        );
    }
    // A security group that is new has no id yet; what it lets in is judged by its rules.
    const is = guard(after);
    const known = new Set(resources.map((other) => guard(before ?? other.before)));
    return typeof is === "string" && is.startsWith("/") && !known.has(is)
        ? finding(
              "caution",
              "another security group",
              prose`**Another security group** guards the network interface ${name}: ${is.split("/").at(-1) ?? is}.`,
          )
        : [];
}

/** Security rules that deny and are gone. Azure weighs them by priorities, which this report does not do. */
function denialFindings(before: Access, after: Access): Finding[] {
    const kept = new Set(after.denials.map(({ meaning }) => meaning));
    const gone = before.denials.filter(({ meaning }) => !kept.has(meaning));
    return gone.length === 0
        ? []
        : [
              {
                  kind: "open",
                  level: "caution",
                  title: "a rule that denies is gone",
                  text: prose`**A rule that denies** is removed or changed (${gone.length}): what it kept out may enter.`,
                  about: [...new Set(gone.map(({ urn }) => urn))],
              },
          ];
}

/** The security rules that are open already and stay so. They are for a remark, since the change does not open them. */
export function stillOpen({ resources }: Plan): string[] {
    const before = new Set(openPermissions(accessOf(resources, "before")).map(({ rule }) => rule));
    return [...new Set(openPermissions(accessOf(resources, "after")).map(({ rule }) => rule))].filter((rule) =>
        before.has(rule),
    );
}
