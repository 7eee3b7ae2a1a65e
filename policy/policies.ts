import type { Policies } from "@pulumi/policy";
import { certificateLifetime } from "./certificateLifetime";
import { daemonCertificates } from "./daemonCertificates";
import { insecureRegistries } from "./insecureRegistries";
import { keyStrength } from "./keyStrength";
import { openDockerPort, openSshPort } from "./openPorts";
import { retired } from "./retirement";
import { osDiskLeftBehind, passwordLogin } from "./virtualMachine";

/** All policies of the pack, in the order of docs/policy.md. */
export const policies: Policies = [
    openSshPort,
    openDockerPort,
    daemonCertificates,
    certificateLifetime,
    keyStrength,
    passwordLogin,
    insecureRegistries,
    osDiskLeftBehind,
    retired,
];
