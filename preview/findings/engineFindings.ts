import { clearPasswords } from "../../components/engine/clearPasswords";
import { engineVulnerabilities, isBelow, LOWEST_SAFE_ENGINE } from "../../components/engine/engineVulnerabilities";
import { at, isRecord } from "../../shared/json";
import { isVmAccess } from "./administratorFindings";
import { isOfExistingVm } from "./existingVmFindings";
import { kindOf } from "../../shared/azure/resourceKind";
import { installRetirement } from "../../components/warnings";
import { type EngineInstall, EngineSource } from "../../components/options";
import {
    type Daemon,
    daemonOfConfig,
    daemonOfExtension,
    daemonOfRevision,
    ordinaryDaemon,
    type Packages,
    type Weakening,
    weakenings,
} from "./daemon";
import { caution, danger, type Finding } from "./finding";
import { listed, Markdown, prose } from "../markdown/markdown";
import { type Inputs, nameOf, type Plan, type PlannedResource } from "../plan/plan";
import { readable, UNKNOWN, valueAt } from "../plan/properties";

const COMMAND = "command:local:Command";
/** The extension that installs the engine; any other one is none of this project's. */
const ENGINE = ["CustomScript", "DockerExtension"];

/** The stack's configuration as its file has it, before and after. It tells of the daemon when the plan cannot. */
export interface StackConfigs {
    readonly before: Readonly<Record<string, unknown>>;
    readonly after: Readonly<Record<string, unknown>>;
}

/** What changes about the engines: their daemons' protections, their TLS, and the gate that checks it. */
export function engineFindings({ resources, isNew }: Plan, configs: StackConfigs): Finding[] {
    const gates = resources.filter(isGate);
    return [
        ...resources
            .filter((one) => isExtension(one.type) && one.after !== undefined && !isVmAccess(one))
            .flatMap((extension) => {
                const siblings = resources.filter((other) => other !== extension && other.parent === extension.parent);
                const gate = gates.find((one) => siblings.includes(one));
                // The host's own: another certificate of the stack explains nothing about this extension.
                const certificatesChange = siblings.some(
                    ({ type, operation }) => type.startsWith("tls:") && ["replace", "create"].includes(operation),
                );
                const hasOther = siblings.some(
                    (one) => isExtension(one.type) && one.before !== undefined && !isVmAccess(one),
                );
                const isOfNewHost =
                    !hasOther &&
                    siblings.some(
                        ({ type, operation }) =>
                            kindOf(type) === "compute:VirtualMachine" && ["create", "replace"].includes(operation),
                    );
                return extensionFindings(extension, gate, { configs, certificatesChange, isNew, isOfNewHost });
            }),
        ...gates.flatMap((gate) => gateFindings(gate, resources)),
    ];
}

const isExtension = (type: string): boolean => kindOf(type) === "compute:VirtualMachineExtension";

/** The command that waits until the daemon answers over mutual TLS, by what it is told. */
function isGate({ type, before, after }: PlannedResource): boolean {
    return type === COMMAND && [before, after].some((inputs) => revisionOf(inputs) !== undefined);
}

const revisionOf = (inputs: Inputs | undefined): unknown => valueAt(inputs, "environment.ENGINE_REVISION");

interface EngineContext {
    readonly configs: StackConfigs;
    readonly certificatesChange: boolean;
    /** Whether the extension is one of a VM that is made with it, and that has no other engine's. */
    readonly isOfNewHost: boolean;
    readonly isNew: boolean;
}

function extensionFindings(
    extension: PlannedResource,
    gate: PlannedResource | undefined,
    { configs, certificatesChange, isNew, isOfNewHost }: EngineContext,
): Finding[] {
    const { operation, before, after } = extension;
    const isAdded = before === undefined && !isNew && !isOfNewHost;
    const isEngine = ENGINE.includes(String(after?.["type"]));
    const text = prose`runs code as root on the VM.`;
    const another = danger("hardening", "another extension", [extension], text);
    if (!isEngine || (isAdded && !isOfExistingVm(extension))) {
        return operation === "same" ? [] : [another];
    }
    const certain = [
        ...(isNew ? [] : retirementFindings(extension)),
        ...otherCode(extension),
        ...clearPasswordFindings(extension),
    ];
    const host = nameOf(extension.parent);
    const fromConfig = (config: Readonly<Record<string, unknown>>): Daemon =>
        daemonOfConfig(
            (setting) => at(config, "docker-host-vm:perHost", host, setting) ?? config[`docker-host-vm:${setting}`],
        );
    const [was, is] = [daemonOf(before, gate?.before), daemonOf(after, gate?.after)];
    if (is === undefined || (before !== undefined && was === undefined)) {
        const [earlier, later] = [fromConfig(configs.before), fromConfig(configs.after)];
        const known = [
            ...certain,
            ...weakenings(earlier, later).map((one) => weakeningFinding(extension, one)),
            ...(isNew ? [] : packageFindings(extension, earlier.packages, later.packages)),
        ];
        const unchanged = operation === "same" && (gate === undefined || gate.operation === "same");
        // The components hide the settings from the gate, too.
        const isContradicted = is === undefined && daemonOfRevision(readable(revisionOf(gate?.after))) !== undefined;
        return unchanged || (isNew && !isContradicted)
            ? known
            : [...known, unseen(extension, certificatesChange && !isContradicted)];
    }
    const lost = weakenings(was ?? ordinaryDaemon(is), is).map((one) => weakeningFinding(extension, one));
    return [
        ...certain,
        ...lost,
        ...(isNew ? [] : packageFindings(extension, was?.packages, is.packages)),
        ...(isNew ? [] : proxyFindings(extension, was, is)),
        ...hiddenChange(extension, gate, certificatesChange),
    ];
}

