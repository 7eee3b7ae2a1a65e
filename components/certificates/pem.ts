import * as pulumi from "@pulumi/pulumi";
import { mapValues } from "../../shared/json";
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

/**
 * A private key in the same text as a certificate, as some tools write them; up to the end of the text if its own end is
 * missing.
 */
const PRIVATE_KEY = /-----BEGIN [A-Z ]*PRIVATE KEY-----[^]*?(-----END [A-Z ]*PRIVATE KEY-----\s*|$)/g;

/** The public texts of certificates, even from a secret object. Private keys next to them are removed. */
export function publicTexts<T>(texts: pulumi.Input<T>): pulumi.Output<pulumi.Unwrap<T>> {
    const known = pulumi
        .output(texts)
        .apply((value) =>
            mapValues(value, (text) => (typeof text === "string" ? text.replace(PRIVATE_KEY, "") : text)),
        );
    return pulumi.unsecret(known) as pulumi.Output<pulumi.Unwrap<T>>;
}
