import type { Policies } from "@pulumi/policy";
import { certificateLifetime } from "./certificateLifetime";
import { broughtIssuers, undeclaredIssuers } from "./clientIssuers";
import { composeHostAccess } from "./composeHostAccess";
import { composePasswords } from "./composePasswords";
import { daemonCertificates } from "./daemonCertificates";
import { extensionKeys } from "./extensionKeys";
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
    extensionKeys,
    undeclaredIssuers,
    broughtIssuers,
    certificateLifetime,
    keyStrength,
    passwordLogin,
    insecureRegistries,
    composeHostAccess,
    composePasswords,
    osDiskLeftBehind,
    retired,
];
