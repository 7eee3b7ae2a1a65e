import { caution, danger, type Finding } from "./finding";
import { joined, type Markdown, prose } from "../markdown/markdown";
import type { Inputs, Plan, PlannedResource } from "../plan/plan";
import { UNKNOWN } from "../plan/properties";
import { listedChanges } from "../markdown/values";

const AUTHORITY = "tls:index/selfSignedCert:SelfSignedCert";
const CERTIFICATE = "tls:index/locallySignedCert:LocallySignedCert";
const REQUEST = "tls:index/certRequest:CertRequest";
const KEY = "tls:index/privateKey:PrivateKey";

/** Certificates, keys and authorities that change. */
export function certificateFindings({ resources, isNew }: Plan): Finding[] {
    if (isNew) {
        return [];
    }
    return [
        ...authorityFindings(resources),
        ...resources.flatMap((resource) => leafFindings(resource, resources)),
        ...resources.flatMap(keyFindings),
    ];
}

/** Whether one of some properties changes. */
const touches = ({ changes }: PlannedResource, ...properties: readonly string[]): boolean =>
    changes.some(({ path }) => properties.includes(path));

/** What of an authority changes while those who trust it, or have a certificate of it, notice nothing. */
const NO_OTHER_AUTHORITY = ["validityPeriodHours", "earlyRenewalHours", "readyForRenewal"];

/** An authority that is another one, or the same one once more, whether it is made here or given. */
function authorityFindings(resources: readonly PlannedResource[]): Finding[] {
    const made = resources.filter(
        ({ type, operation }) => type === AUTHORITY && ["replace", "delete"].includes(operation),
    );
    const trusting = resources.filter((one) => one.type === CERTIFICATE && touches(one, "caCertPem"));
    if (made.length === 0 && trusting.length === 0) {
        return [];
    }
    const isOther =
        trusting.some((leaf) => touches(leaf, "caPrivateKeyPem")) ||
        made.some(
            ({ operation, changes }) =>
                operation === "delete" ||
                changes.length === 0 ||
                changes.some(({ path }) => !NO_OTHER_AUTHORITY.includes(path)),
        );
    const subjects = made.length > 0 ? made : trusting;
    const about = subjects.flatMap((one) => [one, ...siblings(one, resources, "key")]).map(({ urn }) => urn);
    if (isOther) {
        const text = prose`every client is locked out until it has new files.`;
        return [{ ...danger("authority", "authority replaced", subjects, text), about }];
    }
    if (made.length === 0) {
        // Whoever trusts a certificate believes another one of the same key only if its subject is the same.
        const text = prose`these trust another certificate of the same key. Where its subject is another one, every client is locked out until it has new files; the preview does not show that.`;
        return [{ ...danger("authority", "authority's certificate replaced", subjects, text), about }];
    }
    const why = listedChanges(made.flatMap(({ changes }) => changes));
    const text = prose`for the same key, because of ${why}. Clients keep access with the files that they have.`;
    return [{ ...caution("certificate", "authority's certificate re-issued", subjects, text), about }];
}

/** The resource of the same component that a certificate is made with. */
function siblings(
    { name, parent }: PlannedResource,
    resources: readonly PlannedResource[],
    role: "key" | "request",
): PlannedResource[] {
    const type = role === "key" ? KEY : REQUEST;
    const own = name.replace(/-cert$/, `-${role}`);
    return resources.filter((one) => one.type === type && one.parent === parent && one.name === own);
}

