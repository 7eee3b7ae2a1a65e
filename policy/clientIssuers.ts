import { kindOf } from "../shared/azure/resourceKind";
import { isHost } from "../shared/hostTypes";
import { certificatesIn, type DaemonBundle, daemonBundles } from "./daemonBundle";
import { plainProperties, strings, Unknown } from "./properties";
import { inputPolicy, type Resource, stackPolicy } from "./resourcePolicy";

const AUTHORITY = "docker-host-vm:index:CertificateAuthority";

/** Certificates in a form to compare. */
type Certificates = ReadonlySet<string>;

/** The issuers in a component's output `clientIssuers`; undefined if there is none, or not all of them are known. */
function issuersOf({ props }: Resource): Certificates | undefined {
    const issuers = plainProperties(props)["clientIssuers"];
    if (typeof issuers !== "object" || issuers === null || issuers instanceof Unknown) {
        return undefined;
    }
    const pems: unknown[] = Object.values(issuers);
    return pems.some((pem) => pem instanceof Unknown) ? undefined : new Set(strings(pems).flatMap(certificatesIn));
}

/**
 * The certificate of the host's own readiness check, which opens this host only. Any other that the program makes within the
 * host, and an authority in its place, are undeclared issuers.
 */
function readinessOf(host: Resource | undefined, resources: readonly Resource[]): Certificates {
    return selfSigned(
        resources.filter(
            ({ name, parent, props }) =>
                parent?.urn === host?.urn &&
                name === `${host?.name ?? ""}-readiness-cert` &&
                plainProperties(props)["isCaCertificate"] !== true,
        ),
    );
}

/** The certificates that resources have signed with their own keys, as far as they are known. */
function selfSigned(resources: readonly Resource[]): Certificates {
    const pems = resources
        .filter(({ type }) => kindOf(type) === "tls:SelfSignedCert")
        .map(({ props }) => plainProperties(props)["certPem"]);
    return new Set(strings(pems).flatMap(certificatesIn));
}

const isKnown = (bundle: DaemonBundle | Unknown): bundle is DaemonBundle => !(bundle instanceof Unknown);

/** Forbids daemons to accept clients that their hosts do not declare. */
export const undeclaredIssuers = inputPolicy<readonly DaemonBundle[]>({
    name: "undeclared-issuers",
    description: "A daemon accepts only the clients of the issuers that its host declares.",
    enforcementLevel: "mandatory",
    severity: "critical",
    read: (kind, properties) => {
        const bundles = daemonBundles(kind, properties).filter(isKnown);
        return bundles.length === 0 ? undefined : bundles;
    },
    judge: (bundles, { parent }, resources) => {
        const declared = parent !== undefined && isHost(parent.type) ? issuersOf(parent) : undefined;
        const own = readinessOf(parent, resources);
        return declared === undefined
            ? []
            : bundles
                  .filter(({ certificates }) => certificates.some((one) => !declared.has(one) && !own.has(one)))
                  .map(({ property }) => ({
                      property,
                      problem:
                          "the daemon accepts clients of an issuer that is not among the host's clientIssuers, and whoever holds its key has root access",
                      fix: "List the issuer in clientIssuers, where reviewers see it, or remove it",
                  }));
    },
});

/** Warns about declared issuers that come from elsewhere, except those of a host that uses another stack's authority. */
export const broughtIssuers = stackPolicy({
    name: "brought-issuers",
    description: "The issuers of all clients are made by the stack.",
    enforcementLevel: "advisory",
    severity: "high",
    judge: (host, resources) => {
        const declared = [...((isHost(host.type) ? issuersOf(host) : undefined) ?? [])];
        const authorities = resources.filter(({ type }) => type === AUTHORITY);
        const listed = new Set(authorities.flatMap((one) => [...(issuersOf(one) ?? [])]));
        const made = selfSigned(resources);
        return declared.some((one) => listed.has(one)) && declared.some((one) => !made.has(one))
            ? [
                  {
                      property: "clientIssuers",
                      problem:
                          "the host accepts clients of an issuer that this stack does not make: whoever holds its key has root access, and can let in others",
                      fix: "Name the clients in clients, so that each has an issuer of its own, or make sure that the issuer's key is well kept",
                  },
              ]
            : [];
    },
});
