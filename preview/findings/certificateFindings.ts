import { CERTIFICATE, clientOf, isAnother, isClientIssuer, KEY, siblings, touches } from "./certificates";
import { caution, danger, type Finding } from "./finding";
import { joined, type Markdown, prose } from "../markdown/markdown";
import type { Inputs, Plan, PlannedResource } from "../plan/plan";
import { UNKNOWN } from "../plan/properties";
import { listedChanges } from "../markdown/values";

/** Certificates and keys that change. What it means for clients and authorities, other findings tell. */
export function certificateFindings({ resources, isNew }: Plan): Finding[] {
    return isNew
        ? []
        : [
              ...resources.flatMap((resource) => leafFindings(resource, resources)),
              ...issuerFindings(resources),
              ...resources.flatMap(keyFindings),
          ];
}

/** Issuers of clients that are issued again for the same key and name. */
function issuerFindings(resources: readonly PlannedResource[]): Finding[] {
    const issuers = resources.filter((one) => isClientIssuer(one) && one.operation === "replace" && !isAnother(one));
    const why = listedChanges(issuers[0]?.changes ?? []);
    const text = prose`for the same key, because of ${why}. Clients' earlier files keep working; the daemons restart.`;
    return issuers.length === 0 ? [] : [caution("certificate", "clients' issuers re-issued", issuers, text)];
}

/**
 * Whether another finding tells of a certificate: that of a client whose issuer comes, goes, or gets another key or name. No
 * other certificate of the authority is told of, not even one that a program made with the issuer's key.
 */
function isToldOf(leaf: PlannedResource, resources: readonly PlannedResource[]): boolean {
    const client = clientOf(leaf);
    return (
        client !== undefined &&
        resources.some(
            (one) =>
                isClientIssuer(one) &&
                one.parent === leaf.parent &&
                clientOf(one) === client &&
                (["create", "delete"].includes(one.operation) || isAnother(one)),
        )
    );
}

function leafFindings(leaf: PlannedResource, resources: readonly PlannedResource[]): Finding[] {
    const { type, operation, before, after, changes } = leaf;
    if (type !== CERTIFICATE) {
        return [];
    }
    const isTold = isToldOf(leaf, resources);
    if (operation === "create" && after?.["isCaCertificate"] === true) {
        const text = prose`signed by an authority that hosts trust: whoever has its key can make clients.`;
        return [danger("authority", "new authority", [leaf], text)];
    }
    if (operation === "create" && roleOf(after) === "client" && !isTold) {
        const text = prose`whoever holds this certificate is root on every host of the authority.`;
        return [caution("certificate", "new client", [leaf], text)];
    }
    if (operation === "create" && roleOf(after) === "other") {
        const text = prose`for other uses than a server's or a client's. A host may take it for a client's, whose holder is root.`;
        return [danger("certificate", "new certificate of unknown use", [leaf], text)];
    }
    // Of an authority that goes too, nobody's certificate is worth anything.
    const stays = resources.some((one) => one.type === CERTIFICATE && one.parent === leaf.parent && one.after);
    if (operation === "delete" && roleOf(before) === "client" && stays && !isTold) {
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
        ...(isTold ? [] : [caution("certificate", title, [leaf], text)]),
        ...(uses.length > 0
            ? [caution("tls", "other uses of a certificate", [leaf], prose`${listedChanges(uses)}.`)]
            : []),
    ];
}

/** What follows for whoever has the old certificate, or for the host. */
function consequence(role: Role, leaf: PlannedResource): Markdown {
    if (role === "server") {
        return prose`only the daemon of its own host restarts`;
    }
    if (touches(leaf, "caPrivateKeyPem")) {
        return prose`its holder is locked out until the new files are there, and the old certificate opens nothing any more`;
    }
    const restart = touches(leaf, "caCertPem") ? prose`` : prose`. No daemon restarts`;
    return prose`the old certificate stays valid to its end, and its holder needs the new files by then${restart}`;
}

/** Why a certificate is issued again, as far as the plan tells. */
function leafReasons(leaf: PlannedResource, resources: readonly PlannedResource[]): Markdown {
    const replacing = leaf.changes.filter(({ replaces }) => replaces);
    const explained = [
        ...(touches(leaf, "caPrivateKeyPem")
            ? [prose`another authority`]
            : touches(leaf, "caCertPem")
              ? [prose`its issuer's new certificate`]
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