function leafFindings(leaf: PlannedResource, resources: readonly PlannedResource[]): Finding[] {
    const { type, operation, before, after, changes } = leaf;
    if (type !== CERTIFICATE) {
        return [];
    }
    if (operation === "create" && after?.["isCaCertificate"] === true) {
        const text = prose`signed by an authority that hosts trust: whoever has its key can make clients.`;
        return [danger("authority", "new authority", [leaf], text)];
    }
    if (operation === "create" && roleOf(after) === "client") {
        const text = prose`whoever holds this certificate is root on every host of the authority.`;
        return [caution("certificate", "new client", [leaf], text)];
    }
    if (operation === "create" && roleOf(after) === "other") {
        const text = prose`for other uses than a server's or a client's. A host may take it for a client's, whose holder is root.`;
        return [danger("certificate", "new certificate of unknown use", [leaf], text)];
    }
    // Of an authority that goes too, nobody's certificate is worth anything.
    const stays = resources.some((one) => one.type === CERTIFICATE && one.parent === leaf.parent && one.after);
    if (operation === "delete" && roleOf(before) === "client" && stays) {
        const text = prose`the certificate stays valid to its end, for there is no revocation; only another authority shuts its holder out.`;
        return [caution("certificate", "client removed", [leaf], text)];
    }
    if (operation !== "replace") {
        return [];
    }
    const role = roleOf(after);
    const title = role === "other" ? "certificate re-issued" : `${role} certificate re-issued`;
    const text = prose`because of ${leafReasons(leaf, resources)}; ${consequence(role, leaf)}.`;
    const uses = changes.filter(
        ({ path, before: was }) => path.startsWith("allowedUses") || (path === "isCaCertificate" && was !== true),
    );
    return [
        caution("certificate", title, [leaf], text),
        ...(uses.length > 0
            ? [caution("tls", "other uses of a certificate", [leaf], prose`${listedChanges(uses)}.`)]
            : []),
    ];
}

/** What follows for whoever has the old certificate, or for the host. */
function consequence(role: Role, leaf: PlannedResource): Markdown {
    const isOtherAuthority = touches(leaf, "caPrivateKeyPem");
    if (role === "server") {
        return isOtherAuthority
            ? prose`the daemon restarts with the new one, and takes clients of the new authority only`
            : prose`the daemon restarts with the new one`;
    }
    return isOtherAuthority
        ? prose`its holder is locked out until the new files are there, and the old certificate opens nothing any more`
        : prose`the old certificate stays valid to its end, and its holder needs the new files by then`;
}

/** Why a certificate is issued again, as far as the plan tells. */
function leafReasons(leaf: PlannedResource, resources: readonly PlannedResource[]): Markdown {
    const replacing = leaf.changes.filter(({ replaces }) => replaces);
    const explained = [
        ...(touches(leaf, "caPrivateKeyPem")
            ? [prose`another authority`]
            : touches(leaf, "caCertPem")
              ? [prose`the authority's new certificate`]
              : []),
        ...(touches(leaf, "certRequestPem") ? requestReasons(siblings(leaf, resources, "request")) : []),
        ...(replacing.some(({ path }) => path === "readyForRenewal") ? [prose`its age`] : []),
    ];
    const known = ["caPrivateKeyPem", "caCertPem", "certRequestPem", "readyForRenewal"];
    // A validity that follows from the authority's end is not known before that is issued, and is no reason of its own.
    const others = replacing.filter(
        ({ path, after }) => !known.includes(path) && !(explained.length > 0 && after === UNKNOWN),
    );
    const all = [...explained, ...(others.length > 0 ? [listedChanges(others)] : [])];
    return all.length === 0 ? prose`no property that Pulumi names` : joined(all, ", ");
}

/** What is other about the request: the key, or what the certificate is to say. */
function requestReasons(requests: readonly PlannedResource[]): Markdown[] {
    const changes = requests.flatMap((request) => request.changes);
    const told = changes.filter(({ path }) => path !== "privateKeyPem");
    const all = [
        ...(changes.length > told.length ? [prose`another key`] : []),
        ...(told.length > 0 ? [listedChanges(told)] : []),
    ];
    return all.length > 0 ? all : [prose`another request`];
}

type Role = "server" | "client" | "other";

/** What a server's and a client's certificate are for, and nothing more. */
const ORDINARY_USES = ["server_auth", "client_auth", "digital_signature", "key_encipherment", "key_agreement"];

/** What a certificate is for, by its uses: a server's only when it is none of a client's as well. */
function roleOf(inputs: Inputs | undefined): Role {
    const uses = inputs?.["allowedUses"];
    if (!Array.isArray(uses)) {
        return "other";
    }
    const [server, client] = [uses.includes("server_auth"), uses.includes("client_auth")];
    const others = uses.some((use) => !ORDINARY_USES.includes(String(use)));
    return others || server === client ? "other" : server ? "server" : "client";
}

/** Another kind or strength of key; a key that is merely new is told of by its certificate. */
function keyFindings(key: PlannedResource): Finding[] {
    const { type, operation, changes } = key;
    const kinds = changes.filter(({ path }) => ["algorithm", "ecdsaCurve", "rsaBits"].includes(path));
    return type !== KEY || operation === "same" || kinds.length === 0
        ? []
        : [caution("tls", "another kind of key", [key], prose`${listedChanges(kinds)}.`)];
}
