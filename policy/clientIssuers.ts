import { kindOf } from "../shared/azure/resourceKind";
import { certificatesIn, type DaemonBundle, daemonBundles } from "./daemonBundle";
import { plainProperties, strings, Unknown } from "./properties";
import { inputPolicy, type InputSpec, type Resource, type Violation } from "./resourcePolicy";

const HOST = "docker-host-vm:index:DockerHostVm";
const AUTHORITY = "docker-host-vm:index:CertificateAuthority";

/** What a host declares about its clients, and what the stack makes: certificates in a form to compare. */
interface Declaration {
    /** The issuers in the host's output `clientIssuers`. */
    readonly declared: ReadonlySet<string>;
    /** The certificates that resources of the stack have signed with their own keys. */
    readonly made: ReadonlySet<string>;
    /** The certificates of the host's readiness check among them. */
    readonly own: ReadonlySet<string>;
    /** The issuers that authorities in the stack list. */
    readonly listed: ReadonlySet<string>;
}

/** What the host of an extension declares; undefined without a host, or if its clients are not known yet. */
function declarationOf({ parent }: Resource, resources: readonly Resource[]): Declaration | undefined {
    const issuers = parent?.type === HOST ? issuersOf(parent) : undefined;
    const certificates = resources.filter(({ type }) => kindOf(type) === "tls:SelfSignedCert");
    const pems = (all: readonly Resource[]): ReadonlySet<string> =>
        new Set(strings(all.map(({ props }) => plainProperties(props)["certPem"])).flatMap(certificatesIn));
    return issuers === undefined
        ? undefined
        : {
              declared: issuers,
              made: pems(certificates),
              own: pems(certificates.filter((one) => one.parent?.urn === parent?.urn)),
              listed: new Set(
                  resources.filter(({ type }) => type === AUTHORITY).flatMap((one) => [...(issuersOf(one) ?? [])]),
              ),
          };
}

/** The issuers in an output `clientIssuers`; undefined if there is none, or not all of them are known. */
function issuersOf({ props }: Resource): ReadonlySet<string> | undefined {
    const issuers = plainProperties(props)["clientIssuers"];
    if (typeof issuers !== "object" || issuers === null || issuers instanceof Unknown) {
        return undefined;
    }
    const pems: unknown[] = Object.values(issuers);
    return pems.some((pem) => pem instanceof Unknown) ? undefined : new Set(strings(pems).flatMap(certificatesIn));
}

const known = (bundle: DaemonBundle | Unknown): bundle is DaemonBundle => !(bundle instanceof Unknown);

/** A policy on the bundles of daemons. @param isWrong whether a certificate must not be in the bundle of a host */
function bundlePolicy(
    about: Pick<InputSpec<readonly DaemonBundle[]>, "name" | "description" | "enforcementLevel" | "severity">,
    violation: Omit<Violation, "property">,
    isWrong: (certificate: string, declaration: Declaration) => boolean,
): ReturnType<typeof inputPolicy> {
    return inputPolicy<readonly DaemonBundle[]>({
        ...about,
        read: (kind, properties) => {
            const bundles = daemonBundles(kind, properties).filter(known);
            return bundles.length === 0 ? undefined : bundles;
        },
        judge: (bundles, extension, resources) => {
            const declaration = declarationOf(extension, resources);
            return declaration === undefined
                ? []
                : bundles
                      .filter(({ certificates }) => certificates.some((one) => isWrong(one, declaration)))
                      .map(({ property }) => ({ property, ...violation }));
        },
    });
}

/** Forbids daemons to accept clients that their hosts do not declare. */
export const undeclaredIssuers = bundlePolicy(
    {
        name: "undeclared-issuers",
        description: "A daemon accepts only the clients of the issuers that its host declares.",
        enforcementLevel: "mandatory",
        severity: "critical",
    },
    {
        problem:
            "the daemon accepts clients of an issuer that is not among the host's clientIssuers, and whoever holds its key has root access",
        fix: "List the issuer in clientIssuers, where reviewers see it, or remove it",
    },
    (certificate, { declared, own }) => !declared.has(certificate) && !own.has(certificate),
);

/** Warns about declared issuers that come from elsewhere. A host with an authority of another stack has no others. */
export const broughtIssuers = bundlePolicy(
    {
        name: "brought-issuers",
        description: "The issuers of all clients are made by the stack.",
        enforcementLevel: "advisory",
        severity: "high",
    },
    {
        problem:
            "the daemon accepts clients of an issuer that this stack does not make: whoever holds its key has root access, and can let in others",
        fix: "Name the clients in clients, so that each has an issuer of its own, or make sure that the issuer's key is well kept",
    },
    (certificate, { declared, made, listed }) =>
        declared.has(certificate) && !made.has(certificate) && [...declared].some((one) => listed.has(one)),
);
