import { defaults } from "../components/defaults";
import { MAXIMUM_CERTIFICATE_HOURS } from "../components/certificates/lifetimes";
import { at, unknowns } from "./properties";
import { type Check, type Finding, resourcePolicy, type Settings } from "./resourcePolicy";

interface LifetimeSettings extends Settings {
    readonly maximumHours: number;
    readonly maximumAuthorityHours: number;
}

/** Whether a certificate is that of a host's readiness check: it opens this host only, and its key leaves Pulumi's state for nobody. */
function isReadiness(certificate: unknown): boolean {
    const subject = at(certificate, "subject");
    return at(subject, "commonName") === "readiness" && at(subject, "organization") === "docker-host-vm";
}

/**
 * An authority may be valid for longer, because replacing it replaces every certificate that it issued. So may the certificate of
 * a readiness check, whose renewal restarts the daemon.
 */
const check: Check<LifetimeSettings> = (certificate, { maximumHours, maximumAuthorityHours }) => {
    const isAuthority = isReadiness(certificate) || at(certificate, "isCaCertificate");
    const validity = at(certificate, "validityPeriodHours");
    const unknown = unknowns([isAuthority, validity]);
    if (unknown.length > 0) {
        return unknown;
    }
    const maximum = isAuthority === true ? maximumAuthorityHours : maximumHours;
    const kind =
        isAuthority === true ? "an authority's, or a readiness check's, certificate" : "a server or client certificate";
    const violation: Finding = {
        property: "validityPeriodHours",
        problem: `${kind} is valid for more than ${maximum} hours, and a stolen key works just as long, because Docker has no revocation list`,
        fix: `Set at most ${maximum}, and set earlyRenewalHours so that it renews before it expires`,
    };
    return Number(validity) <= maximum ? [] : [violation];
};

/** Limits the validity of certificates. */
export const certificateLifetime = resourcePolicy<LifetimeSettings>({
    name: "certificate-lifetime",
    description: "Certificates have a limited validity.",
    enforcementLevel: "mandatory",
    severity: "medium",
    checks: { "tls:LocallySignedCert": check, "tls:SelfSignedCert": check },
    settings: {
        maximumHours: {
            type: "integer",
            minimum: 1,
            default: MAXIMUM_CERTIFICATE_HOURS,
            description: "Longest validity of a server or client certificate, in hours",
        },
        maximumAuthorityHours: {
            type: "integer",
            minimum: 1,
            default: defaults.caValidityHours,
            description: "Longest validity of an authority's certificate, in hours",
        },
    },
});
