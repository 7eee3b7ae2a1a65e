import { matches, secretRule } from "../validation/rules";

/** Certificates in PEM, which are public. The value is never shown: it may be a key that was taken for one. */
export const certificatePem = secretRule(
    (value) => matches(/^\s*-----BEGIN CERTIFICATE-----/, value) && !value.includes("PRIVATE KEY-----"),
    "a certificate in PEM, which begins with -----BEGIN CERTIFICATE-----, and no private key behind it",
    "Give the content of a file such as ca.pem (the one given is not shown)",
);

/** A private key in PEM. */
export const privateKeyPem = secretRule(
    (value) => matches(/^\s*-----BEGIN ([A-Z]+ )*PRIVATE KEY-----/, value),
    "a private key in PEM, which begins with -----BEGIN and ends that line with PRIVATE KEY-----",
    "Give the content of a file such as key.pem (the one given is not shown)",
);
