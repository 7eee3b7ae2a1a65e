import { PolicyPack } from "@pulumi/policy";
import { certificateLifetime } from "./certificateLifetime";
import { daemonCertificates } from "./daemonCertificates";
import { insecureRegistries } from "./insecureRegistries";
import { keyStrength } from "./keyStrength";
import { openDockerPort, openSshPort } from "./openPorts";
import { retired } from "./retirement";
import { osDiskLeftBehind, passwordLogin } from "./virtualMachine";

/** The pack: it serves the engine as soon as it is loaded. */
new PolicyPack("docker-host-vm", {
    policies: [
        openSshPort,
        openDockerPort,
        daemonCertificates,
        certificateLifetime,
        keyStrength,
        passwordLogin,
        insecureRegistries,
        osDiskLeftBehind,
        retired,
    ],
});
