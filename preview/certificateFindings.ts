import type { Finding } from "./findings";
import { joined, listed, prose, type Markdown } from "./markdown";
import type { Inputs, Plan, PlannedResource } from "./plan";
import { inWords } from "./properties";

const AUTHORITY = "tls:index/selfSignedCert:SelfSignedCert";
const CERTIFICATE = "tls:index/locallySignedCert:LocallySignedCert";
const KEY = "tls:index/privateKey:PrivateKey";

/** Certificates, keys and authorities that change. */
export function certificateFindings({ resources, isNew }: Plan): Finding[] {
    return isNew
        ? []
        : [...authorityFindings(resources), ...resources.flatMap(leafFindings), ...resources.flatMap(keyFindings)];
}

/** An authority that is another one, whether it is made here or given. */
function authorityFindings(resources: readonly PlannedResource[]): Finding[] {
    const made = resources.filter(
        ({ type, operation }) => type === AUTHORITY && ["replace", "delete"].includes(operation),
    );
    const trusting = resources.filter(
        ({ type, changes }) => type === CERTIFICATE && changes.some(({ path }) => path === "caCertPem"),
    );
    const names = (made.length > 0 ? made : trusting).map(({ name }) => name);
    return names.length === 0
        ? []
        : [
              {
                  kind: "authority",
                  level: "danger",
                  title: "authority replaced",
                  text: prose`**Authority replaced**: ${listed(names)}. Every client is locked out until it has new files.`,
              },
          ];
}

function leafFindings({ type, name, operation, after, changes }: PlannedResource): Finding[] {
    if (type !== CERTIFICATE) {
        return [];
    }
    const role = roleOf(after);
    if (operation === "create" && role === "client") {
        const text = prose`**New client**: ${name} gets a certificate, with which its holder is root on every host of the authority.`;
        return [{ kind: "certificate", level: "caution", title: "new client", text }];
    }
    if (operation !== "replace") {
        return [];
    }
    const reasons = changes.filter(({ replaces }) => replaces).map(({ path }) => path);
    const consequence =
        role === "server"
            ? prose`the daemon restarts with the new one`
            : prose`its holder needs the new files; the old certificate stays valid to its end`;
    const anew: Finding = {
        kind: "certificate",
        level: "caution",
        title: "certificate re-issued",
        text: prose`**Certificate re-issued** (${role}): ${name}, because of ${reasonList(reasons)}; ${consequence}.`,
    };
    const uses = changes.filter(
        ({ path, before }) => path.startsWith("allowedUses") || (path === "isCaCertificate" && before !== true),
    );
    const otherUses: Finding = {
        kind: "tls",
        level: "caution",
        title: "TLS touched",
        text: prose`**TLS touched**: the uses of the certificate ${name} change, ${listed(uses.map(({ after: use }) => inWords(use)))}.`,
    };
    return uses.length > 0 ? [anew, otherUses] : [anew];
}

function reasonList(reasons: readonly string[]): Markdown {
    return reasons.length === 0 ? prose`no property that the engine names` : listed(reasons);
}

/** What a certificate is for, by its uses. */
function roleOf(inputs: Inputs | undefined): "server" | "client" | "other" {
    const uses = inputs?.["allowedUses"];
    if (!Array.isArray(uses)) {
        return "other";
    }
    return uses.includes("server_auth") ? "server" : uses.includes("client_auth") ? "client" : "other";
}

/** Another kind or strength of key; a key that is merely made anew is told of by its certificate. */
function keyFindings({ type, name, operation, changes }: PlannedResource): Finding[] {
    const kinds = changes.filter(({ path }) => ["algorithm", "ecdsaCurve", "rsaBits"].includes(path));
    if (type !== KEY || operation === "same" || kinds.length === 0) {
        return [];
    }
    const values = kinds.map(({ path, before, after }) => prose`${path} from ${inWords(before)} to ${inWords(after)}`);
    const text = prose`**TLS touched**: the key ${name} becomes another kind: ${joined(values, ", ")}.`;
    return [{ kind: "tls", level: "caution", title: "TLS touched", text }];
}
