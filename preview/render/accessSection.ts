import { parsedJson } from "../../shared/json";
import { type AccessLine, isUnchanged } from "../findings/access";
import type { Target } from "../findings/connections";
import { capitalized } from "../findings/finding";
import type { RuleChange } from "../findings/ruleChanges";
import { code, joined, listed, Markdown, prose } from "../markdown/markdown";
import { portsInWords } from "../markdown/ports";
import { listedChanges } from "../markdown/values";
import type { Accidents } from "../plan/accidents";
import { inWords, type PropertyChange } from "../plan/properties";

/** So many sources that come or go are named, and so many of those that stay. */
const MOST_SOURCES = 40;
const MOST_KEPT = 3;
/** So many hosts are named. */
const MOST_HOSTS = 5;
/** So many letters of a rule's property. */
const LONGEST_VALUE = 400;

/** What changes about who may connect, a sentence for all ports of the same sources; then what else changes about the rules. */
export function accessSentences(
    targets: readonly Target[],
    changes: readonly RuleChange[],
    hide: Accidents,
): Markdown[] {
    return [...targets.flatMap((target) => targetSentences(target, hide)), ...changes.map(ruleSentence)];
}

function targetSentences(target: Target, hide: Accidents): Markdown[] {
    const { before, after } = target.unclear;
    const unclear = after.filter((rule) => !before.includes(rule)).map(hide);
    const clear = before.filter((rule) => !after.includes(rule)).map(hide);
    return [
        ...target.lines.filter((line) => !isUnchanged(line)).map((line) => lineSentence(line, target, hide)),
        ...(unclear.length > 0
            ? [prose`**Unknown** ${whom(target)}: the sources or ports of ${listed(unclear, MOST_SOURCES)}`]
            : []),
        ...(clear.length > 0 ? [prose`No longer unknown ${whom(target)}: ${listed(clear, MOST_SOURCES)}`] : []),
    ];
}

function lineSentence(line: AccessLine, target: Target, hide: Accidents): Markdown {
    const ports = portsInWords(line.ports, line.protocol);
    const start = line.denies ? `Denied: ${ports}` : capitalized(ports);
    const isNew = target.hosts.length > 0 && target.hosts.every(({ machine }) => machine.before === undefined);
    return prose`**${new Markdown(start)}** ${whom(target)}${limitsInWords(line, hide)}: ${sourcesInWords(line, isNew, hide)}`;
}

/** `on build, deploy (new)`, `by the security group internal-nsg`. */
function whom({ hosts, groups }: Target): Markdown {
    if (hosts.length === 0) {
        return prose`by the security group ${listed(groups)}`;
    }
    const names = hosts.map(
        ({ name, machine }) => prose`${name}${machine.before === undefined ? prose` (new)` : prose``}`,
    );
    const shown = joined(names.slice(0, MOST_HOSTS), ", ");
    return names.length > MOST_HOSTS ? prose`on ${shown} and ${names.length - MOST_HOSTS} more` : prose`on ${shown}`;
}

/** What limits the rules besides sources and ports. */
function limitsInWords({ limits }: AccessLine, hide: Accidents): Markdown {
    const [to = [], from = []] = (parsedJson(limits) ?? []) as unknown[][];
    const texts = (values: readonly unknown[]): Markdown => listed(values.map((value) => hide(inWords(value))));
    return prose`${to.length > 0 ? prose`, only to ${texts(to)}` : prose``}${
        from.length > 0 ? prose`, only from the ports ${texts(from)}` : prose``
    }`;
}

/** `a → b`; or what is new, no longer there, and still there. Of a new host simply who may connect. */
function sourcesInWords(line: AccessLine, isNew: boolean, hide: Accidents): Markdown {
    const { before, after, come, gone } = line;
    const names = (sources: readonly string[], most = MOST_SOURCES): Markdown => listed(sources.map(hide), most);
    const added = after.filter((source) => !before.includes(source));
    const removed = before.filter((source) => !after.includes(source));
    const kept = after.filter((source) => before.includes(source));
    if (isNew) {
        return names(after);
    }
    if (added.length > 0 && removed.length > 0 && kept.length === 0) {
        const isEqual = come.length + gone.length === 0;
        return prose`${names(removed)} → ${names(added)}${isEqual ? prose` (the same addresses)` : prose``}`;
    }
    const part = (words: string, sources: readonly string[], most?: number): Markdown[] =>
        sources.length === 0 ? [] : [prose`${new Markdown(words)} ${names(sources, most)}`];
    return joined(
        [
            ...part("new", come),
            ...part(
                "newly listed, but part of another source before:",
                added.filter((source) => !come.includes(source)),
            ),
            ...part("no longer", gone),
            ...part(
                "no longer listed, but part of another source:",
                removed.filter((source) => !gone.includes(source)),
            ),
            ...part("still", kept, MOST_KEPT),
        ],
        "; ",
    );
}

/** All that a rule says. */
function propertiesInWords(changes: readonly PropertyChange[]): Markdown {
    const texts = changes.map(
        ({ path, before, after }) => prose`${path} ${code(inWords(after ?? before), LONGEST_VALUE)}`,
    );
    return joined(texts, ", ");
}

function ruleSentence({ group, rule, isOutbound, what, changes }: RuleChange): Markdown {
    const subject = prose`${isOutbound ? prose`Outbound rule` : prose`Rule`} ${rule} of ${group}`;
    switch (what) {
        case "moved":
            return prose`The rules of ${group} stand in another order, which means nothing to Azure`;
        case "changed":
            return prose`${subject}: ${listedChanges(changes, changes.length)}`;
        case "new":
            return prose`${subject} is new: ${propertiesInWords(changes)}`;
        case "removed":
            return prose`${subject} is removed: ${propertiesInWords(changes)}`;
    }
}
