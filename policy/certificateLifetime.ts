import { defaults } from "../components/defaults";
import { MAXIMUM_CERTIFICATE_HOURS } from "../components/certificates/lifetimes";
import { at, unknowns } from "./properties";
import { type Check, type Finding, resourcePolicy, type Settings } from "./resourcePolicy";

interface LifetimeSettings extends Settings {
    readonly maximumHours: number;
    readonly maximumAuthorityHours: number;
}

/** An authority lives longer, since its replacement replaces everything that it issued. */
const check: Check<LifetimeSettings> = (certificate, { maximumHours, maximumAuthorityHours }) => {
    const isAuthority = at(certificate, "isCaCertificate");
    const validity = at(certificate, "validityPeriodHours");
    const late = unknowns([isAuthority, validity]);
    if (late.length > 0) {
        return late;
    }
    const maximum = isAuthority === true ? maximumAuthorityHours : maximumHours;
    const kind = isAuthority === true ? "an authority's certificate" : "a server's or client's certificate";
    const violation: Finding = {
        property: "validityPeriodHours",
        problem: `${kind} is valid for more than ${maximum} hours: a stolen key serves its thief for as long, since Docker has no revocation list`,
        fix: `Set at most ${maximum}, and earlyRenewalHours so that it renews before its end`,
    };
    return Number(validity) <= maximum ? [] : [violation];
};

/** No certificate that outlives what anybody keeps track of. */
export const certificateLifetime = resourcePolicy<LifetimeSettings>({
    name: "certificate-lifetime",
    description: "Certificates end within a bounded time.",
    enforcementLevel: "mandatory",
    severity: "medium",
    checks: { "tls:LocallySignedCert": check, "tls:SelfSignedCert": check },
    settings: {
        maximumHours: {
            type: "integer",
            minimum: 1,
            default: MAXIMUM_CERTIFICATE_HOURS,
            description: "The longest validity of a server's or client's certificate, in hours",
        },
        maximumAuthorityHours: {
            type: "integer",
            minimum: 1,
            default: defaults.caValidityHours,
            description: "The longest validity of an authority's certificate, in hours",
        },
    },
});
