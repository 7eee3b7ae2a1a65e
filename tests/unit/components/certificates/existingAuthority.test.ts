import { generateKeyPairSync } from "node:crypto";
import { afterEach, describe, expect, jest, test } from "@jest/globals";
import * as pulumi from "@pulumi/pulumi";
import {
    type ExistingAuthority,
    existingAuthoritiesRule,
    existingAuthorityRule,
} from "../../../../components/certificates/existingAuthority";
import type { KeyAndCertificate } from "../../../support/certificates";
import { problemOf } from "../../../support/problemOf";
import { DOCKER_MACHINE, ecKey, openssl, opensslCertificate, rsaKey } from "../../../support/opensslCertificates";

const DAY = 86_400_000;
const CA = "basicConstraints=critical,CA:TRUE";
const ROOT = opensslCertificate({ subject: "root" });
const POLICY = opensslCertificate({ subject: "policy" }, ROOT);
const ISSUING = opensslCertificate({ subject: "issuing" }, POLICY);
const CHAIN = POLICY.certPem + ROOT.certPem;
const OTHER = opensslCertificate({ subject: "other" });
const RSA = opensslCertificate({ subject: "rsa", key: rsaKey() });

/** An authority with the given extensions only. */
const limited = (extensions: readonly string[], issuer?: KeyAndCertificate): KeyAndCertificate =>
    opensslCertificate({ subject: "limited", extensions }, issuer);

const keyed = (key: ReturnType<typeof ecKey>): KeyAndCertificate => opensslCertificate({ subject: "keyed", key });

const traditional = ({ keyPem }: KeyAndCertificate): string => openssl(["pkey", "-traditional"], keyPem);

afterEach(() => {
    jest.restoreAllMocks();
});

describe("An existing authority may be", () => {
    test.each<[string, ExistingAuthority]>([
        ["self-signed, with an EC key", OTHER],
        ["self-signed, with an RSA key", RSA],
        ["only trusted, without its key", { certPem: OTHER.certPem }],
        ["docker-machine's", opensslCertificate({ subject: "alice", key: rsaKey(), extensions: DOCKER_MACHINE })],
        ["one with a key on P-384", keyed(ecKey("P-384"))],
        ["one with a key on P-521", keyed(ecKey("P-521"))],
        ["one with an Ed25519 key", keyed(generateKeyPairSync("ed25519").privateKey)],
        ["self-signed with SHA-1, which nobody checks", opensslCertificate({ subject: "old", digest: "sha1" })],
        ["an intermediate one with its chain", { ...ISSUING, chainPem: CHAIN }],
        ["one whose chain is in another order", { ...ISSUING, chainPem: ROOT.certPem + POLICY.certPem }],
        ["one whose chain begins with itself", { ...ISSUING, chainPem: ISSUING.certPem + CHAIN }],
        ["given with comments", { certPem: `a-b\n${OTHER.certPem}`, keyPem: `a-b\n${OTHER.keyPem}` }],
        ["given with its key in PKCS #1", { ...RSA, keyPem: traditional(RSA) }],
        ["given with its key in SEC 1", { ...OTHER, keyPem: traditional(OTHER) }],
        ["one for servers and clients", limited([CA, "extendedKeyUsage=serverAuth,clientAuth"])],
        ["one for any extended key usage", limited([CA, "extendedKeyUsage=anyExtendedKeyUsage"])],
        ["one with excluded names", limited([CA, "nameConstraints=excluded;DNS:example.com"])],
        ["one that may issue no authorities", limited([`${CA},pathlen:0`])],
        [
            "one whose key and chain come later",
            { ...ISSUING, keyPem: pulumi.secret("x"), chainPem: pulumi.output("x") },
        ],
        ["one whose certificate comes later", { certPem: Promise.resolve("x"), keyPem: RSA.keyPem }],
    ])("%s", (_, authority) => {
        expect(existingAuthorityRule("g1", authority)).toEqual([]);
    });
});

const LEAF = limited(["basicConstraints=CA:FALSE"]);
const MAY_SIGN = "a certificate that may sign others (CA:TRUE, and keyCertSign if it lists key usages)";
const KEYS = "an RSA key of 2048 to 8192 bits, an EC key on P-256, P-384 or P-521, or an Ed25519 key";

