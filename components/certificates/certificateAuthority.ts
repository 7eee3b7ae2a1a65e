import * as pulumi from "@pulumi/pulumi";
import type { Outputs } from "../outputs";
import { throwIfInvalid } from "../validation/throwIfInvalid";
import { withDefaults } from "../withDefaults";
import { authorityOutput, type CertificateAuthorityReference } from "./authorityReference";
import { type CertificateAuthorityArgs, certificateAuthorityProblems } from "./certificateAuthorityArgs";
import { broughtIssuers } from "./broughtIssuers";
import { type ClientCertificate, clientsOutput } from "./clientCertificate";
import { issueClient } from "./issuedClient";
import { logExpiry } from "./logExpiry";
import { remember } from "./recordOutput";
import { trustedAuthorities } from "./trustedAuthorities";

/**
 * A certificate authority for Docker hosts, and the clients that these hosts accept, each with a key, a certificate and an
 * issuer of its own: removing a client shuts out that client and nobody else.
 *
 * @throws pulumi.RunError if an argument is invalid, before any resource is registered.
 */
export class CertificateAuthority extends pulumi.ComponentResource {
    /** The certificates that clients trust, PEM: the contents of `ca.pem`. The first one signs server certificates. */
    public readonly caCertPem!: pulumi.Output<string>;
    /** The certificate that signs server certificates, PEM. */
    public readonly issuingCertPem!: pulumi.Output<string>;
    /** Its private key, PEM. Secret. */
    public readonly issuingKeyPem!: pulumi.Output<string>;
    /** The certificates that clients trust, PEM, by generation: each with those above it, if it is an intermediate one. */
    public readonly generations!: pulumi.Output<Record<string, string>>;
    /** The issuers of the clients that the hosts accept, PEM, by the name of the client. */
    public readonly clientIssuers!: pulumi.Output<Record<string, string>>;
    /** The client identities by name. Secret. */
    public readonly clients!: pulumi.Output<Record<string, ClientCertificate>>;
    /** What hosts of other stacks need, as their `authority`: no client's private key is in it. Secret. */
    public readonly reference!: pulumi.Output<CertificateAuthorityReference>;

    constructor(name: string, args: CertificateAuthorityArgs = {}, opts?: pulumi.ComponentResourceOptions) {
        const subject = `CertificateAuthority "${name}"`;
        throwIfInvalid(subject, certificateAuthorityProblems(args));
        super("docker-host-vm:index:CertificateAuthority", name, {}, opts);
        const settings = withDefaults(args);
        const child = { parent: this };

        const { generations, ...authorities } = trustedAuthorities(name, { ...settings, subject }, this);
        const issued = settings.clients.map((client) => [client, issueClient(name, client, settings, child)] as const);
        for (const [client, { certPem }] of issued) {
            logExpiry(this, `Client certificate ${client}`, certPem, settings.certificateValidityHours);
        }
        const clients = Object.fromEntries(
            issued.map(([client, { certPem, keyPem }]) => [client, { certPem, keyPem }]),
        );
        const clientIssuers = {
            ...Object.fromEntries(issued.map(([client, { issuerPem }]) => [client, issuerPem])),
            ...broughtIssuers(subject, settings.clientIssuers ?? {}, this),
        };

        const parts = { ...authorities, clientIssuers: remember(pulumi.output(clientIssuers), clientIssuers) };
        const reference = authorityOutput(parts);
        const outputs: Outputs<CertificateAuthority> = {
            ...parts,
            generations: pulumi.output(generations),
            clients: clientsOutput(clients),
            reference,
        };
        Object.assign(this, outputs);
        // The certificates stay public in the state, and each is known in a preview on its own.
        this.registerOutputs({ ...outputs, generations, clients, clientIssuers });
    }
}
