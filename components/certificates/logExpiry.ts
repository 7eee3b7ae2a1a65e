import * as pulumi from "@pulumi/pulumi";
import { authorityEndWarning, expirySentence, type LeafLifetime, plannedExpirySentence } from "./lifetimes";

/** Pulumi leaves this out of its declarations; without it nothing can be said about a certificate still to be made. */
interface Knowable {
    readonly isKnown: Promise<boolean>;
}

/** Prints in each preview and `up` on which day a certificate ends. */
export function logExpiry(
    resource: pulumi.Resource,
    what: string,
    certPem: pulumi.Output<string>,
    plannedValidityHours: number,
): void {
    certPem.apply((pem) => pulumi.log.info(expirySentence(what, pem), resource));
    void (certPem as unknown as Knowable).isKnown.then((known) =>
        known ? undefined : pulumi.log.info(plannedExpirySentence(what, plannedValidityHours), resource),
    );
}

/** Warns in each preview and `up` when an authority is near its end or past it; what is there already stays as it is. */
export function warnOfAuthorityEnd(
    resource: pulumi.Resource,
    what: string,
    wanted: LeafLifetime,
    caCertPem: pulumi.Input<string>,
): void {
    pulumi.output(caCertPem).apply((pem) => {
        const warning = authorityEndWarning(what, wanted, pem, Date.now());
        return warning === undefined ? undefined : pulumi.log.warn(warning, resource);
    });
}
