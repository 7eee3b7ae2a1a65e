import { kindOf } from "../../shared/azure/resourceKind";
import { at } from "../../shared/json";
import { caution, danger, type Finding } from "./finding";
import { listed, Markdown, prose } from "../markdown/markdown";
import type { Target } from "./connections";
import type { Accidents } from "../plan/accidents";
import type { Inputs, Plan, PlannedResource } from "../plan/plan";
import { readable, UNKNOWN, valueAt } from "../plan/properties";
import { portsInWords } from "../markdown/ports";
import {
    type Access,
    type AccessRule,
    accessOf,
    holds,
    isHidden,
    mayBeOfOneGroup,
    openPermissions,
    overtaking,
    type Widening,
    widenings,
} from "./access";

const GROUP = "network:NetworkSecurityGroup";
const MACHINE = "compute:VirtualMachine";

/** Who may enter and could not before. A stack that is new as a whole widens nothing: only what is open is told of it. */
export function networkFindings({ resources, isNew, hide }: Plan, targets: readonly Target[]): Finding[] {
    const [before, after] = [accessOf(resources, "before"), accessOf(resources, "after")];
    const anywhere = widenings(before, after);
    const somewhere = targets.flatMap(hostWidenings).filter((one) => !anywhere.some((all) => isPartOf(one, all)));
    const wider = [...anywhere, ...somewhere].filter(({ open }) => open || !isNew);
    return [
        ...bySources(wider).map((pieces) => wideningFinding(pieces, hide)),
        ...unclearFindings(before, after),
        ...resources
            .filter(isChangedInterface)
            .flatMap((card) => [...guardFindings(card, resources), ...publicFindings(card, resources)]),
        ...denialFindings(before, after, resources),
        ...overtakingFindings(before, after, hide),
    ];
}

/** Whether a widening is told with another one: the same rule and sources, and ports that the other one holds. */
const isPartOf = (one: Widening, other: Widening): boolean =>
    one.permission.rule === other.permission.rule &&
    JSON.stringify(one.sources) === JSON.stringify(other.sources) &&
    holds(other.ports, one.ports);

/**
 * Who may reach a host, or come by a security group of its own, and could not before, though the same sources may reach another. A host
 * that is new widens nothing: its rules are among all.
 */
function hostWidenings({ hosts, rules }: Target): Widening[] {
    const isNew = hosts.length > 0 && hosts.every(({ machine }) => machine.before === undefined);
    return isNew || rules.before.length === 0 ? [] : widenings(rules.before, rules.after);
}

