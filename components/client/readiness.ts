import type * as compute from "@pulumi/azure-native/compute";
import * as command from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";
import type { ClientCertificate } from "../certificates/certificateAuthority";
import type { InstalledEngine } from "../engine/dockerEngine";
import { nodeCommand } from "./nodeCommand";

/** What must answer, and to whom. */
export interface ReadinessOrder {
    readonly caCertPem: pulumi.Input<string>;
    readonly client: ClientCertificate;
    readonly serverCertPem: pulumi.Input<string>;
    readonly vm: compute.VirtualMachine;
    readonly engine: InstalledEngine;
    readonly endpoint: pulumi.Input<string>;
    readonly dockerPort: pulumi.Input<number>;
    readonly timeoutSeconds: number;
}

/**
 * Waits until the daemon answers over mutual TLS with the certificate that it was given; again whenever the VM, the
 * daemon's settings or the certificate changed. Gives an output that is there only then.
 */
export function awaitReadiness(
    name: string,
    order: ReadinessOrder,
    opts: pulumi.CustomResourceOptions,
): pulumi.Output<string> {
    if (order.timeoutSeconds === 0) {
        return order.engine.extension.id;
    }
    const gate = new command.local.Command(
        `${name}-ready`,
        {
            ...nodeCommand("readiness"),
            // What it waits for, line by line; nothing in there is a secret.
            logging: "stderr",
            environment: {
                DOCKER_HOST_NAME: order.endpoint,
                DOCKER_PORT: pulumi.output(order.dockerPort).apply(String),
                CA_CERT_PEM: order.caCertPem,
                CLIENT_CERT_PEM: order.client.certPem,
                CLIENT_KEY_PEM: pulumi.secret(order.client.keyPem),
                SERVER_CERT_PEM: order.serverCertPem,
                TIMEOUT_SECONDS: String(order.timeoutSeconds),
                // Not read by the script: another value makes it run again.
                VM_ID: order.vm.vmId,
                ENGINE_REVISION: order.engine.revision,
            },
            addPreviousOutputInEnv: false,
        },
        { ...opts, dependsOn: order.engine.extension, hideDiffs: ["stdin", "environment", "stderr"] },
    );
    return gate.id;
}