describe("The certificate of an existing authority must", () => {
    test.each<[string, string, string, ...unknown[]]>([
        ["be a certificate", "ca.pem", "a PEM certificate from -----BEGIN"],
        ["be whole", OTHER.certPem.replace("MII", "AAA"), "a PEM certificate from -----BEGIN"],
        ["be one", CHAIN, "exactly one certificate", 2],
        ["have no key with it", OTHER.certPem + OTHER.keyPem, "a certificate without a private key"],
        ["be an authority's", LEAF.certPem, MAY_SIGN, "O=limited"],
        ["be allowed to sign", limited([CA, "keyUsage=digitalSignature"]).certPem, MAY_SIGN, "O=limited"],
        ["have a long RSA key", keyed(rsaKey(1_024)).certPem, KEYS, "rsa 1024 bits (O=keyed)"],
        ["have a known curve", keyed(ecKey("secp224r1")).certPem, KEYS, "ec secp224r1 (O=keyed)"],
        ["have a known kind of key", keyed(generateKeyPairSync("ed448").privateKey).certPem, KEYS, "ed448 (O=keyed)"],
        [
            "be one for servers",
            limited([CA, "extendedKeyUsage=clientAuth"]).certPem,
            "extendedKeyUsage serverAuth, or no extended key usage",
            "1.3.6.1.5.5.7.3.2 (O=limited)",
        ],
        [
            "be good for every name",
            limited([CA, "nameConstraints=permitted;DNS:example.com"]).certPem,
            "an authority without permitted names",
            "O=limited",
        ],
    ])("%s", (_, certPem, expected, ...got) => {
        expect(existingAuthorityRule("g1", { certPem })).toEqual([problemOf("g1.certPem", expected, ...got)]);
    });

    test("be text", () => {
        const problem = problemOf("g1.certPem", "a PEM certificate from -----BEGIN");
        expect(existingAuthorityRule("g1", { certPem: 7 })).toEqual([problem]);
    });

    test("be given", () => {
        expect(existingAuthorityRule("g1", {})).toEqual([expect.objectContaining({ argument: "g1.certPem" })]);
    });

    test.each([
        ["have begun", -DAY],
        ["not have expired", 31 * DAY],
    ])("%s", (_, later) => {
        const now = Date.now();
        const date = (days: number) => new Date(now + days * DAY).toISOString().slice(0, 10);
        jest.spyOn(Date, "now").mockReturnValue(now + later);
        expect(existingAuthorityRule("g1", OTHER)).toEqual([
            problemOf(
                "g1.certPem",
                "a certificate that is valid now",
                `valid from ${date(0)} to ${date(30)} (O=other)`,
            ),
        ]);
    });

    test("not rely on SHA-1", () => {
        const { certPem } = opensslCertificate({ subject: "weak", digest: "sha1" }, ROOT);
        const problem = problemOf("g1.certPem", "a signature with SHA-256 or stronger", "O=weak");
        expect(existingAuthorityRule("g1", { certPem, chainPem: ROOT.certPem })).toEqual([problem]);
    });
});

const encrypted = (...form: readonly string[]): string =>
    openssl(["rsa", "-aes256", "-passout", "pass:Docker123", ...form], RSA.keyPem);

describe("The key of an existing authority must", () => {
    const form = "one private key in PEM: PKCS #8, PKCS #1 (RSA) or SEC 1 (EC), with no other block before it";
    const plain = "a private key without a passphrase, as from openssl pkey -in ca-key.pem -out ca-key-plain.pem";
    const parameters = openssl(["ecparam", "-name", "prime256v1"]);
    const pss = generateKeyPairSync("rsa-pss", { modulusLength: 2_048 }).privateKey;
    test.each<[string, unknown, string]>([
        ["be a key", RSA.certPem, form],
        ["be whole", RSA.keyPem.replace("MII", "AAA"), form],
        ["have no parameters before it", parameters + traditional(OTHER), form],
        ["be text", 7, form],
        ["have no certificate before it", RSA.certPem + RSA.keyPem, form],
        ["not be in the form of SSH", RSA.keyPem.replaceAll("PRIVATE", "OPENSSH PRIVATE"), form],
        ["not be encrypted as the Azure CLI of 2014 did", encrypted("-traditional"), plain],
        ["not be encrypted in PKCS #8", encrypted(), plain],
        ["belong to the certificate", OTHER.keyPem, "the private key of the certificate O=rsa"],
        [
            "be the same kind of RSA",
            pss.export({ type: "pkcs8", format: "pem" }),
            "the private key of the certificate O=rsa",
        ],
    ])("%s", (_, keyPem, expected) => {
        const authority = { certPem: RSA.certPem, keyPem };
        expect(existingAuthorityRule("g1", authority)).toEqual([problemOf("g1.keyPem", expected)]);
    });
});