/** What of an extension's settings the components give; everything else runs code of its own, or changes who may. */
const OWN_SETTINGS: Readonly<Record<string, readonly string[]>> = {
    CustomScript: ["protectedSettings.script"],
    DockerExtension: [
        ...["options", "port"].map((name) => `settings.docker.${name}`),
        ...["ca", "cert", "key"].map((name) => `protectedSettings.certs.${name}`),
    ],
};

/** Settings by which an engine's extension runs more than the components have it run. */
function otherCode(extension: PlannedResource): Finding[] {
    const { after, before, changes } = extension;
    const parts = ["settings", "protectedSettings"];
    const own = OWN_SETTINGS[String(after?.["type"])] ?? [];
    const had = new Set(parts.flatMap((part) => leavesOf(before?.[part], part)));
    const come = parts.flatMap((part) => leavesOf(after?.[part], part)).filter((path) => !had.has(path));
    const changed = changes
        .map(({ path }) => path)
        .filter((path) => /^(settings|protectedSettings)\b/.test(path) && valueAt(after, path) !== undefined);
    // A whole that holds an own setting is reported by what stands in it, or as what cannot be seen.
    const isOwn = (path: string): boolean =>
        own.some((known) => new RegExp(`^${known}(?![\\w-])`).test(path) || known.startsWith(`${path}.`));
    const others = [...new Set([...come, ...changed])].filter((path) => !isOwn(path));
    const paths = others.filter((path) => !others.some((longer) => longer.startsWith(`${path}.`)));
    const text = prose`${listed(paths)} can run code as root on the VM, in addition to what installs the engine.`;
    return paths.length === 0 ? [] : [danger("hardening", "another command", [extension], text)];
}

/** The paths of what can be read in settings, two levels deep; what is secret or unknown as a whole has none. */
function leavesOf(settings: unknown, path: string): string[] {
    const value = readable(settings);
    return isRecord(value)
        ? Object.entries(value).flatMap(([key, inner]) =>
              isRecord(inner) && !path.includes(".") ? leavesOf(inner, `${path}.${key}`) : [`${path}.${key}`],
          )
        : [];
}

/** Passwords in the public settings that were not there before. The report does not show them. */
function clearPasswordFindings(extension: PlannedResource): Finding[] {
    const { before, after } = extension;
    const had = clearPasswords(readable(before?.["settings"]), "settings");
    const paths = clearPasswords(readable(after?.["settings"]), "settings").filter((path) => !had.includes(path));
    const text = prose`${listed(paths)} seems to be a password in clear, which everyone on the VM can read.`;
    return paths.length === 0 ? [] : [caution("hardening", "password in clear", [extension], text)];
}

/** The way of installation that Azure no longer serves, where another one was before. */
function retirementFindings(extension: PlannedResource): Finding[] {
    const { before, after } = extension;
    const why = installRetirement(after?.["type"] as EngineInstall);
    return why === undefined || before?.["type"] === after?.["type"]
        ? []
        : [caution("hardening", "retired extension", [extension], new Markdown(`${why}.`))];
}

/**
 * The daemon that an extension makes, read from its public settings or, of an extension that has none, from what the gate is
 * told: the program writes that text, and what it says of hidden settings need not be true.
 */
function daemonOf(extension: Inputs | undefined, gate: Inputs | undefined): Daemon | undefined {
    const settings = extension?.["settings"];
    return settings === undefined
        ? daemonOfRevision(readable(revisionOf(gate)))
        : daemonOfExtension(readable(settings));
}

