import * as pulumi from "@pulumi/pulumi";
import { authorityEndWarning, expirySentence, plannedExpirySentence } from "./lifetimes";

/** A property that Pulumi does not declare. It tells whether a certificate exists yet. */
interface Knowable {
    readonly isKnown: Promise<boolean>;
}

/** Logs the expiry date of a certificate in each preview and `up`. */
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

/** Warns in each preview and `up` if a certificate that cannot renew itself ends soon. It changes nothing. */
export function warnOfEnd(
    resource: pulumi.Resource,
    what: string,
    certPem: pulumi.Input<string>,
    warningOf: typeof authorityEndWarning = authorityEndWarning,
): void {
    pulumi.output(certPem).apply((pem) => {
        const warning = warningOf(what, pem, Date.now());
        return warning === undefined ? undefined : pulumi.log.warn(warning, resource);
    });
}
