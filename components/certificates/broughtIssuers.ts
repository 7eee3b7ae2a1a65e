import * as pulumi from "@pulumi/pulumi";
import { entry } from "../../shared/json";
import { validatedInput } from "../validation/throwIfInvalid";
import { certificatesIn } from "./chain";
import { clientIssuersRule } from "./clientIssuers";
import { issuerEndWarning } from "./lifetimes";
import { warnOfEnd } from "./logExpiry";

/** The issuers of existing clients by name, each as one PEM block. Those that are known only later are checked then. */
export function broughtIssuers(
    subject: string,
    given: Readonly<Record<string, pulumi.Input<string>>>,
    component: pulumi.ComponentResource,
): Readonly<Record<string, pulumi.Output<string>>> {
    const all = pulumi.unsecret(validatedInput(subject, "clientIssuers", clientIssuersRule, pulumi.output(given)));
    return Object.fromEntries(
        Object.keys(given).map((name) => {
            const pem = all.apply((issuers) => certificatesIn(entry(issuers, name)).join(""));
            warnOfEnd(component, `The issuer ${name} in clientIssuers`, pem, issuerEndWarning);
            return [name, pem];
        }),
    );
}
