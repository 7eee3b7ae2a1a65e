import * as pulumi from "@pulumi/pulumi";
import * as tls from "@pulumi/tls";
import { logExpiry, warnOfAuthorityEnd } from "./logExpiry";
import { certificateAuthorityProblems } from "../validation/arguments";
import { certificateUses, privateKeyArgs } from "./certificateUses";
import { DEFAULT_CLIENT, defaults } from "../defaults";
import { throwIfInvalid } from "../validation/problems";
import { secretClients } from "./authorityReference";
import { HIDDEN_PEM, issueCertificate } from "./issuedCertificate";
import type { KeyAlgorithm } from "../options";

/** The keys of the authority's generations, oldest first; the last one issues. */
const GENERATIONS = ["g1"] as const;
const ISSUING = "g1";

/** The keys of the client identities that the authority issues. */
const CLIENTS = [DEFAULT_CLIENT] as const;

/** The arguments of a {@link CertificateAuthority}. */
export interface CertificateAuthorityArgs {
    /**
     * Kind of all private keys made here. A change replaces the authority and with it every certificate.
     *
     * @defaultValue `ECDSA-P256`
     */
    keyAlgorithm?: KeyAlgorithm;
    /**
     * Validity of the authority's own certificate, in hours, at least 2. It is not renewed before its end, since everybody
     * needs the new one then. A change issues it anew for the same key, and all others with it; whoever holds earlier files
     * keeps access. Only another key shuts clients out.
     *
     * @defaultValue 87600, ten years
     */
    caValidityHours?: number;
    /**
     * Validity of the client certificates, in hours, 1 to 19800 and less than `caValidityHours`. A change re-issues them.
     *
     * @defaultValue 8760, one year
     */
    certificateValidityHours?: number;
    /**
     * How many hours before their end the client certificates are issued anew by the next `up`; less than
     * `certificateValidityHours`. A change takes effect in place.
     *
     * @defaultValue 720, thirty days
     */
    earlyRenewalHours?: number;
}

/** The identity of one client: what the Docker client shows to the daemon. */
export interface ClientCertificate {
    /** The client's certificate, PEM. */
    certPem: pulumi.Input<string>;
    /** Its private key, PEM. Keep it secret: it is root on every host of the authority. */
    keyPem: pulumi.Input<string>;
}

/** An authority as others use it. A {@link CertificateAuthority} can be given where one is asked for, or the `authority` of a host. */
export interface CertificateAuthorityReference {
    /** The authority's certificate, PEM. */
    caCertPem: pulumi.Input<string>;
    /** The authority's private key, PEM. Keep it secret: who holds it can make clients of every host. */
    caKeyPem: pulumi.Input<string>;
    /** The client identities by name; `default` must be among them. */
    clients: pulumi.Input<Record<string, pulumi.Input<ClientCertificate>>>;
}

/**
 * A certificate authority for Docker hosts, and the client certificates that it issues. Hosts that share an authority
 * accept the same clients.
 *
 * @throws pulumi.RunError when an argument is wrong; nothing is registered then.
 */
export class CertificateAuthority extends pulumi.ComponentResource {
    /** The authority's certificate, PEM. */
    public readonly caCertPem: pulumi.Output<string>;
    /** The authority's private key, PEM. Secret. */
    public readonly caKeyPem: pulumi.Output<string>;
    /** The client identities by name, `default` among them. Secret. */
    public readonly clients: pulumi.Output<Record<string, ClientCertificate>>;

    constructor(name: string, args: CertificateAuthorityArgs = {}, opts?: pulumi.ComponentResourceOptions) {
        throwIfInvalid(`CertificateAuthority "${name}"`, certificateAuthorityProblems(args));
        super("docker-host-vm:index:CertificateAuthority", name, {}, opts);
        const keyAlgorithm = args.keyAlgorithm ?? defaults.keyAlgorithm;
        const caValidityHours = args.caValidityHours ?? defaults.caValidityHours;
        const validityPeriodHours = args.certificateValidityHours ?? defaults.certificateValidityHours;
        const earlyRenewalHours = args.earlyRenewalHours ?? defaults.earlyRenewalHours;
        const child = { parent: this };

        const generations = Object.fromEntries(
            GENERATIONS.map((generation) => {
                const key = new tls.PrivateKey(`${name}-${generation}-key`, privateKeyArgs(keyAlgorithm), {
                    ...child,
                    hideDiffs: HIDDEN_PEM,
                });
                const cert = new tls.SelfSignedCert(
                    `${name}-${generation}-cert`,
                    {
                        privateKeyPem: pulumi.secret(key.privateKeyPem),
                        subject: { commonName: `${name} ${generation}`, organization: "docker-host-vm" },
                        isCaCertificate: true,
                        allowedUses: certificateUses("authority", keyAlgorithm),
                        setSubjectKeyId: true,
                        validityPeriodHours: caValidityHours,
                        earlyRenewalHours: 0,
                    },
                    // The name is that of the first `up`: a rename by an alias must not replace what everybody trusts.
                    { ...child, hideDiffs: HIDDEN_PEM, ignoreChanges: ["subject"] },
                );
                return [generation, { caCertPem: cert.certPem, caKeyPem: pulumi.secret(key.privateKeyPem) }];
            }),
        ) as Record<
            (typeof GENERATIONS)[number],
            { caCertPem: pulumi.Output<string>; caKeyPem: pulumi.Output<string> }
        >;
        const issuer = generations[ISSUING];
        const itself = `Certificate authority ${name}`;
        logExpiry(this, itself, issuer.caCertPem, caValidityHours);
        warnOfAuthorityEnd(this, itself, { validityPeriodHours, earlyRenewalHours }, issuer.caCertPem);

        const clients = CLIENTS.map((client) => {
            const spec = {
                role: "client",
                commonName: client,
                keyAlgorithm,
                validityPeriodHours,
                earlyRenewalHours,
            } as const;
            const issued = issueCertificate(`${name}-client-${client}`, spec, issuer, child);
            logExpiry(this, `Client certificate ${client}`, issued.certPem, validityPeriodHours);
            return [client, issued] as const;
        });

        this.caCertPem = issuer.caCertPem;
        this.caKeyPem = issuer.caKeyPem;
        const byName = Object.fromEntries(clients);
        this.clients = secretClients(byName);
        // In the state the certificates stay public: whoever asks when they end needs no secret.
        this.registerOutputs({ caCertPem: this.caCertPem, caKeyPem: this.caKeyPem, clients: byName });
    }
}
