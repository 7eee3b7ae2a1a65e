import * as pulumi from "@pulumi/pulumi";
import * as tls from "@pulumi/tls";
import { DEFAULT_CLIENT } from "../defaults";
import type { KeyAlgorithm } from "../options";
import type { Outputs } from "../outputs";
import { throwIfInvalid } from "../validation/throwIfInvalid";
import { withDefaults } from "../withDefaults";
import { type ClientCertificate, secretClients } from "./authorityReference";
import { type CertificateAuthorityArgs, certificateAuthorityProblems } from "./certificateAuthorityArgs";
import { certificateUses, privateKeyArgs } from "./certificateUses";
import { HIDDEN_PEM, issueCertificate } from "./issuedCertificate";
import { logExpiry, warnOfAuthorityEnd } from "./logExpiry";

/** The authority's first generation. It is part of the resources' names, so that a second generation can exist next to it. */
const GENERATION = "g1";

/**
 * A certificate authority for Docker hosts, with the client certificates that it issues. Hosts that share an authority accept
 * the same clients.
 *
 * @throws pulumi.RunError if an argument is invalid, before any resource is registered.
 */
export class CertificateAuthority extends pulumi.ComponentResource {
    /** The authority's certificate, PEM. */
    public readonly caCertPem!: pulumi.Output<string>;
    /** The authority's private key, PEM. Secret. */
    public readonly caKeyPem!: pulumi.Output<string>;
    /** The client identities by name, including `default`. Secret. */
    public readonly clients!: pulumi.Output<Record<string, ClientCertificate>>;

    constructor(name: string, args: CertificateAuthorityArgs = {}, opts?: pulumi.ComponentResourceOptions) {
        throwIfInvalid(`CertificateAuthority "${name}"`, certificateAuthorityProblems(args));
        super("docker-host-vm:index:CertificateAuthority", name, {}, opts);
        const { keyAlgorithm, caValidityHours, certificateValidityHours, earlyRenewalHours } = withDefaults(args);
        const lifetime = { validityPeriodHours: certificateValidityHours, earlyRenewalHours };
        const child = { parent: this };

        const issuer = selfSigned(name, keyAlgorithm, caValidityHours, child);
        const itself = `Certificate authority ${name}`;
        logExpiry(this, itself, issuer.caCertPem, caValidityHours);
        warnOfAuthorityEnd(this, itself, lifetime, issuer.caCertPem);

        const client = issueCertificate(
            `${name}-client-${DEFAULT_CLIENT}`,
            { role: "client", commonName: DEFAULT_CLIENT, keyAlgorithm, ...lifetime },
            issuer,
            child,
        );
        logExpiry(this, `Client certificate ${DEFAULT_CLIENT}`, client.certPem, certificateValidityHours);

        const clients = { [DEFAULT_CLIENT]: client };
        const outputs: Outputs<CertificateAuthority> = { ...issuer, clients: secretClients(clients) };
        Object.assign(this, outputs);
        // The certificates stay public in the state, so that their expiry can be read without secrets.
        this.registerOutputs({ ...outputs, clients });
    }
}

/** Creates the authority's key and its self-signed certificate. */
function selfSigned(
    name: string,
    keyAlgorithm: KeyAlgorithm,
    validityPeriodHours: number,
    opts: pulumi.CustomResourceOptions,
): { readonly caCertPem: pulumi.Output<string>; readonly caKeyPem: pulumi.Output<string> } {
    const hidden = { ...opts, hideDiffs: HIDDEN_PEM };
    const key = new tls.PrivateKey(`${name}-${GENERATION}-key`, privateKeyArgs(keyAlgorithm), hidden);
    const cert = new tls.SelfSignedCert(
        `${name}-${GENERATION}-cert`,
        {
            privateKeyPem: pulumi.secret(key.privateKeyPem),
            subject: { commonName: `${name} ${GENERATION}`, organization: "docker-host-vm" },
            isCaCertificate: true,
            allowedUses: certificateUses("authority", keyAlgorithm),
            setSubjectKeyId: true,
            validityPeriodHours,
            earlyRenewalHours: 0,
        },
        // The subject keeps the name of the first `up`: renaming the component with an alias must not replace the trusted
        // certificate.
        { ...hidden, ignoreChanges: ["subject"] },
    );
    return { caCertPem: cert.certPem, caKeyPem: pulumi.secret(key.privateKeyPem) };
}
