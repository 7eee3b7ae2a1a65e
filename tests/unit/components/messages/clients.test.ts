import { describe } from "@jest/globals";
import { authorityReferenceRules } from "../../../../components/certificates/authorityReference";
import { certificateAuthorityProblems } from "../../../../components/certificates/certificateAuthorityArgs";
import { clientName, clientsRule } from "../../../../components/certificates/clientCertificate";
import { clientIssuer, clientIssuersRule } from "../../../../components/certificates/clientIssuers";
import { existingAuthoritiesRule, existingAuthorityRule } from "../../../../components/certificates/existingAuthority";
import { certificatePem, privateKeyPem } from "../../../../components/certificates/pem";
import { serverName } from "../../../../components/certificates/serverNames";
import { dockerCertDir } from "../../../../components/client/certDir";
import { clientFilesProblems, clientFilesReferenceRules } from "../../../../components/client/clientFilesArgs";
import { clientVaultsProblems, principalId, readersOf } from "../../../../components/client/clientVaultsArgs";
import { dockerEngineProblems } from "../../../../components/dockerEngineArgs";
import type { Problem } from "../../../../components/validation/problems";
import { messageTable } from "../../../support/messageTable";
import { opensslCertificate } from "../../../support/opensslCertificates";

const CA = "basicConstraints=critical,CA:TRUE";
const ROOT = opensslCertificate({ subject: "root", extensions: [CA] });
const UPPER = opensslCertificate({ subject: "upper", extensions: [CA] }, ROOT);
const LOWER = opensslCertificate({ subject: "lower", extensions: [CA] }, UPPER);
const OTHER = opensslCertificate({ subject: "other", extensions: [CA] });
const LEAF = opensslCertificate({ subject: "leaf", extensions: ["basicConstraints=CA:FALSE"] }, ROOT);
const ENCRYPTED = "-----BEGIN ENCRYPTED PRIVATE KEY-----";
const READER = { principalId: "6f1c2a3b-0d4e-4f5a-8b6c-7d8e9f0a1b2c", principalType: "User" };

const authority = (value: object): readonly Problem[] => existingAuthorityRule("g1", { ...OTHER, ...value });
/** The first problem about an argument. */
const about = (argument: string, problems: readonly Problem[]): readonly Problem[] =>
    problems.filter((one) => one.argument === argument);

describe("The messages about certificates", () => {
    messageTable([
        [
            () => certificatePem("caCertPem", "ca"),
            "caCertPem: expected a PEM certificate that begins with -----BEGIN CERTIFICATE----- and contains no private key. Use the contents of a file such as ca.pem (the given value is not shown).",
        ],
        [
            () => privateKeyPem("sshPrivateKey", "key"),
            "sshPrivateKey: expected a PEM private key whose first line begins with -----BEGIN and ends with PRIVATE KEY-----. Use the contents of a file such as key.pem (the given value is not shown).",
        ],
        [
            () => serverName("serverNames[0]", "http://a.example"),
            'serverNames[0]: expected a DNS name or an IP address, got "http://a.example". Write only the name, without scheme, port or path.',
        ],
        [
            () => certificateAuthorityProblems({ authorityGenerations: [] }),
            "authorityGenerations: expected at least one generation, got []. Add a name, for example g1.",
        ],
        [
            () => certificateAuthorityProblems({ authorityGenerations: ["G1"] }),
            'authorityGenerations[0]: expected 1 to 20 lowercase letters and digits, beginning with a letter, got "G1". For example, use g2.',
        ],
        [
            () => clientName("client", "CI"),
            'client: expected 1 to 40 lowercase letters, digits and hyphens, neither beginning nor ending with a hyphen, got "CI". For example, use ci or laptop.',
        ],
        [
            () => clientsRule("clients", "ci"),
            "clients: expected certificates and keys by the name of the client, at least one. Pass the clients of a CertificateAuthority. Its reference has none, because other stacks do not need them.",
        ],
        [
            () => clientsRule("clients", { ci: "file" }),
            "clients.ci: expected a client's certificate and key. Known members: certPem, keyPem.",
        ],
        [
            () => authorityReferenceRules.clientIssuers.input("authority.clientIssuers", "ci"),
            "authority.clientIssuers: expected certificates by the name of the client, at least one. Pass the clientIssuers of a CertificateAuthority.",
        ],
        [
            () => clientIssuer("clientIssuers.ci", OTHER.certPem + OTHER.keyPem),
            "clientIssuers.ci: expected a certificate without a private key. Remove the private key: certificates are stored in clear (the given value is not shown).",
        ],
        [
            () => clientIssuersRule("clientIssuers", { a: OTHER.certPem, b: OTHER.certPem }),
            'clientIssuers.b: expected an issuer with another key or name than a, because their clients cannot be told apart, got "O=other". List it under one name.',
        ],
        [
            () => clientIssuersRule("clientIssuers", { a: ROOT.certPem, b: UPPER.certPem }),
            'clientIssuers.b: expected an issuer that is not below a, whose entry lets in its clients too, got "O=upper". List one of them: clients of the lower one can present its certificate after their own.',
        ],
        [
            () => clientIssuer("clientIssuers.ci", LEAF.certPem),
            "clientIssuers.ci: expected the certificate of a client's issuer, because the daemon needs the issuer to accept a client, got \"a certificate issued by O=root (O=leaf)\". Use the issuer's certificate, which lets in all its clients: one of them alone needs a self-signed certificate.",
        ],
        [
            () => existingAuthorityRule("g1", "ca.pem"),
            "g1: expected an authority with certPem and, as needed, keyPem and chainPem. Write, for example, { certPem: … } (the given value is not shown).",
        ],
        [
            () => authority({ certPem: OTHER.keyPem + OTHER.certPem }),
            "g1.certPem: expected a certificate without a private key. Remove the private key: certificates are stored in clear (the given value is not shown).",
        ],
        [
            () => authority({ keyPem: ENCRYPTED }),
            "g1.keyPem: expected a private key without a passphrase, as from openssl pkey -in ca-key.pem -out ca-key-plain.pem. Use the contents of the new file. The passphrase of the Azure CLI of 2014 is Docker123.",
        ],
        [
            () => authority({ keyPem: "key" }),
            "g1.keyPem: expected one private key in PEM: PKCS #8, PKCS #1 (RSA) or SEC 1 (EC), with no other block before it. Convert it with: openssl pkey -in ca-key.pem -out ca-key-plain.pem (the given value is not shown).",
        ],
        [
            () => authority({ keyPem: ROOT.keyPem }),
            "g1.keyPem: expected the private key of the certificate O=other. Use the key and the certificate from the same place (the given value is not shown).",
        ],
        [
            () => existingAuthorityRule("g1", { ...LOWER, chainPem: ROOT.certPem }),
            'g1.chainPem: expected all certificates above certPem, up to a self-signed root, got "nothing above O=lower". Add the certificate of O=upper.',
        ],
        [
            () => authority({ chainPem: ROOT.certPem }),
            'g1.chainPem: expected no certificates other than those above certPem, because clients trust them all, got "O=root". Remove that certificate.',
        ],
        [
            () =>
                existingAuthoritiesRule("existingAuthorities", {
                    g1: opensslCertificate({ subject: "same", extensions: [CA, "subjectKeyIdentifier=none"] }),
                    g2: opensslCertificate({ subject: "same", extensions: [CA, "subjectKeyIdentifier=none"] }),
                }),
            'existingAuthorities.g2.certPem: expected an authority with another name than g1, or key identifiers in both, got "O=same". Use one of them: some clients could not tell them apart.',
        ],
    ]);
});

