import * as pulumi from "@pulumi/pulumi";
import type { HostNames } from "../network/hostAddress";
import type { KeyAlgorithm } from "../options";
import { createKey, type IssuedCertificate, type Issuer, issueCertificate } from "./issuedCertificate";
import { subjectAlternativeNames } from "./serverNames";

/** The values for a server certificate. */
interface ServerCertificateSpec {
    readonly hostName: pulumi.Output<string>;
    readonly address: HostNames;
    readonly issuer: Issuer;
    readonly serverNames?: readonly string[];
    readonly keyAlgorithm: KeyAlgorithm;
    readonly certificateValidityHours: number;
    readonly earlyRenewalHours: number;
}

/** Issues the daemon's certificate, with every name that clients can use for the host. */
export function issueServerCertificate(
    name: string,
    { hostName, address, issuer, serverNames = [], ...spec }: ServerCertificateSpec,
    opts: pulumi.CustomResourceOptions,
): IssuedCertificate {
    const { fqdn, publicIpAddress, privateIpAddress } = address;
    const names = pulumi
        .output({ hostName, fqdn, publicIpAddress, privateIpAddress })
        .apply((host) => subjectAlternativeNames({ ...host, serverNames }));
    return issueCertificate(
        `${name}-server`,
        {
            key: createKey(`${name}-server`, spec.keyAlgorithm, opts),
            role: "server",
            commonName: hostName,
            names,
            keyAlgorithm: spec.keyAlgorithm,
            validityPeriodHours: spec.certificateValidityHours,
            earlyRenewalHours: spec.earlyRenewalHours,
        },
        issuer,
        opts,
    );
}
