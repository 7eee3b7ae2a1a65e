import * as pulumi from "@pulumi/pulumi";
import { expirySentence, plannedExpirySentence } from "./lifetimes";

/** Pulumi leaves this out of its declarations; without it nothing can be said about a certificate still to be made. */
interface Knowable {
    readonly isKnown: Promise<boolean>;
}

/** Prints in each preview and `up` in how many days a certificate ends. */
export function announceExpiry(
    resource: pulumi.Resource,
    what: string,
    certPem: pulumi.Output<string>,
    plannedValidityHours: number,
): void {
    certPem.apply((pem) => pulumi.log.info(expirySentence(what, pem, Date.now()), resource));
    void (certPem as unknown as Knowable).isKnown.then((known) =>
        known ? undefined : pulumi.log.info(plannedExpirySentence(what, plannedValidityHours), resource),
    );
}
