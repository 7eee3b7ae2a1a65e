import * as pulumi from "@pulumi/pulumi";
import { at, entry, isRecord } from "../../shared/json";
import type { Rule } from "../validation/problems";
import { matches, recordOf, rule } from "../validation/rules";
import { throwIfInvalid, validatedInput } from "../validation/throwIfInvalid";
import { membersOf, type Rules } from "../validation/walk";
import { chosenClient, chosenClientProblems } from "./chosenClient";
import { certificatePem, privateKeyPem, publicTexts } from "./pem";
import { remember, remembered } from "./recordOutput";

/** The identity that a Docker client presents to the daemon. */
export interface ClientCertificate {
    /** The client's certificate, PEM. */
    certPem: pulumi.Input<string>;
    /** The client's private key, PEM. Keep it secret: it gives root access to every host of the authority. */
    keyPem: pulumi.Input<string>;
}

/** The name of a client. The name of its Key Vault has the first 12 characters. */
export const clientName = rule(
    (value) => matches(/^[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?$/, value),
    "1 to 40 lowercase letters, digits and hyphens, neither beginning nor ending with a hyphen",
    "For example, use ci or laptop",
);

/** The rules for a client identity. */
const clientRules = {
    certPem: { input: certificatePem },
    keyPem: { input: privateKeyPem },
} as const satisfies Rules<ClientCertificate>;

const client = membersOf("a client's certificate and key", clientRules);

/** Client identities by name, at least one. */
export const clientsRule: Rule = (argument, value) => {
    const expected = "certificates and keys by the name of the client, at least one";
    const fix =
        "Pass the clients of a CertificateAuthority. Its reference has none, because other stacks do not need them";
    return isRecord(value) && Object.keys(value).length > 0
        ? recordOf(client, expected)(argument, value)
        : [{ argument, expected, fix }];
};

/** The same where there may be none: in a reference, or if all clients have issuers of their own. */
export const optionalClientsRule: Rule = (argument, value) =>
    value === undefined || (isRecord(value) && Object.keys(value).length === 0) ? [] : clientsRule(argument, value);

/** The clients of which one is chosen. */
interface Choice {
    /** The name of the argument with the clients, for messages. */
    readonly argument: string;
    readonly clients: pulumi.Input<Record<string, pulumi.Input<ClientCertificate>>>;
    readonly chosen: string | undefined;
    /** {@link optionalClientsRule} if there may be none. Both outputs are undefined then. */
    readonly rule: Rule;
}

/** Client identities as one secret output, of which {@link identityOf} finds each: a new client makes no other unknown. */
export function clientsOutput(
    clients: Readonly<Record<string, ClientCertificate>>,
): pulumi.Output<Record<string, ClientCertificate>> {
    return remember(pulumi.secret(clients) as pulumi.Output<Record<string, ClientCertificate>>, clients);
}

/** The identity of the chosen client. Clients that are not known yet are checked once they are known. */
export function identityOf(
    subject: string,
    { argument, clients, chosen, rule }: Choice,
): { readonly certPem: pulumi.Output<string>; readonly keyPem: pulumi.Output<string> } {
    const made = remembered(clients) ?? {};
    const own = at(made, chosenClient(Object.keys(made), chosen) ?? "") as ClientCertificate | undefined;
    if (own !== undefined) {
        return { certPem: publicTexts(own.certPem), keyPem: pulumi.secret(own.keyPem) };
    }
    type Known = Record<string, pulumi.Unwrap<ClientCertificate>> | undefined;
    const known = validatedInput(subject, argument, rule, pulumi.secret(clients) as pulumi.Output<Known>);
    const identity = known.apply((all) => {
        const names = Object.keys(all ?? {});
        throwIfInvalid(subject, chosenClientProblems(names, chosen));
        const name = chosenClient(names, chosen);
        return all && name !== undefined ? entry(all, name) : undefined;
    }) as pulumi.Output<pulumi.Unwrap<ClientCertificate>>;
    return { certPem: publicTexts(identity.certPem), keyPem: identity.keyPem };
}
