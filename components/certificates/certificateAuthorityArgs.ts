import type * as pulumi from "@pulumi/pulumi";
import { KeyAlgorithm } from "../options";
import type { Problem } from "../validation/problems";
import { allOf, distinct, listOf, matches, notEmpty, oneOf, rule } from "../validation/rules";
import { anyOf, type Rules, walk } from "../validation/walk";
import { withDefaults } from "../withDefaults";
import { clientName } from "./clientCertificate";
import { clientIssuersRule } from "./clientIssuers";
import { existingAuthoritiesRule, type ExistingAuthority } from "./existingAuthority";
import { caValidityHours, certificateValidityHours, earlyRenewalHours, lifetimeProblems } from "./lifetimes";

/** The arguments of a `CertificateAuthority`. */
export interface CertificateAuthorityArgs {
    /**
     * Names of the clients: 1 to 40 lowercase letters, digits and hyphens each. Each client has a key, a certificate and an
     * issuer of its own. Adding a name lets that client in. Removing a name **shuts that client out** on every host, and the
     * others keep their files. A name that is added again is a new client: its earlier files stay refused. Each change restarts the
     * daemons. At most 100, including `clientIssuers`.
     *
     * @defaultValue `["default"]`
     */
    clients?: string[];
    /**
     * Issuers of existing clients, PEM, by a name for each: certificate authorities, or the certificates of clients that signed
     * their own. Hosts accept **everyone with a certificate of theirs**, who cannot be told apart, and no private key is needed.
     * The names are those of `clients`, and no name can be in both. Each change restarts the daemons.
     *
     * @defaultValue - none
     */
    clientIssuers?: Record<string, pulumi.Input<string>>;
    /**
     * Names of the authority's generations: lowercase letters and digits, beginning with a letter. Clients trust all of them,
     * and the first signs server certificates. To roll the authority without locking anyone out, append a name, have everyone
     * fetch the files, swap the two names, and later drop the old one. Dropping a name **locks out clients** whose `ca.pem` has
     * no other. A change of the first reissues the server certificates and restarts the daemons.
     *
     * @defaultValue `["g1"]`
     */
    authorityGenerations?: string[];
    /**
     * Existing authorities by the name of their generation, which is also in `authorityGenerations`: for example
     * docker-machine's, or a company's intermediate one. They are used as they are instead of being created. The first
     * generation needs its private key. Keep it secret.
     *
     * @defaultValue - none: every generation is created
     */
    existingAuthorities?: Record<string, ExistingAuthority>;
    /**
     * Algorithm and size of all private keys created here. A change replaces the authority and every certificate, and **locks
     * clients out** until they have fetched the files again.
     *
     * @defaultValue `ECDSA-P256`
     */
    keyAlgorithm?: KeyAlgorithm;
    /**
     * Validity of the authority's own certificate in hours, at least 2. The certificate is not renewed early, because every
     * client needs the new one. A change reissues it, and all others, with the same key: clients with earlier files keep
     * access. Only a new key locks clients out.
     *
     * @defaultValue 87600, ten years
     */
    caValidityHours?: number;
    /**
     * Validity of the client certificates in hours: 1 to 19800, and less than `caValidityHours`. A change reissues them.
     *
     * @defaultValue 8760, one year
     */
    certificateValidityHours?: number;
    /**
     * How many hours before expiry the next `up` renews a client certificate; less than `certificateValidityHours`. A change
     * takes effect in place.
     *
     * @defaultValue 720, thirty days
     */
    earlyRenewalHours?: number;
}

/** The name of a generation. It has no hyphens, which separate it from the other parts of resource names. */
const generationName = rule(
    (value) => matches(/^[a-z][a-z0-9]{0,19}$/, value),
    "1 to 20 lowercase letters and digits, beginning with a letter",
    "For example, use g2",
);

/** The rules for the arguments. */
export const certificateAuthorityRules = {
    clients: allOf(listOf(clientName), distinct),
    authorityGenerations: allOf(
        listOf(generationName),
        distinct,
        notEmpty("at least one generation", "Add a name, for example g1"),
    ),
    clientIssuers: clientIssuersRule,
    existingAuthorities: existingAuthoritiesRule,
    keyAlgorithm: oneOf(Object.values(KeyAlgorithm)),
    caValidityHours,
    certificateValidityHours,
    earlyRenewalHours,
} as const satisfies Rules<CertificateAuthorityArgs>;

/** Checks the arguments. */
export function certificateAuthorityProblems(args: CertificateAuthorityArgs): readonly Problem[] {
    const own = walk(args, certificateAuthorityRules);
    return [...own, ...authorityTogether(args, own)];
}

/** Checks arguments against each other if each is valid on its own. @param own the problems found so far */
export function authorityTogether(args: CertificateAuthorityArgs, own: readonly Problem[]): readonly Problem[] {
    const lifetimes = ["caValidityHours", "certificateValidityHours", "earlyRenewalHours"];
    return [
        ...(anyOf(own, lifetimes) ? [] : lifetimeProblems(withDefaults(args))),
        ...(anyOf(own, ["clients", "clientIssuers"]) ? [] : clientProblems(args)),
        ...(anyOf(own, ["authorityGenerations", "existingAuthorities"]) ? [] : generationProblems(args)),
    ];
}

/**
 * A daemon names the issuers in each TLS handshake, whose message holds about 550 of them, and the install script holds about
 * 85 whose keys are RSA with 4096 bits (docs/decisions/013-an-issuer-for-each-client.md).
 */
const MOST_CLIENTS = 100;

function clientProblems({ clients, clientIssuers = {} }: CertificateAuthorityArgs): readonly Problem[] {
    const { clients: names } = withDefaults({ clients });
    const issuers = Object.keys(clientIssuers);
    const nobody = {
        argument: "clients",
        expected: "at least one client, because a daemon without any accepts nobody",
        got: names,
        fix: "Add a name, for example ci",
    };
    const tooMany = {
        argument: "clients",
        expected: `at most ${MOST_CLIENTS} clients and issuers of existing ones, because a TLS handshake names them all`,
        got: names.length + issuers.length,
        fix: "Remove those that are no longer needed, or use a second authority for other hosts",
    };
    return [
        ...(names.length + issuers.length === 0 ? [nobody] : []),
        ...(names.length + issuers.length > MOST_CLIENTS ? [tooMany] : []),
        ...issuers.flatMap((name) => clientName(`clientIssuers.${name}`, name)),
        ...issuers
            .filter((name) => names.includes(name))
            .map((name) => ({
                argument: `clientIssuers.${name}`,
                expected: "a name that is not in clients, because each client gets an issuer of its own",
                got: name,
                fix: `Choose another name, or remove ${name} from clients`,
            })),
    ];
}

function generationProblems(args: CertificateAuthorityArgs): readonly Problem[] {
    const { authorityGenerations: names, existingAuthorities: existing = {} } = withDefaults(args);
    const [first = ""] = names;
    const unlisted = Object.keys(existing)
        .filter((name) => !names.includes(name))
        .map((name) => ({
            argument: `existingAuthorities.${name}`,
            expected: `one of authorityGenerations (${names.join(", ")})`,
            got: name,
            fix: "Add the name there, or remove the authority",
        }));
    const keyless = {
        argument: `existingAuthorities.${first}.keyPem`,
        expected: "the private key, because the first generation signs server certificates",
        fix: "Add it, or put another generation first",
    };
    const needsKey = Object.hasOwn(existing, first) && existing[first]?.keyPem === undefined;
    return [...unlisted, ...(needsKey ? [keyless] : [])];
}