describe("The messages about clients' files", () => {
    messageTable([
        [
            () => dockerCertDir("dockerCertDir", "~ann/certs"),
            'dockerCertDir: expected a path, optionally starting with ~/, got "~ann/certs". Use ~/ for your own home folder, or an absolute path.',
        ],
        [
            () => about("dockerCertDir", clientFilesProblems({} as never)),
            "dockerCertDir: expected a value (it has no default), got nothing. Specify the folder, for example ~/.docker/build.",
        ],
        [
            () => about("caCertPem", clientFilesProblems({} as never)),
            "caCertPem: expected a value (it has no default), got nothing. Pass the authority's caCertPem.",
        ],
        [
            () => about("clients", clientFilesProblems({} as never)),
            "clients: expected a value (it has no default), got nothing. Pass the authority's clients.",
        ],
        [
            () => clientFilesReferenceRules.clientCertPaths.input("clientFiles.clientCertPaths", "~/certs"),
            "clientFiles.clientCertPaths: expected the paths of client files. Known members: ca, cert, key.",
        ],
        [
            () => principalId("principalId", "ann"),
            'principalId: expected the object ID of an identity in Entra ID, a GUID, got "ann". For your own, run az ad signed-in-user show --query id; for an application\'s, az ad sp show --id APP_ID --query id.',
        ],
        [
            () => readersOf()("readers", "ann"),
            'readers: expected readers by the name of the client, got "ann". Write an object with names, {} if there are none.',
        ],
        [
            () => readersOf()("readers", { ci: { "Ann B": READER } }),
            'readers.ci.Ann B: expected 1 to 40 lowercase letters, digits and hyphens, got "Ann B". For example, use pipeline.',
        ],
        [
            () => readersOf()("readers", { ci: { ann: READER, bob: READER } }),
            'readers.ci: expected each identity once, got "6f1c2a3b-0d4e-4f5a-8b6c-7d8e9f0a1b2c". Remove one of the names for it.',
        ],
        [
            () => readersOf(["ci"])("readers", { web: { ann: READER } }),
            'readers.web: expected one of the authority\'s clients (ci), got "web". Add it to clients, or choose another one.',
        ],
        [
            () => about("resourceGroupName", clientVaultsProblems({} as never)),
            "resourceGroupName: expected a value (it has no default), got nothing. Pass the resourceGroupName of a HostNetwork.",
        ],
        [
            () => about("location", clientVaultsProblems({} as never)),
            "location: expected a value (it has no default), got nothing. Pass the location of a HostNetwork.",
        ],
        [
            () => about("caCertPem", clientVaultsProblems({} as never)),
            "caCertPem: expected a value (it has no default), got nothing. Pass the authority's caCertPem.",
        ],
        [
            () => about("clients", clientVaultsProblems({} as never)),
            "clients: expected a value (it has no default), got nothing. Pass the authority's clients.",
        ],
        [
            () => about("readers", clientVaultsProblems({} as never)),
            "readers: expected a value (it has no default), got nothing. Name the clients and who can read their files.",
        ],
        [
            () => about("vmId", dockerEngineProblems({} as never)),
            "vmId: expected a value (it has no default), got nothing. Run `az vm list --query [].id` to list the IDs of VMs.",
        ],
        [
            () => about("endpointHost", dockerEngineProblems({} as never)),
            "endpointHost: expected a value (it has no default), got nothing. Specify the VM's domain name or IPv4 address.",
        ],
    ]);
});