function weakeningFinding(extension: PlannedResource, { tls, setting, what }: Weakening): Finding {
    const text = prose`the daemon's ${setting}: ${new Markdown(what)}.`;
    return tls
        ? danger("tls", "TLS changed", [extension], text)
        : danger("hardening", "hardening weakened", [extension], text);
}

function unseen(extension: PlannedResource, certificatesChange: boolean): Finding {
    const title = "daemon's settings unknown";
    const advice = prose`Only the stack's files were compared; read the code.`;
    return certificatesChange
        ? caution(
              "hardening",
              title,
              [extension],
              prose`they are known only with the new certificates, after \`up\`. ${advice}`,
          )
        : danger("hardening", title, [extension], prose`they are not in a form that this report knows. ${advice}`);
}

/** What changes about the packages of the engine: where they come from, and a version that is older or known to be vulnerable. */
function packageFindings(extension: PlannedResource, was: Packages | undefined, is: Packages): Finding[] {
    const found: Finding[] = [];
    if (was?.source !== undefined && is.source !== undefined && was.source !== is.source) {
        const text = prose`${was.source} → ${is.source}.`;
        found.push(caution("hardening", "another source of the engine", [extension], text));
    }
    const [before, after] = [was?.version ?? "", is.version ?? ""];
    if (isBelow(after, before)) {
        const text = prose`${before} → ${after}. The older one may not be able to read what the newer one wrote.`;
        found.push(caution("hardening", "older engine", [extension], text));
    }
    const known = engineVulnerabilities(before);
    const fixes = is.source === EngineSource.Docker ? engineVulnerabilities(after) : [];
    if (before !== after && fixes.length > 0) {
        const isWorse = was === undefined || before === "" || fixes.some((fix) => !known.includes(fix));
        const cves = fixes.flatMap((fix) => fix.cves);
        const text = prose`${after} has ${listed(cves, cves.length)}; ${LOWEST_SAFE_ENGINE} has none that are known.`;
        found.push((isWorse ? danger : caution)("hardening", "vulnerable engine", [extension], text));
    }
    return found;
}

/** Another proxy, or none, for what the daemon fetches. Its URL is never shown. */
function proxyFindings(extension: PlannedResource, was: Daemon | undefined, is: Daemon): Finding[] {
    const [before, after] = [was?.others["proxies"], is.others["proxies"]];
    const text = prose`the daemon ${new Markdown(after === undefined ? "no longer uses a proxy" : "uses another proxy, which sees what it fetches by `http://`, and from where it fetches all else")}.`;
    return before === after ? [] : [caution("hardening", "another proxy", [extension], text)];
}

/**
 * Protected settings that change: nothing visible shows what else changed in them, least of all what the program itself says
 * of them. Without any visible reason it is graver.
 */
function hiddenChange(
    extension: PlannedResource,
    gate: PlannedResource | undefined,
    certificatesChange: boolean,
): Finding[] {
    const hidden = extension.changes.filter(({ path }) => path.startsWith("protectedSettings"));
    // Certificates are in settings of their own with one of the two extensions: nothing else explains that they change.
    const visible =
        certificatesChange ||
        (!hidden.some(({ path }) => path.startsWith("protectedSettings.certs")) &&
            (extension.changes.some(({ path }) => path.startsWith("settings")) ||
                (gate?.changes ?? []).some(({ path }) => path === "environment.ENGINE_REVISION")));
    const what = prose`they hold certificates and what runs as root on the VM, and no preview shows how they change. Read the code.`;
    if (hidden.length === 0) {
        return [];
    }
    return visible
        ? [caution("hardening", "protected settings change", [extension], what)]
        : [
              danger(
                  "tls",
                  "TLS changed",
                  [extension],
                  prose`protected settings change without a visible cause; ${what}`,
              ),
          ];
}

/** A gate that is taken away from a host that stays, or that checks something else. */
function gateFindings(gate: PlannedResource, resources: readonly PlannedResource[]): Finding[] {
    const { parent, operation, changes, after } = gate;
    const finding = (text: Markdown): Finding => danger("tls", "TLS changed", [gate], text);
    const hostStays = resources.some(
        (other) => isExtension(other.type) && other.parent === parent && other.after !== undefined,
    );
    if (operation === "delete") {
        return hostStays
            ? [finding(prose`this check, which waits until the daemon refuses strangers, is removed.`)]
            : [];
    }
    const script = changes.filter(({ path }) => /^(create|update|interpreter|stdin)\b/.test(path));
    const unread = isRecord(after) && readable(after["stdin"]) === UNKNOWN;
    return script.length > 0 || unread
        ? [finding(prose`what this check runs, on the machine of whoever runs \`up\`, changes.`)]
        : [];
}
