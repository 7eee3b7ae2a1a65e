import * as command from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";
import type { IssuedCertificate } from "../certificates/issuedCertificate";
import type { InstalledEngine } from "../engine/engineExtension";
import { nodeCommand } from "./nodeCommand";

/** The daemon that must answer, and the identity to ask with. */
export interface ReadinessSpec {
    /** The authority that signed the daemon's certificate. */
    readonly issuingCertPem: pulumi.Input<string>;
    readonly identity: IssuedCertificate;
    readonly serverCertPem: pulumi.Input<string>;
    readonly vmId: pulumi.Input<string>;
    readonly engine: InstalledEngine;
    readonly endpoint: pulumi.Input<string>;
    readonly dockerPort: pulumi.Input<number>;
    readonly timeoutSeconds: number;
}

/**
 * Waits until the daemon answers over mutual TLS with its current certificate and its current bundle of clients' issuers, and
 * waits again whenever the VM, the daemon's settings or the certificates change. Returns an output that is known only then.
 */
export function awaitReadiness(
    name: string,
    spec: ReadinessSpec,
    opts: pulumi.CustomResourceOptions,
): pulumi.Output<string> {
    if (spec.timeoutSeconds === 0) {
        return spec.engine.extension.id;
    }
    const gate = new command.local.Command(
        `${name}-ready`,
        {
            ...nodeCommand("readiness"),
            // Standard error has progress lines, without secrets.
            logging: "stderr",
            environment: {
                DOCKER_HOST_NAME: spec.endpoint,
                DOCKER_PORT: pulumi.output(spec.dockerPort).apply(String),
                CA_CERT_PEM: spec.issuingCertPem,
                CLIENT_CERT_PEM: spec.identity.certPem,
                CLIENT_KEY_PEM: spec.identity.keyPem,
                SERVER_CERT_PEM: spec.serverCertPem,
                TIMEOUT_SECONDS: String(spec.timeoutSeconds),
                // The script does not read these: a changed value makes it run again.
                VM_ID: spec.vmId,
                ENGINE_REVISION: spec.engine.revision,
            },
            addPreviousOutputInEnv: false,
        },
        { ...opts, dependsOn: spec.engine.extension, hideDiffs: ["stdin", "environment", "stderr"] },
    );
    return gate.id;
}
