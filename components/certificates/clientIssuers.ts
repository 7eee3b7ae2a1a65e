import { recordAt } from "../../shared/json";
import type { Problem, Rule } from "../validation/problems";
import { recordOf } from "../validation/rules";
import {
    type Check,
    nameOf,
    oneCertificate,
    readCertificates,
    strongKey,
    usableFor,
    validNow,
} from "./broughtCertificate";
import { hasIssued, isSameAuthority, isSelfSigned } from "./chain";

/** A client's issuer: an authority, or the client's own certificate if it is self-signed. */
const issuer: Check = (certificate) =>
    certificate.ca || isSelfSigned(certificate)
        ? undefined
        : {
              expected: "the certificate of a client's issuer, because the daemon needs the issuer to accept a client",
              got: `a certificate issued by ${nameOf(certificate.issuer)} (${nameOf(certificate.subject)})`,
              fix: "Use the issuer's certificate, which lets in all its clients: one of them alone needs a self-signed certificate",
          };

const ONE = "List each issuer under its own name";

/**
 * The certificate of existing clients' issuer, PEM. Its own signature does not matter: the daemon trusts it because it is
 * listed.
 */
export const clientIssuer: Rule = oneCertificate(ONE, validNow, strongKey, issuer, usableFor("client"));

/** Issuers of existing clients by name, each on its own and those that are known against each other. */
export const clientIssuersRule: Rule = (argument, value) => {
    const own = each(argument, value);
    return own.length > 0 ? own : together(argument, recordAt(value));
};

const each = recordOf(clientIssuer, "certificates by name");

function together(argument: string, value: Readonly<Record<string, unknown>>): readonly Problem[] {
    const issuers = Object.entries(value).flatMap(([name, pem]) =>
        readCertificates(pem).map((certificate) => ({ name, certificate })),
    );
    return issuers.flatMap(({ name, certificate }, index) => {
        const problem = { argument: `${argument}.${name}`, got: nameOf(certificate.subject) };
        const twin = issuers.slice(0, index).find((other) => isSameAuthority(other.certificate, certificate));
        if (twin !== undefined) {
            const expected = `an issuer with another key or name than ${twin.name}, because their clients cannot be told apart`;
            return [{ ...problem, expected, fix: "List it under one name" }];
        }
        const upper = issuers.find(
            (other) => !isSameAuthority(other.certificate, certificate) && hasIssued(other.certificate, certificate),
        );
        const expected = `an issuer that is not below ${upper?.name ?? ""}, whose entry lets in its clients too`;
        const fix = "List one of them: clients of the lower one can present its certificate after their own";
        return upper === undefined ? [] : [{ ...problem, expected, fix }];
    });
}
