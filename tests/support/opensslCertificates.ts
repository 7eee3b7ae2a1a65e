import { execFileSync } from "node:child_process";
import { generateKeyPairSync, type KeyObject } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { KeyAndCertificate } from "./certificates";

/** What the openssl command is to put into a certificate. */
export interface OpensslContent {
    /** The organization in its subject. */
    readonly subject: string;
    /** As in OpenSSL's configuration files. @defaultValue an authority's */
    readonly extensions?: readonly string[];
    /** @defaultValue a new EC key on P-256 */
    readonly key?: KeyObject;
    /** @defaultValue `sha256` */
    readonly digest?: string;
}

/** The extensions of an authority as `openssl req -x509` sets them by default. */
const AUTHORITY = ["basicConstraints=critical,CA:TRUE", "subjectKeyIdentifier=hash"];

/** The key usages of docker-machine's authority. */
export const DOCKER_MACHINE = [
    "basicConstraints=critical,CA:TRUE",
    "keyUsage=critical,digitalSignature,keyEncipherment,keyAgreement,keyCertSign",
];

/** Makes an EC key. */
export const ecKey = (namedCurve = "P-256"): KeyObject => generateKeyPairSync("ec", { namedCurve }).privateKey;

/** Makes an RSA key. */
export const rsaKey = (modulusLength = 2_048): KeyObject => generateKeyPairSync("rsa", { modulusLength }).privateKey;

/** Has the openssl command make a certificate for 30 days. @param issuer the authority; absent for a self-signed one */
export function opensslCertificate(content: OpensslContent, issuer?: KeyAndCertificate): KeyAndCertificate {
    const { subject, extensions = AUTHORITY, key = ecKey(), digest = "sha256" } = content;
    const keyPem = key.export({ type: "pkcs8", format: "pem" }) as string;
    const lines = [
        "[req]",
        "distinguished_name=dn",
        "prompt=no",
        "x509_extensions=ext",
        "[dn]",
        `O=${subject}`,
        "[ext]",
    ];
    const configuration = [...lines, ...extensions, ""].join("\n");
    const certPem = withFiles([configuration, keyPem, issuer?.certPem ?? "", issuer?.keyPem ?? ""], (files) => {
        const [config = "", keyFile = "", ca = "", caKey = ""] = files;
        return openssl([
            ...["req", "-x509", "-new", "-days", "30", `-${digest}`, "-config", config, "-key", keyFile],
            ...(issuer === undefined ? [] : ["-CA", ca, "-CAkey", caKey]),
        ]);
    });
    return { certPem, keyPem };
}

/** Runs the openssl command and returns its standard output. */
export function openssl(args: readonly string[], input = ""): string {
    return execFileSync("openssl", args, { input, encoding: "utf8", stdio: ["pipe", "pipe", "ignore"] });
}

/** Gives texts to a function as files. */
export function withFiles<T>(texts: readonly string[], use: (files: readonly string[]) => T): T {
    const folder = mkdtempSync(join(tmpdir(), "docker-host-vm-test-"));
    try {
        return use(
            texts.map((text, index) => {
                const file = join(folder, `${index}.pem`);
                writeFileSync(file, text);
                return file;
            }),
        );
    } finally {
        rmSync(folder, { recursive: true, force: true });
    }
}
