// Keys and certificates from the stand-in for the tls provider.
import { provider } from "../../../../sandbox/providers/tls";
import type { Values } from "../../../../sandbox/providers/values";
import { bare, driver } from "./support";

export const privateKey = driver(provider, "tls:index/privateKey:PrivateKey");
const request = driver(provider, "tls:index/certRequest:CertRequest");
export const selfSigned = driver(provider, "tls:index/selfSignedCert:SelfSignedCert");
export const locallySigned = driver(provider, "tls:index/locallySignedCert:LocallySignedCert");

/** The forms of a new key. */
export const newKey = async (inputs: Values) =>
    bare((await privateKey.create(inputs)).outputs) as Record<string, string>;

export const P256 = { algorithm: "ECDSA", ecdsaCurve: "P256" };

/** Issues a self-signed certificate of an authority. */
export async function newAuthority(inputs: Values = {}, algorithm: Values = P256) {
    const given = {
        privateKeyPem: (await newKey(algorithm))["privateKeyPem"],
        isCaCertificate: true,
        subject: { commonName: "authority", organization: "tests", serialNumber: "SHA256:a" },
        allowedUses: ["cert_signing", "crl_signing"],
        validityPeriodHours: 100,
        ...inputs,
    };
    const { outputs } = await selfSigned.create(given);
    return {
        inputs: given,
        outputs: bare(outputs),
        caPrivateKeyPem: String(given.privateKeyPem),
        caCertPem: String(outputs["certPem"]),
    };
}

/** Issues a certificate that an authority signs. */
export async function newLeaf(
    authority: { caPrivateKeyPem: unknown; caCertPem: string },
    inputs: Values = {},
    names: Values = {},
) {
    const { privateKeyPem } = await newKey(P256);
    const asked = await request.create({ privateKeyPem, subject: { commonName: "leaf" }, ...names });
    return locallySigned.create({
        caPrivateKeyPem: authority.caPrivateKeyPem,
        caCertPem: authority.caCertPem,
        certRequestPem: asked.outputs["certRequestPem"],
        allowedUses: ["digital_signature", "server_auth"],
        validityPeriodHours: 50,
        ...inputs,
    });
}
