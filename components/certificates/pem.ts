import { matches, secretRule } from "../validation/rules";

/** A certificate in PEM. The value is never shown, although certificates are public: it might be a key passed by mistake. */
export const certificatePem = secretRule(
    (value) => matches(/^\s*-----BEGIN CERTIFICATE-----/, value) && !value.includes("PRIVATE KEY-----"),
    "a PEM certificate that begins with -----BEGIN CERTIFICATE----- and contains no private key",
    "Use the contents of a file such as ca.pem (the given value is not shown)",
);

/** A private key in PEM. */
export const privateKeyPem = secretRule(
    (value) => matches(/^\s*-----BEGIN ([A-Z]+ )*PRIVATE KEY-----/, value),
    "a PEM private key whose first line begins with -----BEGIN and ends with PRIVATE KEY-----",
    "Use the contents of a file such as key.pem (the given value is not shown)",
);
