import { AUTHORITY, CERTIFICATE, isAnother, isRoot, pemsOf, siblings, touches } from "./certificates";
import { isHost } from "../../shared/hostTypes";
import { caution, danger, type Finding } from "./finding";
import { hostClients } from "./hostClients";
import { Markdown, prose } from "../markdown/markdown";
import { type Inputs, type Plan, type PlannedResource, typeOf } from "../plan/plan";
import { readable } from "../plan/properties";
import { isRecord } from "../../shared/json";
import { listedChanges } from "../markdown/values";

/** What changes about the authorities that clients trust: the contents of `ca.pem`, and who signs server certificates. */
export function authorityFindings({ resources, isNew }: Plan): Finding[] {
    if (isNew) {
        return [];
    }
    const all = trusts(resources);
    const found = [
        ...reissuedFindings(resources, all),
        ...all.flatMap(trustFindings),
        ...givenFindings(resources, all),
    ];
    return found.map((finding) => ({ ...finding, about: withKeys(finding.about, resources) }));
}

/** Whom the clients of an authority trust, or those of a host with an authority of another stack. */
interface Trust {
    /** The authority, or the host. */
    readonly component: PlannedResource;
    /** The certificates of `ca.pem`, each as the plan shows it; undefined if it does not tell. */
    readonly before: readonly string[];
    readonly after: readonly string[] | undefined;
    /** The certificate of the one that signs server certificates. */
    readonly signs: { readonly before: string | undefined; readonly after: string | undefined };
    /** The resources that make these certificates. */
    readonly roots: readonly PlannedResource[];
}

function trusts(resources: readonly PlannedResource[]): Trust[] {
    return hostClients(resources)
        .filter(({ component, authority }) => authority === undefined || component === authority)
        .flatMap(({ component }) => {
            const { before, after } = component.outputs;
            const trusted = pemsOf(before["caCertPem"]);
            const leaf = resources.find(({ type, parent }) => type === CERTIFICATE && parent === component.urn);
            const signer = (when: "before" | "after"): unknown =>
                isHost(component.type) ? leaf?.[when]?.["caCertPem"] : component.outputs[when]["issuingCertPem"];
            const signs = { before: pemsOf(signer("before"))?.[0], after: pemsOf(signer("after"))?.[0] };
            const roots = resources.filter((one) => isRoot(one) && one.parent === component.urn);
            return trusted === undefined || signs.before === undefined
                ? []
                : [{ component, before: trusted, after: pemsOf(after["caCertPem"]) ?? knownOf(after), signs, roots }];
        });
}

/** The certificates that are known although another one, which the plan makes, is not. */
function knownOf(outputs: Inputs): readonly string[] | undefined {
    const generations = readable(outputs["generations"]);
    return isRecord(generations) ? Object.values(generations).flatMap((pem) => pemsOf(pem) ?? []) : undefined;
}

/** The certificate that a resource made before the plan. */
const pemOf = (root: PlannedResource): string | undefined => pemsOf(root.outputs.before["certPem"])?.[0];

/** One of the authorities that clients trust. */
interface Generation {
    /** The URN of the resource that makes it; the certificate if none does. */
    readonly key: string;
    readonly root?: PlannedResource;
}

function generations({ roots, before, after }: Trust, when: "before" | "after"): Generation[] {
    const made = roots.filter((root) => root[when] !== undefined).map((root) => ({ key: root.urn, root }));
    // A version of before does not tell which are known: those that are brought are taken to stay.
    const known = (when === "after" ? after : undefined) ?? before;
    return [...made, ...known.filter((pem) => !roots.some((root) => pemOf(root) === pem)).map((key) => ({ key }))];
}

/** The one that signs server certificates. If its certificate is not known yet, it is made or replaced by the plan. */
function signer({ roots, signs }: Trust, when: "before" | "after"): Generation | undefined {
    const pem = signs[when];
    const signed = roots.find((root) => pemOf(root) === (pem ?? signs.before));
    const isReplaced = signed?.operation === "replace";
    const root = pem !== undefined || isReplaced ? signed : roots.find(({ operation }) => operation === "create");
    return root === undefined ? (pem === undefined ? undefined : { key: pem }) : { key: root.urn, root };
}

/** `g2`, or words for an authority without a resource. */
function labelOf({ root }: Generation, component: PlannedResource): Markdown {
    if (root === undefined) {
        return new Markdown(
            isHost(component.type) ? "another authority" : "an authority that this stack does not make",
        );
    }
    const prefix = `${component.name}-`;
    return prose`${root.name.replace(/-cert$/, "").slice(root.name.startsWith(prefix) ? prefix.length : 0)}`;
}

const CA_PEM = prose`${"ca.pem"}`;
const LOCKED_OUT = prose`every client is locked out until it fetches ${CA_PEM} again.`;