describe("The chain of an existing authority must", () => {
    const BELOW = "authorities whose path length allows the authorities below them";
    const NEEDLESS = "no certificates other than those above certPem, because clients trust them all";
    const shortRoot = limited([`${CA},pathlen:0`, "subjectKeyIdentifier=hash"]);
    const belowShort = opensslCertificate({ subject: "below" }, shortRoot);
    const weak = opensslCertificate({ subject: "weak", digest: "sha1" }, ROOT);
    // Without identifiers of keys, only the signatures tell authorities of the same name apart.
    const withoutIdentifiers = [CA, "subjectKeyIdentifier=none", "authorityKeyIdentifier=none"];
    const [one, another] = [limited(withoutIdentifiers), limited(withoutIdentifiers)];
    const key = ecKey();
    const renamed = opensslCertificate({ subject: "renamed", key }, keyed(key));
    test.each<[string, ExistingAuthority, string, ...unknown[]]>([
        ["be there", ISSUING, "all certificates above certPem", "nothing above O=issuing"],
        [
            "lead to the root",
            { ...ISSUING, chainPem: POLICY.certPem },
            "all certificates above certPem",
            "nothing above O=policy",
        ],
        [
            "have no gap",
            { ...ISSUING, chainPem: ROOT.certPem },
            "all certificates above certPem",
            "nothing above O=issuing",
        ],
        [
            "be the authority's own",
            { ...ISSUING, chainPem: OTHER.certPem },
            "all certificates above certPem",
            "nothing above O=issuing",
        ],
        [
            "be signed",
            {
                ...opensslCertificate({ subject: "below", extensions: withoutIdentifiers }, one),
                chainPem: another.certPem,
            },
            "all certificates above certPem",
            "nothing above O=below",
        ],
        [
            "be there under an authority with the same key",
            renamed,
            "all certificates above certPem",
            "nothing above O=renamed",
        ],
        ["have nothing else", { ...ISSUING, chainPem: CHAIN + OTHER.certPem }, NEEDLESS, "O=other"],
        ["not be there for a root", { ...ROOT, chainPem: OTHER.certPem }, NEEDLESS, "O=other"],
        ["be long enough", { ...belowShort, chainPem: shortRoot.certPem }, BELOW, "O=limited"],
        ["consist of authorities", { ...ISSUING, chainPem: CHAIN + LEAF.certPem }, MAY_SIGN, "O=limited"],
        [
            "not rely on SHA-1",
            { ...ISSUING, chainPem: CHAIN + weak.certPem },
            "a signature with SHA-256 or stronger",
            "O=weak",
        ],
        ["have no key in it", { ...ISSUING, chainPem: CHAIN + ROOT.keyPem }, "a certificate without a private key"],
        ["be certificates", { ...ISSUING, chainPem: "" }, "a PEM certificate from -----BEGIN"],
    ])("%s", (_, authority, expected, ...got) => {
        const problem = problemOf("g1.chainPem", expected, ...got);
        expect(existingAuthorityRule("g1", authority)).toEqual([problem]);
    });

    test("allow as many authorities as there are", () => {
        const root = limited([`${CA},pathlen:1`, "subjectKeyIdentifier=hash"]);
        const upper = opensslCertificate({ subject: "upper" }, root);
        const lower = opensslCertificate({ subject: "lower" }, upper);
        expect(existingAuthorityRule("g1", { ...upper, chainPem: root.certPem })).toEqual([]);
        expect(existingAuthorityRule("g1", { ...lower, chainPem: upper.certPem + root.certPem })).toEqual([
            {
                ...problemOf("g1.chainPem", BELOW, "O=limited"),
                fix: "Use an authority closer to the root, or have the certificate issued without that limit",
            },
        ]);
    });
});

describe("Existing authorities", () => {
    test("are checked by generation", () => {
        const generations = { g1: OTHER, g2: { certPem: LEAF.certPem }, g3: pulumi.output(OTHER) };
        expect(existingAuthoritiesRule("existingAuthorities", generations)).toEqual([
            expect.objectContaining({ argument: "existingAuthorities.g2.certPem" }),
        ]);
    });

    const without = { subject: "alice", extensions: [CA, "subjectKeyIdentifier=none", "authorityKeyIdentifier=none"] };
    const key = ecKey();
    test.each([
        [
            "with identifiers of their keys",
            opensslCertificate({ subject: "alice" }),
            opensslCertificate({ subject: "alice" }),
        ],
        ["with the same key", opensslCertificate({ ...without, key }), opensslCertificate({ ...without, key })],
        ["that come later", opensslCertificate(without), pulumi.output(opensslCertificate(without))],
    ])("may be namesakes %s", (_, g1, g2) => {
        expect(existingAuthoritiesRule("existing", { g1, g2 })).toEqual([]);
    });

    test("must not be namesakes that clients cannot tell apart", () => {
        const generations = { g1: opensslCertificate(without), g2: opensslCertificate(without) };
        expect(existingAuthoritiesRule("existing", generations)).toEqual([
            problemOf("existing.g2.certPem", "an authority with another name than g1", "O=alice"),
        ]);
    });

    test.each([[[OTHER]], ["g1"], [null]])("are not %j", (value) => {
        const problem = problemOf("argument", "existing authorities by generation");
        expect(existingAuthoritiesRule("argument", value)).toEqual([problem]);
    });

    test("never show a key", () => {
        const wrong = [
            OTHER.keyPem,
            { certPem: OTHER.keyPem, keyPem: OTHER.certPem + OTHER.keyPem, chainPem: OTHER.keyPem },
            { certPem: RSA.certPem, keyPem: OTHER.keyPem },
            { certPem: RSA.certPem, keyPem: encrypted() },
        ];
        const problems = wrong.flatMap((one) => existingAuthorityRule("g1", one));
        expect(problems).toHaveLength(6);
        expect(problems.filter((problem) => "got" in problem)).toEqual([]);
    });
});
