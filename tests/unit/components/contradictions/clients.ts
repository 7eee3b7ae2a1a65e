import * as pulumi from "@pulumi/pulumi";
import { type Contradiction, PART, host } from "./contradiction";

const FILES = {
    dockerCertPath: "/c",
    clientCertPaths: { ca: "/c/ca.pem", cert: "/c/cert.pem", key: "/c/key.pem" },
};
const AUTHORITY = {
    caCertPem: "-----BEGIN CERTIFICATE-----",
    issuingCertPem: "-----BEGIN CERTIFICATE-----",
    issuingKeyPem: "-----BEGIN PRIVATE KEY-----",
    clientIssuers: pulumi.output({}),
};

/** Contradictions among the arguments about this topic. */
export const clients: readonly Contradiction[] = [
    ...(["caValidityHours", "clients", "clientIssuers", "authorityGenerations", "existingAuthorities"] as const).map(
        (name) =>
            host(
                {
                    authority: AUTHORITY,
                    ...{
                        caValidityHours: { caValidityHours: 87_600 },
                        clients: { clients: ["ci"] },
                        clientIssuers: { clientIssuers: {} },
                        authorityGenerations: { authorityGenerations: ["g1"] },
                        existingAuthorities: { existingAuthorities: {} },
                    }[name],
                },
                [
                    name,
                    "no value together with authority, which already has one",
                    "Omit it here and set it where authority is created",
                ],
                [PART, "decisions/004-misplaced-arguments.md"],
                `authority, ${name}`,
            ),
    ),
    ...(["dockerCertDir", "writeClientFiles"] as const).map((name) =>
        host(
            {
                clientFiles: FILES,
                ...{ dockerCertDir: { dockerCertDir: "~/c" }, writeClientFiles: { writeClientFiles: false } }[name],
            },
            [
                name,
                "no value together with clientFiles, which already has one",
                "Omit it here and set it where clientFiles is created",
            ],
            [PART, "decisions/004-misplaced-arguments.md"],
            `clientFiles, ${name}`,
        ),
    ),
    host(
        { dockerCertDir: "~/c" },
        [
            "dockerCertDir",
            "no value unless writeClientFiles is true",
            "Set writeClientFiles to true, or omit dockerCertDir",
        ],
        ["nothing would be written there", "program.md#bring-your-own"],
    ),
    host(
        { clientFiles: { ...FILES, sshPrivateKeyPath: "/c/id_ed25519" } },
        ["sshPublicKeys", "the public key that matches the private SSH key in clientFiles", "Add that public key"],
        ["the VM needs the public key for that private key", "program.md#bring-your-own"],
        "clientFiles: {sshPrivateKeyPath}",
    ),
    host(
        { clients: [] },
        ["clients", "at least one client, because a daemon without any accepts nobody", "Add a name, for example ci"],
        ["the daemon accepts clients by their issuers", "decisions/013-an-issuer-for-each-client.md"],
    ),
    host(
        { clients: Array.from({ length: 101 }, (_, index) => `c${index}`) },
        [
            "clients",
            "at most 100 clients and issuers of existing ones, because a TLS handshake names them all",
            "Remove those that are no longer needed, or use a second authority for other hosts",
        ],
        ["a TLS handshake holds a limited list", "decisions/013-an-issuer-for-each-client.md"],
        "101 clients",
    ),
    host(
        { clients: [], clientIssuers: { laptop: pulumi.output("") }, writeClientFiles: true },
        [
            "writeClientFiles",
            "false, because clients is empty",
            "Add a name to clients, or set writeClientFiles to false",
        ],
        ["an issuer of existing clients comes without their keys", "program.md#clients"],
        "clients: [], clientIssuers, writeClientFiles: true",
    ),
    host(
        { clients: ["ci"], clientIssuers: { ci: pulumi.output("") } },
        [
            "clientIssuers.ci",
            "a name that is not in clients, because each client gets an issuer of its own",
            "Choose another name, or remove ci from clients",
        ],
        ["each client has one issuer", "decisions/013-an-issuer-for-each-client.md"],
        'clients: ["ci"], clientIssuers: {ci}',
    ),
    host(
        { existingAuthorities: { g2: { certPem: pulumi.output(""), keyPem: pulumi.output("") } } },
        ["existingAuthorities.g2", "one of authorityGenerations (g1)", "Add the name there, or remove the authority"],
        ["clients trust the listed generations", "rotation.md#roll-the-authority"],
        "existingAuthorities: {g2}",
    ),
    host(
        { existingAuthorities: { g1: { certPem: pulumi.output("") } } },
        [
            "existingAuthorities.g1.keyPem",
            "the private key, because the first generation signs server certificates",
            "Add it, or put another generation first",
        ],
        ["a server certificate needs an issuer's key", "rotation.md#roll-the-authority"],
        "existingAuthorities: {g1: {certPem}}",
    ),
    host(
        { clients: ["ci"], client: "laptop" },
        ["client", "one of the authority's clients (ci)", "Add it to clients, or choose another one"],
        ["the files are those of a client", "second-machine.md"],
    ),
    host(
        { authority: AUTHORITY, client: "ci" },
        [
            "client",
            "no value, because the given authority has no clients' keys",
            "Pass the CertificateAuthority itself, or omit it and fetch the files where the clients are created",
        ],
        ["another stack's authority comes without private keys", "second-machine.md"],
        'authority from another stack, client: "ci"',
    ),
    host(
        { caValidityHours: 1_000, certificateValidityHours: 1_000, earlyRenewalHours: 10 },
        [
            "certificateValidityHours",
            "less than caValidityHours (1000)",
            "A certificate must not outlive its authority: shorten it, or increase caValidityHours",
        ],
        [
            "clients reject a certificate whose authority has expired",
            "https://www.rfc-editor.org/rfc/rfc5280#section-6.1",
        ],
    ),
    host(
        { certificateValidityHours: 100, earlyRenewalHours: 100 },
        [
            "earlyRenewalHours",
            "less than certificateValidityHours (100)",
            "Choose a smaller value, for example a tenth of it: otherwise every up would renew the certificates",
        ],
        ["a new certificate would be due for renewal at once", "decisions/003-halved-lifetimes.md"],
    ),
];