/** Authorities that come, go, or sign in the place of another. */
function trustFindings(trust: Trust): Finding[] {
    const { component } = trust;
    const [were, are] = [generations(trust, "before"), generations(trust, "after")];
    const [signed, signs] = [signer(trust, "before"), signer(trust, "after")];
    const isAmong = (list: readonly Generation[], { key }: Generation): boolean => list.some((one) => one.key === key);
    const findings = (
        which: readonly Generation[],
        make: typeof danger,
        title: string,
        sentence: (who: Markdown) => Markdown,
    ): Finding[] =>
        which.map((one) => ({
            ...make("authority", title, [component], sentence(labelOf(one, component))),
            about: [one.root?.urn ?? component.urn],
        }));
    const next = signs === undefined || signs.key === signed?.key ? [] : [signs];
    if (next.some((one) => !isAmong(were, one))) {
        return findings(
            next,
            danger,
            "authority replaced",
            (who) =>
                prose`${who} signs server certificates, and no client trusts it yet: ${LOCKED_OUT} Append it to the list first, and nobody is locked out.`,
        );
    }
    const come = are.filter((one) => !isAmong(were, one));
    const gone = were.filter((one) => !isAmong(are, one));
    const isBrought = ({ root }: Generation): boolean => root === undefined && component.type === AUTHORITY;
    const trusted = (who: Markdown): Markdown =>
        prose`clients also trust ${who}. Have everybody fetch ${CA_PEM} before it signs server certificates. Nobody is locked out.`;
    return [
        ...findings(
            next,
            caution,
            "another authority signs",
            (who) =>
                prose`${who} signs server certificates. Clients whose ${CA_PEM} lacks it are locked out until they fetch it.`,
        ),
        ...findings(
            come.filter((one) => !isBrought(one)),
            caution,
            "another authority trusted",
            trusted,
        ),
        ...findings(
            come.filter(isBrought),
            danger,
            "authority brought",
            (who) => prose`${trusted(who)} Whoever holds its key can pretend to be any host.`,
        ),
        ...findings(
            gone,
            danger,
            "authority dropped",
            (who) =>
                prose`clients no longer trust ${who}. Those whose ${CA_PEM} has nothing else are locked out until they fetch it; those who fetch it no longer reach hosts, of other stacks for example, that still have a certificate of it.`,
        ),
    ];
}

/** Certificates of authorities that are replaced, and authorities that go without another in their place. */
function reissuedFindings(resources: readonly PlannedResource[], all: readonly Trust[]): Finding[] {
    const roots = resources.filter(isRoot);
    const trustOf = ({ parent }: PlannedResource): Trust | undefined =>
        all.find(({ component }) => component.urn === parent);
    const isWaiting = (root: PlannedResource): boolean => {
        const trust = trustOf(root);
        return trust !== undefined && trust.signs.before !== pemOf(root);
    };
    const others = roots.filter(
        (root) => isAnother(root) || (root.operation === "delete" && trustOf(root) === undefined),
    );
    const [waiting, signing] = [others.filter(isWaiting), others.filter((root) => !isWaiting(root))];
    const renewed = roots.filter((root) => root.operation === "replace" && !isAnother(root));
    const why = listedChanges(renewed.flatMap(({ changes }) => changes));
    const sameKey = prose`for the same key, because of ${why}. Clients keep access with the files that they have.`;
    const early = prose`it signs no server certificate. Have everybody fetch ${CA_PEM} again before it does.`;
    return [
        ...(signing.length > 0 ? [danger("authority", "authority replaced", signing, LOCKED_OUT)] : []),
        ...(waiting.length > 0 ? [caution("authority", "another authority trusted", waiting, early)] : []),
        ...(renewed.length > 0 ? [caution("certificate", "authority's certificate re-issued", renewed, sameKey)] : []),
    ];
}

/** Certificates whose signer is given, and changes without a resource that tells why. */
function givenFindings(resources: readonly PlannedResource[], all: readonly Trust[]): Finding[] {
    const hosts = hostClients(resources).filter(({ authority }) => authority !== undefined);
    const told = new Set([...all, ...hosts].map(({ component }) => component.urn));
    const isTold = ({ parent }: PlannedResource): boolean => told.has(parent) || typeOf(parent) === AUTHORITY;
    if (resources.some((one) => isRoot(one) && ["replace", "delete"].includes(one.operation))) {
        return [];
    }
    const given = resources.filter((one) => one.type === CERTIFICATE && touches(one, "caCertPem") && !isTold(one));
    const [others, sameKey] = [
        given.filter((one) => touches(one, "caPrivateKeyPem")),
        given.filter((one) => !touches(one, "caPrivateKeyPem")),
    ];
    // Whoever trusts a certificate believes another one of the same key only if its subject is the same.
    const text = prose`these trust another certificate of the same key. Where its subject is another one, every client is locked out until it has new files; the preview does not show that.`;
    return [
        ...(others.length > 0 ? [danger("authority", "authority replaced", others, LOCKED_OUT)] : []),
        ...(sameKey.length > 0 ? [danger("authority", "authority's certificate replaced", sameKey, text)] : []),
    ];
}

/** The keys of authorities are about the same as their certificates. */
function withKeys(about: readonly string[], resources: readonly PlannedResource[]): string[] {
    return about.flatMap((urn) => {
        const root = resources.find((one) => one.urn === urn && isRoot(one));
        return [urn, ...(root === undefined ? [] : siblings(root, resources, "key").map((key) => key.urn))];
    });
}
