import { kindOf } from "../components/internal/resourceKind";
import type { Finding } from "./findings";
import { joined, listed, prose, type Markdown } from "./markdown";
import type { Plan, PlannedResource } from "./plan";
import { valueAt } from "./properties";
import { openPorts, type Policy, policyOf, type Widening, widenings } from "./securityGroups";

/** Who may enter and could not before. A stack that is new as a whole widens nothing: only what is open is told of it. */
export function networkFindings({ resources, isNew }: Plan): Finding[] {
    const [before, after] = [policyOf(resources, "before"), policyOf(resources, "after")];
    const wider = widenings(before, after).filter(({ open }) => open || !isNew);
    return [
        ...byRule(wider).map(wideningFinding),
        ...unclearFindings(before, after),
        ...resources.flatMap(guardFindings),
        ...denialFindings(before, after),
    ];
}

/** One for each rule; its pieces of ports stand together. */
function byRule(all: readonly Widening[]): Widening[][] {
    const groups = new Map<string, Widening[]>();
    for (const one of all) {
        const key = `${one.permission.rule}\n${String(one.open)}`;
        groups.set(key, [...(groups.get(key) ?? []), one]);
    }
    return [...groups.values()];
}

function wideningFinding(pieces: readonly Widening[]): Finding {
    const open = pieces.some((piece) => piece.open);
    const prefixes = [...new Set(pieces.flatMap((piece) => piece.prefixes))];
    const ports = joined(
        pieces.slice(0, 5).map(({ ports: { from, to } }) => (from === to ? prose`${from}` : prose`${from} to ${to}`)),
        ", ",
    );
    const where = prose`port ${ports}${pieces.length > 5 ? prose` and more` : prose``}`;
    const rule = pieces[0]?.permission.rule ?? "";
    return open
        ? {
              kind: "open",
              level: "danger",
              title: "open to the Internet",
              text: prose`**Open to the Internet**: ${where} can be reached by everybody or a large part of the Internet, by ${listed(prefixes)} in rule ${rule}.`,
          }
        : {
              kind: "open",
              level: "caution",
              title: "sources widened",
              text: prose`**Sources widened**: ${where} can be reached by ${listed(prefixes)}, not or not wholly allowed before, in rule ${rule}.`,
          };
}

function unclearFindings(before: Policy, after: Policy): Finding[] {
    const unclear = after.unclear.filter((rule) => !before.unclear.includes(rule));
    return unclear.length === 0
        ? []
        : [
              {
                  kind: "open",
                  level: "danger",
                  title: "sources that cannot be told",
                  text: prose`**Sources cannot be told**: ${listed(unclear)} has values that are secret, known only after the \`up\`, or in no known form.`,
              },
          ];
}

/** An interface with a public address whose security group is taken away or is another one. */
function guardFindings({ type, name, before, after, operation }: PlannedResource): Finding[] {
    if (kindOf(type) !== "network:NetworkInterface" || after === undefined || operation === "same") {
        return [];
    }
    const guard = (inputs: unknown): unknown => valueAt(inputs, "networkSecurityGroup.id");
    const finding = (level: Finding["level"], title: string, text: Markdown): Finding[] => [
        { kind: "open", level, title, text },
    ];
    if (guard(after) === undefined) {
        return finding(
            "danger",
            "interface without a security group",
            prose`**No security group** guards the network interface ${name}.`,
        );
    }
    // A security group that is made anew has no id yet; what it lets in is judged by its rules.
    const [was, is] = [guard(before), guard(after)];
    return typeof was === "string" && typeof is === "string" && was !== is && is.startsWith("/")
        ? finding(
              "caution",
              "another security group",
              prose`**Another security group** guards the network interface ${name}: ${is}.`,
          )
        : [];
}

/** Rules that deny are weighed by priorities, which this report does not do. */
function denialFindings(before: Policy, after: Policy): Finding[] {
    const gone = before.denials.filter((rule) => !after.denials.includes(rule)).length;
    return gone === 0
        ? []
        : [
              {
                  kind: "open",
                  level: "caution",
                  title: "a rule that denies is gone",
                  text: prose`**A rule that denies** is removed or changed (${gone}): what it kept out may enter.`,
              },
          ];
}

/** What is open already and stays so; for a remark, since the change does not do it. */
export function stillOpen({ resources }: Plan): string[] {
    const before = new Set(openPorts(policyOf(resources, "before")).map(({ rule }) => rule));
    return [...new Set(openPorts(policyOf(resources, "after")).map(({ rule }) => rule))].filter((rule) =>
        before.has(rule),
    );
}