/** A rule that allows may let in now whom a later one denies. */
function overtakingFindings(before: Access, after: Access, hide: Accidents): Finding[] {
    const rules = overtaking(before, after);
    const text = prose`${listed(rules.map(({ rule }) => hide(rule)))} may let in what a later rule denies.`;
    return rules.length === 0
        ? []
        : [
              {
                  ...caution("open", "a rule stands before one that denies", [], text),
                  about: rules.map(({ urn }) => urn),
              },
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

function wideningFinding(pieces: readonly Widening[], hide: Accidents): Finding {
    const sources = listed((pieces[0]?.sources ?? []).map(hide));
    const ports = portsOf(pieces);
    const rules = [...new Set(pieces.map(({ permission }) => permission.rule))];
    const by = prose`by ${new Markdown(rules.length === 1 ? "rule" : "rules")} ${listed(rules.map(hide))}`;
    const about = [...new Set(pieces.map(({ permission }) => permission.urn))];
    return pieces.some(({ open }) => open)
        ? {
              ...danger(
                  "open",
                  "open to the Internet",
                  [],
                  prose`${ports} can be reached from all or much of the Internet: from ${sources}, ${by}.`,
              ),
              about,
          }
        : {
              ...caution(
                  "open",
                  "sources widened",
                  [],
                  prose`${ports} can be reached from ${sources}, ${by}. Before, at most part of that was allowed.`,
              ),
              about,
          };
}

function portsOf(pieces: readonly Widening[]): Markdown {
    const protocols = [...new Set(pieces.map(({ permission }) => permission.protocol))];
    const words = protocols.map((protocol) => {
        const same = pieces.filter(({ permission }) => permission.protocol === protocol);
        return portsInWords(
            same.map(({ ports }) => ports),
            protocol,
        );
    });
    return new Markdown(words.join(", "));
}

function unclearFindings(before: Access, after: Access): Finding[] {
    const isUnclear = ({ denies, isUnclear: unclear }: AccessRule): boolean => unclear && !denies;
    const known = new Set(before.filter(isUnclear).map(({ rule }) => rule));
    const unclear = after.filter((one) => isUnclear(one) && !known.has(one.rule));
    const text = prose`values of ${listed(unclear.map(({ rule }) => rule))} are secret, known only after \`up\`, or in no known form.`;
    const about = unclear.map(({ urn }) => urn);
    return unclear.length === 0 ? [] : [{ ...danger("open", "sources unknown", [], text), about }];
}

const isChangedInterface = ({ type, after, operation }: PlannedResource): boolean =>
    kindOf(type) === "network:NetworkInterface" && after !== undefined && operation !== "same";

/** An interface of a VM that had no public address and gets one, or may get one. */
function publicFindings(card: PlannedResource, resources: readonly PlannedResource[]): Finding[] {
    const isPublic = (inputs: Inputs | undefined): boolean => {
        const configurations = readable(inputs?.["ipConfigurations"]);
        const each = Array.isArray(configurations) ? configurations : [configurations];
        return each.some((one) => isHidden(one) || at(one, "publicIPAddress") !== undefined);
    };
    const { before, after, parent } = card;
    const isOfNewVm =
        before === undefined &&
        resources.some((one) => kindOf(one.type) === MACHINE && one.parent === parent && one.before === undefined);
    const text = prose`it can be reached from outside of its virtual network, by those whom its rules let in.`;
    return !isOfNewVm && !isPublic(before) && isPublic(after) ? [caution("open", "public address", [card], text)] : [];
}

/** An interface whose security group is taken away or is another one. */
function guardFindings(card: PlannedResource, resources: readonly PlannedResource[]): Finding[] {
    const { before, after } = card;
    const guard = (inputs: unknown): unknown => readable(valueAt(inputs, "networkSecurityGroup.id"));
    const is = guard(after);
    if (is === undefined) {
        const text = prose`no security group guards it.`;
        return [danger("open", "interface without a security group", [card], text)];
    }
    const isMade = resources.some(
        (other) => kindOf(other.type) === GROUP && ["create", "replace"].includes(other.operation),
    );
    if (before !== undefined && isHidden(is) && !isHidden(guard(before)) && !(is === UNKNOWN && isMade)) {
        const text = prose`which security group guards it is secret or known only after \`up\`.`;
        return [caution("open", "another security group", [card], text)];
    }
    // A security group that is new has no id yet; what it lets in is judged by its rules.
    const known = new Set(resources.map((other) => guard(before ?? other.before)));
    if (typeof is !== "string" || !is.startsWith("/") || known.has(is)) {
        return [];
    }
    const text = prose`${is.split("/").at(-1) ?? is} guards it, whose rules are not in this plan.`;
    return [(before === undefined ? caution : danger)("open", "another security group", [card], text)];
}

/** Security rules that deny and are gone. Azure weighs them by priorities, which this report does not do. */
function denialFindings(before: Access, after: Access, resources: readonly PlannedResource[]): Finding[] {
    const isKept = (rule: AccessRule): boolean =>
        after.some((other) => other.denies && other.meaning === rule.meaning && mayBeOfOneGroup(other, rule));
    const gone = before.filter((rule) => rule.denies && !isKept(rule));
    const groups = resources.filter(({ urn }) => gone.some((rule) => rule.urn === urn));
    const text = prose`whoever it kept out may get in (${gone.length} removed or changed).`;
    return gone.length === 0 ? [] : [caution("open", "a rule that denies is gone", groups, text)];
}

/** The security rules that are open already and stay so. They are for a remark, since the change does not open them. */
export function stillOpen({ resources }: Plan): string[] {
    const before = new Set(openPermissions(accessOf(resources, "before")).map(({ rule }) => rule));
    return [...new Set(openPermissions(accessOf(resources, "after")).map(({ rule }) => rule))].filter((rule) =>
        before.has(rule),
    );
}
